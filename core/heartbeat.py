from django.utils import timezone

from core.models import Heartbeat


def beat(name: str) -> None:
    """Note that a scheduler or worker is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
