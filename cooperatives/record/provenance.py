"""Where each value of a record came from: which row of which file, or who typed it when."""

from cooperatives.models import Cooperative
from core.models import Event


def sources(cooperative: Cooperative) -> dict[str, Event]:
    """For each field, the last event that gave it its value (fields never given have none)."""
    found: dict[str, Event] = {}
    for event in Event.objects.filter(object_type="cooperative", object_id=cooperative.pk).order_by("-at", "-pk"):
        for field in event.after:
            found.setdefault(field, event)
    return found
