"""How long photos of visits are kept, and what they take."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count, Sum

from core import office
from revival.models import Photo

AT_ONCE = 200


def taken() -> dict[str, Any]:
    """How many photos are kept, and how many bytes they take."""
    found = Photo.objects.aggregate(n=Count("pk"), size=Sum("size"))
    return {"n": found["n"], "size": found["size"] or 0, "months": office.value("revival_photo_months")}


def forget_old(today: date) -> int:
    """Delete photos whose time is over, with their files; how many. Safe to repeat and to run twice at once."""
    before = today - relativedelta(months=office.value("revival_photo_months"))
    count = 0
    while rows := list(Photo.objects.filter(visit__on__lt=before).order_by("pk")[:AT_ONCE]):
        count += sum(_forget(photo) for photo in rows)
    return count


def _forget(photo: Photo) -> bool:
    """The row first: a file that is left without one is swept; a row without its file would be a lost photo."""
    with transaction.atomic():
        gone, _each = Photo.objects.filter(pk=photo.pk).delete()
    if gone:
        photo.file.storage.delete(photo.file.name)
    return bool(gone)
