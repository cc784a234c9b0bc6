"""The assignment letter (surat tugas): who is sent to which cooperatives on which days. Draft, initials, number."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, events, office
from core.database import named_locks
from core.errors import DomainError
from core.messages import placeholders
from core.papers import letter as official
from core.papers import trail
from core.papers.official import CLOSED, PaperState
from core.text.formats import long_date, weekday_date
from revival import letter_drafts
from revival.models import AssignmentLetter, Stop, Visit, VisitDay
from revival.question.letters import KIND

MOST_PEOPLE = 20
SUBJECT = "Surat tugas kunjungan lapangan"
TITLE = "SURAT TUGAS"
HEADS = ["No.", "Hari", "Koperasi", "Alamat"]
WIDTHS = [1, 4, 6, 7]


@transaction.atomic
def draft(days: Iterable[VisitDay], *, others: str, actor) -> AssignmentLetter:
    """Begin a letter for some days; `others` are those who go along, one a line, with their position after a comma.

    Raises DomainError for days that have a letter, or none at all.
    """
    named_locks.hold(WAY.lock)
    keys = [day.pk for day in days]
    rows = (
        VisitDay.objects.filter(pk__in=keys, cancelled_at=None).select_related("adviser", "assignment").order_by("on")
    )
    held = list(rows.select_for_update(of=("self",)))
    if not held:
        raise DomainError(_("Choose a day that is not called off."))
    if done := [day for day in held if day.assignment and day.assignment.state not in CLOSED]:
        days_told = ", ".join(long_date(day.on) for day in done)
        raise DomainError(_("There is an assignment letter already for: {days}.").format(days=days_told))
    letter = AssignmentLetter(made_on=clock.today(), people=_people(held, others))
    letter.save(force_insert=True)
    VisitDay.objects.filter(pk__in=[day.pk for day in held]).update(assignment=letter)
    events.record("revival.assignment_drafted", actor=actor, after={"days": _days(letter)}, **letter.event_object())
    return letter


def _people(days: list[VisitDay], others: str) -> list[list[str]]:
    """Name and position of all who go, the advisers first."""
    with translation.override(settings.LANGUAGE_CODE):
        advisers = {day.adviser: [day.adviser.display_name, str(day.adviser.get_role_display())] for day in days}
    lines = [line.strip() for line in others.splitlines() if line.strip()]
    if len(lines) + len(advisers) > MOST_PEOPLE:
        raise DomainError(_("More than {n} people are too many for one letter.").format(n=MOST_PEOPLE))
    named = (line.partition(",") for line in lines)
    return [*advisers.values(), *([name.strip()[:150], position.strip()[:150]] for name, _comma, position in named)]


def compose(letter: AssignmentLetter) -> None:
    """Give a draft its words of today, unsaved; in Indonesian, whoever looks at it."""
    _compose(letter, _days(letter), _rows(letter))


def example() -> AssignmentLetter:
    """A letter in the words of now, to be looked at; nothing is saved."""
    letter = AssignmentLetter(
        people=[["Sri Contoh", "Penyuluh"]], issued_on=clock.today(), number=_("(number when it is issued)")
    )
    day = weekday_date(clock.today())
    _compose(letter, [day], [["1", day, "Koperasi Contoh Sejahtera", "Jl. Contoh No. 1"]])
    return letter


def _compose(letter: AssignmentLetter, days: list[str], rows: list[list[str]]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        letter.subject = SUBJECT
        text = placeholders.fill(office.value("assignment_text"), {"hari": ", ".join(days)})
        people = "\n".join(f"{n}. {', '.join(filter(None, one))}" for n, one in enumerate(letter.people, 1))
        letter.text = f"Menugaskan kepada:\n{people}\n\n{text}"
        words = {"nature": "", "enclosures": "", "basis": office.value("assignment_basis")}
        words["copies"] = office.value("assignment_copies")
        official.put_frame(letter, words, official.signer_today(KIND), addressee="", to=[])
        closing = office.value("assignment_closing")
        letter.frame |= {"title": TITLE, "salutation": "", "closing": closing, "rows": rows}


def _days(letter: AssignmentLetter) -> list[str]:
    days = letter.days.filter(cancelled_at=None).order_by("on")
    return [weekday_date(on) for on in days.values_list("on", flat=True).distinct()]


def _rows(letter: AssignmentLetter) -> list[list[str]]:
    """The cooperatives of all days as they are driven: number, day, name, address."""
    open_stops = Stop.objects.filter(case__closed_on=None, day__assignment=letter, day__cancelled_at=None)
    rows = open_stops.order_by("day__on", "day", "place")
    stops = rows.select_related("day", "case__cooperative__village")
    return [
        [str(n), weekday_date(stop.day.on), stop.case.cooperative.legal_name, _address(stop)]
        for n, stop in enumerate(stops, 1)
    ]


def _address(stop: Stop) -> str:
    cooperative = stop.case.cooperative
    return ", ".join(filter(None, [cooperative.address, str(cooperative.village or "")]))


WAY = letter_drafts.LetterWay(AssignmentLetter, "assignment", "assignment_number", compose)


def issue(letter: AssignmentLetter, *, first: int, actor) -> AssignmentLetter:
    """Give a draft its number, date, signer and final words. `first` is a number from the office's agenda, 0 the next.

    Raises DomainError for one that is no draft, names nobody to visit, or for a number that is taken.
    """
    return letter_drafts.issue(WAY, letter, first=first, actor=actor, check=_names_somebody)


def _names_somebody(letter: AssignmentLetter) -> None:
    if not letter.frame["rows"]:
        raise DomainError(_("No day of this letter has a cooperative to visit any more."))


@transaction.atomic
def set_aside(letter: AssignmentLetter, *, actor) -> None:
    """Do not write a letter that is a draft: its days have none again. Raises DomainError for another."""
    letter_drafts.set_aside(WAY, letter, actor=actor)
    VisitDay.objects.filter(assignment=letter.pk).update(assignment=None)


@transaction.atomic
def restore(rows: QuerySet[AssignmentLetter], *, actor) -> None:
    """Take back that a letter was made void. Raises DomainError for another, or when its days have a newer one."""
    named_locks.hold(WAY.lock)
    old = trail.held_void(rows)
    if not old.days.exists():
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    trail.in_force_again(old, actor=actor)


def letter_for(visit: Visit) -> AssignmentLetter | None:
    """The letter in force that sent this adviser to this cooperative on the day of the visit, whatever page it was
    typed on.
    """
    days = VisitDay.objects.filter(stops__case=visit.case, on=visit.on, cancelled_at=None)
    found = [day.assignment for day in days.select_related("assignment") if day.assignment]
    return next((letter for letter in found if _sends(letter, visit)), None)


def _sends(letter: AssignmentLetter, visit: Visit) -> bool:
    if letter.state != PaperState.ISSUED or letter.issued_on > visit.on:
        return False
    name = visit.case.cooperative.legal_name
    is_named = any(visit.adviser_name == person[0] for person in letter.people)
    return is_named and any(name == row[2] for row in letter.frame["rows"])


def is_outdated(letter: AssignmentLetter) -> bool:
    """Whether the days of a letter in force have changed since it got its number."""
    return letter.state == PaperState.ISSUED and _rows(letter) != letter.frame.get("rows")
