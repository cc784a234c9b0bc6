"""Numbers of the reports for Prometheus (core/operations/metrics.py)."""

from collections.abc import Iterator

from prometheus_client.core import Metric

from cooperatives.models import Contact
from core.operations.metrics import gauge
from core.papers.official import PaperState
from reports.models import Arrears, Letter, Obligation, Proposal, Report


def collect() -> Iterator[Metric]:
    yield gauge(
        "solokop_late_reports", "Reports flagged as late", Obligation.objects.filter(late_since__isnull=False).count()
    )
    yield gauge("solokop_late_cooperatives", "Cooperatives with a late report", Arrears.objects.count())
    yield gauge("solokop_waiting_reviews", "Reports that wait for a reviewer", Report.objects.waiting().count())
    yield gauge("solokop_waiting_messages", "WhatsApp messages to send by hand", Contact.objects.to_send().count())
    yield gauge("solokop_waiting_letters", "Letters to sign", Letter.objects.filter(state=PaperState.PREPARED).count())
    yield gauge("solokop_open_proposals", "Proposals to decide", Proposal.objects.open().count())
