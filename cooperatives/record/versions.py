"""Holding a record and writing it: every change of one passes here, as a new version with what follows from it."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from cooperatives.record.derived import DERIVED, derive
from core.errors import DomainError


def lock(pk: int) -> Cooperative:
    """The record as it is now, held until the end of the transaction.

    Raises DomainError when it has been merged away or removed since it was looked at.
    """
    # Its key stays: what others write about the record does not wait.
    rows = Cooperative.objects.current().select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("village", "district")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise DomainError(_("This record has been merged or removed meanwhile."))
    return found


def lock_all(cooperatives: Iterable[Cooperative]) -> list[Cooperative]:
    """Those of some records that still stand by themselves, held as `lock` does, in the order of their keys."""
    keys = [cooperative.pk for cooperative in cooperatives]
    return list(Cooperative.objects.current().filter(pk__in=keys).select_for_update(no_key=True).order_by("pk"))


def save(cooperative: Cooperative, changed: list[str]) -> None:
    """Write the changed fields and what follows from them, as a new version. Call inside a transaction."""
    derive(cooperative)
    cooperative.version += 1
    cooperative.updated_at = timezone.now()
    try:
        with transaction.atomic():
            cooperative.save(update_fields=[*{*changed, *DERIVED}, "version", "updated_at"])
    except IntegrityError as error:
        if (
            Cooperative.objects.exclude(pk=cooperative.pk)
            .filter(national_number=cooperative.national_number, merged_into=None)
            .exclude(national_number="")
        ):
            raise DomainError(_("This Nomor Induk Koperasi belongs to another cooperative.")) from error
        raise
