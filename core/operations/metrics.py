"""Numbers for Prometheus, read from the database when they are asked for: the same from every process."""

from collections.abc import Callable, Iterator
from hmac import compare_digest

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from core.models import Heartbeat, Job, OutgoingMail, TaskFailure
from core.operations import disks

# What higher floors count: each a function that yields metrics.
COUNTED: list[Callable[[], Iterator[Metric]]] = []


def is_allowed(header: str) -> bool:
    """Whether an Authorization header holds the token of SOLOKOP_METRICS_TOKEN; without one nobody is let in."""
    token = settings.METRICS_TOKEN
    return bool(token) and compare_digest(header.encode(), f"Bearer {token}".encode())


def text() -> bytes:
    registry = CollectorRegistry()
    registry.register(_Collector())
    return generate_latest(registry)


class _Collector:
    def collect(self) -> Iterator[Metric]:
        yield by_state("solokop_mails", "Messages in the outbox by state", OutgoingMail)
        yield by_state("solokop_jobs", "Background jobs by state", Job)
        yield gauge(
            "solokop_failed_tasks",
            "Failed tasks that nobody has started anew",
            TaskFailure.objects.filter(retried_at=None).count(),
        )
        free = GaugeMetricFamily("solokop_free_disk_ratio", "Free share of a disk", labels=["disk"])
        for disk in disks.all_disks():
            free.add_metric([disk.name], disk.free)
        yield free
        ages = GaugeMetricFamily("solokop_heartbeat_age_seconds", "Seconds since a process was alive", labels=["name"])
        for name, at in Heartbeat.objects.values_list("name", "at"):
            ages.add_metric([name], (timezone.now() - at).total_seconds())
        yield ages
        for counted in COUNTED:
            yield from counted()


def gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=value)


def by_state(name: str, help_text: str, model) -> GaugeMetricFamily:
    """How many rows of a table there are in each state, those without any included."""
    found = GaugeMetricFamily(name, help_text, labels=["state"])
    counted = dict(model.objects.order_by().values_list("state").annotate(n=Count("pk")))
    for state in model.State.values:
        found.add_metric([state], counted.get(state, 0))
    return found
