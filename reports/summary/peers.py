"""The median of a report's peers: same kind, same size class, same quarter, accepted; five or more (DOMAIN.md 6.3)."""

from statistics import median

from django.core.cache import cache

from core import events
from reports.models import Figure, Report
from reports.statement.lines import key_of

AT_LEAST = 5
# Upper ends of the size classes, total assets in rupiah; the last class has none.
CLASSES = (500_000_000, 2_500_000_000, 10_000_000_000)


def size_class(assets: int) -> tuple[int, int | None]:
    """The lower and upper end of the class in which these assets lie."""
    low = 0
    for high in CLASSES:
        if assets < high:
            return low, high
        low = high
    return low, None


def medians(report: Report) -> tuple[dict[str, int], int]:
    """The peers' median of each figure, by key, and how many peers there are; none when there are too few."""
    cooperative = report.obligation.cooperative
    low, high = size_class(report.values().get("A", 0))
    group = f"{report.obligation.period_id}-{cooperative.kind}-{report.profile}-{low}"
    key = f"peers-{group}-{cooperative.pk}-{events.revision()}"
    found = cache.get(key)
    if found is None:
        found = _compute(report, low, high)
        cache.set(key, found, 600)
    return found


def _compute(report: Report, low: int, high: int | None) -> tuple[dict[str, int], int]:
    obligation = report.obligation
    peers = (
        Report.objects.current()
        .filter(
            obligation__period=obligation.period_id,
            obligation__cooperative__merged_into=None,
            obligation__cooperative__kind=obligation.cooperative.kind,
            profile=report.profile,
            assets__gte=low,
        )
        .exclude(obligation__cooperative=obligation.cooperative_id)
    )
    if high is not None:
        peers = peers.filter(assets__lt=high)
    n = peers.count()
    if n < AT_LEAST:
        return {}, n
    amounts: dict[str, list[int]] = {}
    for line, column, amount in Figure.objects.filter(report__in=peers).values_list("line", "column", "amount"):
        amounts.setdefault(key_of(line, column), []).append(amount)
    # A line that few peers fill in would tell who they are, and little else.
    return {key: int(median(values)) for key, values in amounts.items() if len(values) >= AT_LEAST}, n
