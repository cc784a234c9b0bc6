"""The participants of a session: who has enrolled, in the order of the waiting list, and what is decided about them."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.lists import district_filter
from cooperatives.messaging.screen import shown
from core import clock
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import Filter, cases
from core.storage.downloads import Trace
from core.text.formats import local_phone
from training.choices import LIVE, EnrolmentState
from training.enrolments import decisions
from training.models import Enrolment, Session, SessionDay
from training.querysets import LINE

STATE = Filter(
    key="state",
    label=gettext_lazy("State"),
    condition=cases({"live": Q(state__in=LIVE), **{state.value: Q(state=state) for state in EnrolmentState}}),
    choices={"live": gettext_lazy("In force"), **dict(EnrolmentState.choices)},
    empty="",
    usual="live",
    kind="tabs",
)
OF_THE_PERSON = (
    ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(
        gettext_lazy("District (kecamatan)"),
        lambda row: row.cooperative.district.name if row.cooperative.district else "",
    ),
    ListColumn(gettext_lazy("Status of the cooperative"), lambda row: row.cooperative.status_label, width=20),
    ListColumn(gettext_lazy("Name"), lambda row: row.name, width=30),
    ListColumn(gettext_lazy("Position"), lambda row: row.position, width=20),
    ListColumn(gettext_lazy("Telephone / WhatsApp"), lambda row: local_phone(row.phone), width=18),
    ListColumn(gettext_lazy("State"), lambda row: str(row.get_state_display()), width=20),
    ListColumn(gettext_lazy("Priority"), lambda row: row.priority_words, width=20),
    ListColumn(gettext_lazy("Enrolled on"), lambda row: timezone.localdate(row.made_at), "date", 12),
)
OF_THE_TRAINING = (
    ListColumn(gettext_lazy("Days there"), lambda row: row.days_there, "count", 9),
    ListColumn(gettext_lazy("Pre-test"), lambda row: row.pre_score, "count", 9),
    ListColumn(gettext_lazy("Post-test"), lambda row: row.post_score, "count", 9),
    ListColumn(
        gettext_lazy("Certificate"),
        lambda row: ", ".join(paper.number for paper in row.certificates.all() if paper.withdrawn_on is None),
        width=24,
    ),
    ListColumn(gettext_lazy("Reason"), lambda row: row.reason or row.override_reason, width=40),
)


def _attendance(day: SessionDay) -> ListColumn:
    def there(row: Enrolment) -> str:
        return _("there") if any(mark.day_id == day.pk for mark in row.attendance.all()) else ""

    return ListColumn(f"{day.date:%d/%m/%Y}", there, width=12)


def _decision(session: Session, name: str, label, icon: str, to: str, asks, *, needs_text: bool) -> Action:
    def decide(request: HttpRequest, rows, said: Said) -> str:
        with shown(request):
            decided = decisions.decide(session, [row.pk for row in rows], to=to, reason=said.text, actor=request.user)
            if not decided:
                messages.info(request, _("This is decided already."))
                return ""
            # Said here, so that it stands before who was told.
            text = ngettext("{n} person is decided about.", "{n} people are decided about.", len(decided))
            messages.success(request, text.format(n=len(decided)))
        return ""

    may = allowed(Capability.RUN_TRAINING)
    return Action(name, label, icon, decide, may, asks=asks, needs_text=needs_text, longest=500)


def _decisions(session: Session) -> tuple[Action, ...]:
    return (
        _decision(
            session,
            "confirm",
            _("Give a seat"),
            "check",
            EnrolmentState.CONFIRMED,
            _("Reason (needed only for somebody on the waiting list)"),
            needs_text=False,
        ),
        _decision(
            session,
            "waitlist",
            _("To the waiting list"),
            "list-ordered",
            EnrolmentState.WAITLISTED,
            "",
            needs_text=False,
        ),
        _decision(session, "decline", _("Decline"), "x", EnrolmentState.DECLINED, _("Reason"), needs_text=True),
    )


def participants(session: Session) -> ListOf:
    """Everybody who has enrolled in one session; once it has begun, nothing is left to decide."""

    def rows(request: HttpRequest):
        found = Enrolment.objects.visible_to(request.user).filter(session=session).with_rank()
        found = found.select_related("cooperative__district").prefetch_related("attendance", "certificates")
        return found.with_days().with_training(session)

    return ListOf(
        name="participants",
        is_of_request=True,
        title=_("Participants of {session}").format(session=session),
        rows=rows,
        cells=(*OF_THE_PERSON, *map(_attendance, session.days.all()), *OF_THE_TRAINING),
        orders={
            "line": ("rank", *LINE),
            "name": ("name", "cooperative__name_key"),
            "cooperative": ("cooperative__name_key",),
            "made": ("made_at",),
        },
        search=("name", "cooperative__name"),
        search_label=_("Name or cooperative"),
        filters=(STATE, district_filter("cooperative__district")),
        actions=() if session.has_started(clock.now()) else _decisions(session),
        called=lambda row: f"{row.name}, {row.cooperative.legal_name}",
        file_name=f"peserta-{session.pk}",
        trace=Trace("participants.exported", "session", session.pk, str(session)),
    )
