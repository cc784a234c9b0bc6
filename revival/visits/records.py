"""The record of a visit (berita acara): numbered, printed, signed on paper, its scan kept in its place."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import clock, events, office
from core.database import named_locks
from core.errors import DomainError
from core.papers import trail
from core.papers.numbers import filled, first_of_range
from core.papers.official import PaperState
from core.text.formats import long_date, weekday_date
from revival.models import Visit, VisitRecord
from revival.visits import assignments

LOCK = "records of visits"


@transaction.atomic
def issue(visit: Visit, *, first: int, actor) -> VisitRecord:
    """Give a visit its numbered record. Raises DomainError when it has one, or when the number is taken."""
    named_locks.hold(LOCK)
    rows = Visit.objects.select_related("case__cooperative__village", "stop__day__assignment")
    # Whoever corrects the visit waits, and finds its record then.
    held = rows.select_for_update(of=("self",)).get(pk=visit.pk)
    if VisitRecord.objects.filter(visit=held, state=PaperState.ISSUED).exists():
        raise DomainError(_("This visit has its record already."))
    today = clock.today()
    record = VisitRecord(visit=held, made_on=today, words=words(held), intro=_intro(held), signs=_signs(held))
    sequence = first_of_range(VisitRecord, today.year, first=first, n=1)
    number = filled(office.value("visit_record_number"), sequence, today)
    record.number_it(number, sequence=sequence, day=today, actor=actor)
    record.save(force_insert=True)
    events.record("revival.record_issued", actor=actor, after={"number": record.number}, **record.event_object())
    return record


@transaction.atomic
def restore(rows: QuerySet[VisitRecord], *, actor) -> None:
    """Take back that a record was made void. Raises DomainError for another, or when its visit has a newer one."""
    named_locks.hold(LOCK)
    old = trail.held_void(rows)
    if VisitRecord.objects.filter(visit=old.visit_id, state=PaperState.ISSUED).exists():
        raise DomainError(_("Another record was written in the place of this one; it stays void."))
    if words(old.visit) != old.words:
        raise DomainError(_("The visit was corrected since: make a new record; this one stays void."))
    trail.in_force_again(old, actor=actor)


def _intro(visit: Visit) -> str:
    """The sentence before the table: where, when and by which letter; in Indonesian."""
    with translation.override(settings.LANGUAGE_CODE):
        cooperative = visit.case.cooperative
        place = ", ".join(filter(None, [cooperative.address, str(cooperative.village or "")]))
        where = f" di {place}" if place else ""
        letter = None if visit.without_letter else assignments.letter_for(visit)
        by = f" berdasarkan surat tugas nomor {letter.number}" if letter else ""
        return (
            f"Pada hari {weekday_date(visit.on)} telah dilakukan kunjungan lapangan ke "
            f"{cooperative.legal_name}{where}{by}, dengan hasil sebagai berikut."
        )


def _signs(visit: Visit) -> list[list[str]]:
    return [["Petugas,", visit.adviser_name], ["Pihak koperasi,", visit.met], ["Mengetahui, Lurah/RT,", ""]]


def words(visit: Visit) -> list[list[str]]:
    """Label and value of what was found, as it is printed: in Indonesian, what is not known as a dash."""
    with translation.override(settings.LANGUAGE_CODE):
        return [[str(label), str(value) or "–"] for label, value in _facts(visit)]


def _facts(visit: Visit) -> list[tuple[Any, Any]]:
    hours = "–".join(f"{at:%H.%M}" for at in (visit.begun, visit.ended) if at)
    return [
        (_("Day"), ", ".join(filter(None, [weekday_date(visit.on), f"{hours} WIB" if hours else ""]))),
        (_("Adviser"), visit.adviser_name),
        *((capfirst(label), shown) for label, _value, shown in visit.findings),
        (_("Members, about"), visit.members_about if visit.members_about is not None else ""),
        (_("Assets seen"), visit.assets_seen),
        (_("Debts known"), visit.debts_known),
        (_("Who was met"), ", ".join(filter(None, [visit.met, visit.met_as]))),
        (_("What was said"), visit.said),
        (_("Decision of the board"), visit.get_decision_display() if visit.decision else ""),
        (_("Next step"), ", ".join(filter(None, [visit.next_step, _until(visit)]))),
    ]


def _until(visit: Visit) -> str:
    return _("until {day}").format(day=long_date(visit.next_due)) if visit.next_due else ""
