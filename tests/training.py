"""Makers of training records for tests; each goes through the portal's own functions."""

from datetime import date, time, timedelta
from itertools import count

from core import clock
from tests.factories import make_user
from training.attendance import presence
from training.attendance.presence import AttendanceMark
from training.enrolments import enrolment
from training.enrolments.enrolment import Person
from training.models import Enrolment, Programme, Session, SessionDay
from training.sessions import schedule
from training.sessions.schedule import ScheduledDay

_numbers = count(1)
FIELDS = {
    "venue": "Aula Dinas",
    "address": "Jl. Jenderal Sudirman No. 2",
    "trainer": "Ibu Sri Rahayu",
    "contact_name": "Ibu Petugas",
    "contact_phone": "+6281200000000",
    "quota": 5,
    "per_cooperative": 1,
    "seating": "rule",
    "fee": 0,
    "statuses": [],
    "with_revival": False,
    "kinds": [],
    "only_named": False,
    "priorities": [],
    "offer_hours": 48,
    "attendance_percent": 80,
    "pass_mark": None,
    "valid_months": 0,
}


def make_programme(name: str = "") -> Programme:
    return Programme.objects.create(
        name=name or f"Manajemen Keuangan {next(_numbers)}",
        subject="finance",
        aim="Membaca neraca.",
        curriculum="Neraca\nPHU",
        hours=12,
        audience="Ketua dan bendahara",
    )


def days_from(first: date, n: int = 2) -> list[ScheduledDay]:
    return [ScheduledDay(first + timedelta(days=i), time(8, 30), time(15, 0)) for i in range(n)]


def make_session(
    *, actor=None, in_days: int = 14, n_days: int = 2, published: bool = True, districts=(), **fields
) -> Session:
    """A session that begins in some days, open for enrolment since yesterday."""
    actor = actor or make_user("officer")
    programme = fields.pop("programme", None) or make_programme()
    today = clock.today()
    first = today + timedelta(days=in_days)
    values = FIELDS | {
        "number": schedule.next_number(programme),
        "opens_on": today - timedelta(days=1),
        "closes_on": first - timedelta(days=1) if in_days > 1 else today,
    }
    session = schedule.create(
        programme, fields=values | fields, days=days_from(first, n_days), districts=districts, actor=actor
    )
    return schedule.publish(session, actor=actor) if published else session


def enrol(
    session: Session, cooperative, name: str = "", *, actor=None, phone: str = "", override: str = ""
) -> Enrolment:
    person = Person(name or f"Peserta {next(_numbers)}", "Bendahara", phone)
    return enrolment.enrol(
        session, cooperative=cooperative, person=person, actor=actor or make_user("officer"), override=override
    )[0]


def states(session: Session) -> list[str]:
    """The states of all enrolments, in the order in which they came in."""
    return list(session.enrolments.order_by("pk").values_list("state", flat=True))


def begin(session: Session, *, days_ago: int = 0, over: bool = False) -> Session:
    """Let the session have begun, or be over, by moving its days back; nobody is told."""
    days = list(session.days.all())
    shift = (days[-1].date if over else days[0].date) - clock.today() + timedelta(days=max(days_ago, int(over)))
    for day in days:
        day.date -= shift
    session.days.all().delete()
    schedule._set_days(session, [ScheduledDay(day.date, time(0, 1), time(23, 59)) for day in days])
    return session


def be_there(one: Enrolment, *, days: int | None = None, actor=None) -> None:
    """Note somebody as there on the first days of the session, or on all."""
    marks = [
        AttendanceMark(one.code, day.pk, clock.now(), "list")
        for day in SessionDay.objects.filter(session=one.session_id)[:days]
    ]
    outcomes = presence.take(one.session, marks, actor=actor or make_user("officer"))
    assert [outcome.result for outcome in outcomes] == ["new"] * len(marks)
