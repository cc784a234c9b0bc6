"""What an adviser takes along on the phone, and what comes back from it: each entry once, each with an answer."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.images import photos
from core.images.photos import RefusedPhotoError
from core.storage.files import NotStoredError
from core.text.formats import weekday_date
from revival.models import Case, Stop, Visit, VisitDay
from revival.visits import photos as visit_photos
from revival.visits import visit_log
from revival.visits.forms import VisitForm

# Days after the day itself for which it lies on the phone: one who has no connection for a while types on.
KEPT_DAYS = 3
LATE = Stop.objects.select_related("day__assignment", "case__cooperative__village", "case__adviser")


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What has come of an entry: `new`, `again`, `refused`, or `later` where the portal cannot now; and in words."""

    result: str
    text: str = ""


def luggage(day: VisitDay) -> dict[str, Any]:
    """The day as it lies on the phone: its stops in their order, and of each what one must know at the door."""
    open_stops = day.stops.filter(case__closed_on=None)
    stops = open_stops.select_related("case__cooperative__village", "case__cooperative__district")
    return {
        "day": day.pk,
        "on": day.on.isoformat(),
        "title": weekday_date(day.on),
        "stops": [_stop(stop) for stop in stops.prefetch_related("case__cooperative__board", "visits")],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    cooperative, case = stop.case.cooperative, stop.case
    chair = next((one for one in cooperative.board.all() if one.left_on is None), None)
    return {
        "stop": stop.pk,
        "case": case.pk,
        "name": cooperative.legal_name,
        "address": ", ".join(filter(None, [cooperative.address, str(cooperative.village or "")])),
        "phone": cooperative.phone,
        "chair": chair.name if chair else "",
        "step": case.step,
        "reason": case.reason,
        "done": [visit.adviser_name for visit in stop.visits.all()],
    }


def take(entry: Mapping[str, Any], *, actor) -> EntryOutcome:
    """Keep one entry of a phone: a visit, or a photo of one that came before."""
    try:
        if entry.get("kind") == "photo":
            return _photo(entry, actor)
        return _visit(entry, actor)
    except NotStoredError as error:
        return EntryOutcome("later", str(error))
    except RefusedPhotoError as error:
        return EntryOutcome("later" if error.code == "busy" else "refused", str(error))
    except DomainError as error:
        return EntryOutcome("refused", str(error))


def _visit(entry: Mapping[str, Any], actor) -> EntryOutcome:
    stop = LATE.filter(pk=_number(entry.get("stop"))).first()
    # A stop that was taken out meanwhile: somebody was there all the same.
    case = stop.case if stop else Case.objects.visible_to(actor).filter(pk=_number(entry.get("case"))).first()
    if case is None:
        raise DomainError(_("This visit is not planned any more. Record it on the page of its case."))
    form = VisitForm(_fields(entry))
    if not form.is_valid():
        raise DomainError(_in_words(form))
    done = visit_log.record(form.visit(), case=case, stop=stop, actor=actor, entry=_name(entry))
    return EntryOutcome("new" if done.is_new else "again", told(done))


def _photo(entry: Mapping[str, Any], actor) -> EntryOutcome:
    named = str(entry.get("visit") or "").encode(errors="replace").decode().replace("\x00", "")[:36]
    visit = Visit.objects.filter(entry=named, adviser=actor).first()
    if visit is None:
        raise DomainError(_("The visit of this photo was not taken, so the photo was not either."))
    try:
        content = base64.b64decode(str(entry.get("data") or ""), validate=True)
    except (binascii.Error, ValueError):
        raise DomainError(_("This photo cannot be read. Take it again.")) from None
    small = photos.read([content], len(content), str(entry.get("name") or ""))
    kept = visit_photos.add(visit, small, actor=actor, entry=_name(entry).encode(errors="replace").decode())
    return EntryOutcome("new" if kept else "again")


def told(done: visit_log.RecordedVisit) -> str:
    """What has come of a recorded visit, in words."""
    parts = [_("The visit at {name} is recorded.").format(name=done.visit.case.cooperative.legal_name)]
    if done.others:
        parts.append(_("{who} was there on the same day: both records are kept.").format(who=", ".join(done.others)))
    if done.keeps_step:
        parts.append(_("The case has a newer next step, which stays; that of the visit stands in its record."))
    if done.has_ended:
        parts.append(_("The case has ended meanwhile: it stays as it is, and the visit stands in it."))
    if done.visit.without_letter:
        parts.append(_("There was no numbered assignment letter on that day; the record says so."))
    return " ".join(parts)


def _in_words(form: VisitForm) -> str:
    """All errors of a form with the names of their fields, for where it is shown without them."""
    lines = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        lines += [f"{label}: {error}" if label else str(error) for error in errors]
    return " ".join(lines)


def _fields(entry: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by field. Raises DomainError for texts that no database can keep."""
    given = entry.get("fields")
    fields = {name: value for name, value in given.items() if isinstance(value, str)} if isinstance(given, dict) else {}
    try:
        # Half of a pair of surrogates is no text: JSON can say it, a database cannot keep it.
        "".join([*fields, *fields.values(), _name(entry)]).encode()
    except UnicodeEncodeError:
        raise DomainError(_("What the phone has sent cannot be read.")) from None
    return fields


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or "").replace("\x00", "")[:36]


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else 0
