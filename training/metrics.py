"""Numbers of training for Prometheus (core/operations/metrics.py)."""

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily, Metric

from core.operations.metrics import gauge
from training.choices import EnrolmentState
from training.models import Certificate, Enrolment


def collect() -> Iterator[Metric]:
    counted = dict(Enrolment.objects.order_by().values_list("state").annotate(n=Count("pk")))
    family = GaugeMetricFamily("solokop_enrolments", "Enrolments in training by state", labels=["state"])
    for state in EnrolmentState.values:
        family.add_metric([state], counted.get(state, 0))
    yield family
    yield gauge("solokop_certificates", "Certificates in force", Certificate.objects.in_force().count())
