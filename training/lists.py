"""The lists of training: sessions and certificates; enrolments/participant_list.py has those who take part."""

from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from core import clock
from core.errors import DomainError
from core.lists.declaration import Action, ListColumn, ListOf, Said, anybody, nobody
from core.lists.filters import Filter, by_number, cases, choice_of
from core.storage.downloads import Trace
from training.choices import Phase, SessionState, Subject
from training.models import Certificate, Programme, Session
from training.querysets import TO_DECIDE
from training.sessions import schedule

COMING = (Phase.RUNNING, Phase.OPEN, Phase.FULL, Phase.SOON, Phase.CLOSED)
# Which sessions a tab holds.
SHOWN = {
    "coming": Q(phase_now__in=COMING),
    "past": Q(phase_now=Phase.FINISHED),
    "draft": Q(phase_now=Phase.DRAFT),
    "cancelled": Q(phase_now=Phase.CANCELLED),
}
TABS = {"coming": gettext_lazy("Coming"), "past": gettext_lazy("Past")}


def _sessions(request: HttpRequest):
    now = clock.now()
    rows = Session.objects.visible_to(request.user).with_phase(now).with_distance(now)
    return rows.select_related("programme").prefetch_related("days", "districts")


def _first_day(session: Session) -> date | None:
    return next((day.date for day in session.days.all()), None)


def _last_day(session: Session) -> date | None:
    return next((day.date for day in reversed(session.days.all())), None)


def _publish(request: HttpRequest, rows, said: Said) -> str:
    """All of them or none; of one that cannot be it is said which."""
    drafts = [row for row in rows if row.state != SessionState.PUBLISHED]
    if not drafts:
        raise DomainError(_("None of these is a draft."))
    for session in drafts:
        try:
            schedule.publish(session, actor=request.user)
        except DomainError as error:
            raise DomainError(f"{session}: {error}") from error
    n = len(drafts)
    text = ngettext("{n} session stands on the public list now.", "{n} sessions stand on the public list now.", n)
    return text.format(n=n)


PUBLIC_SESSIONS = ListOf(
    name="sessions",
    title=gettext_lazy("Training for cooperatives"),
    rows=_sessions,
    cells=(),
    orders={"near": ("distance",), "date": ("starts_at",), "name": ("programme__name", "number")},
    order_names={
        "near": gettext_lazy("Nearest first"),
        "date": gettext_lazy("Earliest first"),
        "-date": gettext_lazy("Latest first"),
        "name": gettext_lazy("By name"),
    },
    search=("programme__name", "venue", "trainer"),
    search_label=gettext_lazy("Name, place or trainer"),
    filters=(
        Filter(
            key="show",
            label=gettext_lazy("Which sessions"),
            condition=cases({name: SHOWN[name] for name in TABS}),
            choices=TABS,
            empty="",
            usual="coming",
            kind="tabs",
        ),
        choice_of("subject", gettext_lazy("Subject of training"), dict(Subject.choices), "programme__subject"),
    ),
    per_page=(30,),
    has_file=nobody,
)
_SHOW, *_OTHERS = PUBLIC_SESSIONS.filters

# What the office sees: drafts and what is to be decided too, with ticks and as a file.
SESSIONS = replace(
    PUBLIC_SESSIONS,
    title=gettext_lazy("Training sessions"),
    cells=(
        ListColumn(gettext_lazy("Programme"), lambda row: row.programme.name, width=42),
        ListColumn(gettext_lazy("Session"), lambda row: row.number, "count", 9),
        ListColumn(gettext_lazy("State"), lambda row: str(Phase(row.phase_now).label), width=22),
        ListColumn(gettext_lazy("From"), _first_day, "date", 12),
        ListColumn(gettext_lazy("Until"), _last_day, "date", 12),
        ListColumn(gettext_lazy("Place"), lambda row: row.venue, width=30),
        ListColumn(gettext_lazy("Trainer"), lambda row: row.trainer, width=26),
        ListColumn(gettext_lazy("Seats"), lambda row: row.quota, "count", 9),
        ListColumn(gettext_lazy("Taken"), lambda row: row.taken, "count", 9),
        ListColumn(gettext_lazy("Waiting"), lambda row: row.waiting, "count", 9),
    ),
    filters=(
        replace(
            _SHOW,
            condition=cases(SHOWN | {"requests": TO_DECIDE}),
            choices=TABS
            | {
                "draft": gettext_lazy("Drafts"),
                "cancelled": gettext_lazy("Cancelled"),
                "requests": gettext_lazy("To decide"),
            },
        ),
        *_OTHERS,
    ),
    actions=(
        Action(
            "publish",
            gettext_lazy("Publish"),
            "megaphone",
            _publish,
            allowed(Capability.RUN_TRAINING),
            warning=gettext_lazy("A published session is not a draft again; it can only be cancelled."),
        ),
    ),
    file_name="pelatihan",
    has_file=anybody,
)

CERTIFICATES = ListOf(
    name="certificates",
    title=gettext_lazy("Certificates"),
    rows=lambda request: Certificate.objects.visible_to(request.user).select_related("enrolment__session__programme"),
    cells=(
        ListColumn(gettext_lazy("Number"), lambda row: row.number, width=24),
        ListColumn(gettext_lazy("Name"), lambda row: row.name, width=30),
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative_name, width=42),
        ListColumn(gettext_lazy("Programme"), lambda row: row.programme, width=42),
        ListColumn(gettext_lazy("Hours"), lambda row: row.hours, "count", 8),
        ListColumn(gettext_lazy("Given on"), lambda row: row.issued_on, "date", 12),
        ListColumn(gettext_lazy("Valid until"), lambda row: row.valid_until, "date", 12),
        ListColumn(gettext_lazy("Withdrawn on"), lambda row: row.withdrawn_on, "date", 12),
        ListColumn(gettext_lazy("Reason"), lambda row: row.withdrawn_reason, width=40),
    ),
    orders={
        "given": ("-issued_on", "-number"),
        "number": ("number",),
        "name": ("name",),
        "cooperative": ("cooperative_name", "name"),
    },
    search=("number", "name", "cooperative_name"),
    search_label=gettext_lazy("Number, name or cooperative"),
    filters=(
        Filter(
            key="state",
            label=gettext_lazy("State"),
            condition=cases(
                {
                    "valid": lambda: Q(withdrawn_on=None) & (Q(valid_until=None) | Q(valid_until__gte=clock.today())),
                    "ended": lambda: Q(withdrawn_on=None, valid_until__lt=clock.today()),
                    "withdrawn": ~Q(withdrawn_on=None),
                }
            ),
            choices={
                "valid": gettext_lazy("in force"),
                "ended": gettext_lazy("no longer valid"),
                "withdrawn": gettext_lazy("withdrawn"),
            },
            empty="",
        ),
        Filter(
            key="programme",
            label=gettext_lazy("Programme"),
            condition=by_number("enrolment__session__programme"),
            choices=lambda: {str(one.pk): one.name for one in Programme.objects.order_by("name")},
            empty="",
        ),
    ),
    called=lambda row: f"{row.number}, {row.name}",
    file_name="sertifikat",
    trace=Trace("certificates.exported", "office"),
)
