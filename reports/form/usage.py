"""Which lines are shown at once: those that a cooperative has ever used, or, the first time, those of its like.

All others are one tap away and never required.
"""

from collections import Counter

from reports.choices import FILED_STATES, State
from reports.models import Figure, Obligation, Report
from reports.summary.peers import size_class

# How many reports of others are looked at, and the share of them that must use a line, in percent.
SAMPLE = 200
SHARE = 20
SENT = [state for state in FILED_STATES if state != State.WITHDRAWN]


def used_lines(obligation: Obligation) -> set[str]:
    """The codes of lines with a figure other than zero in any report that the cooperative has sent; while there is
    none, those that a fifth of the newest reports of its kind, lines and size use.
    """
    sent = Report.objects.filter(state__in=SENT, obligation__cooperative=obligation.cooperative_id)
    own = Figure.objects.filter(report__in=sent).exclude(amount=0).values_list("line", flat=True).distinct()
    return set(own) or _usual(obligation)


def _usual(obligation: Obligation) -> set[str]:
    cooperative = obligation.cooperative
    alike = Report.objects.filter(
        state=State.ACCEPTED, profile=obligation.profile, obligation__cooperative__kind=cooperative.kind
    )
    if cooperative.assets:
        low, high = size_class(cooperative.assets)
        alike = alike.filter(assets__gte=low, **({} if high is None else {"assets__lt": high}))
    sample = list(alike.order_by("-pk").values_list("pk", flat=True)[:SAMPLE])
    rows = Figure.objects.filter(report__in=sample).exclude(amount=0).values_list("report", "line").distinct()
    users = Counter(line for _report, line in rows)
    return {line for line, n in users.items() if n * 100 >= SHARE * len(sample)}
