from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, may, requires
from cooperatives.models import Cooperative
from core import clock, codes, downloads, ical, qr, throttle
from core.workbook_write import Column
from training import eligibility, scores, wording
from training.choices import EnrolmentState, Phase, Subject
from training.models import Certificate, Enrolment, Session
from training.scheduling import at
from training.views.common import session_or_404, unlisted

PER_PAGE = 30
COMING = (Phase.RUNNING, Phase.OPEN, Phase.FULL, Phase.SOON, Phase.CLOSED)
# Which sessions a tab of the list holds.
TABS = {
    "coming": COMING,
    "past": (Phase.FINISHED,),
    "draft": (Phase.DRAFT,),
    "cancelled": (Phase.CANCELLED,),
}
TO_DECIDE = "requests"
ALARM = timedelta(days=1)


def _chosen(request):
    """The sessions that the address selects: `show` a tab, `subject`, `q`; unknown values find none."""
    found = Session.objects.visible_to(request.user).with_phase(clock.now()).select_related("programme")
    if subject := request.GET.get("subject"):
        found = found.filter(programme__subject=subject)
    if q := " ".join(request.GET.get("q", "").split())[:100]:
        found = found.filter(Q(programme__name__icontains=q) | Q(venue__icontains=q) | Q(trainer__icontains=q))
    return found


@login_not_required
@throttle.limited("public_search", when=lambda request: bool(request.GET.get("q")))
def session_list(request):
    """The public list of sessions; the office sees its drafts and numbers too."""
    tab = request.GET.get("show", "coming")
    everything = _chosen(request)
    if tab == TO_DECIDE and may(request.user, Capability.READ_TRAINING):
        found = everything.to_decide(clock.now())
    else:
        found = everything.filter(phase_now__in=TABS.get(tab, ()))
    found = found.prefetch_related("days", "districts")
    found = found.order_by("starts_at", "pk") if tab in ("coming", TO_DECIDE) else found.order_by("-starts_at", "-pk")
    if request.GET.get("format") == "xlsx":
        return requires(Capability.READ_TRAINING)(_export)(request, found)
    counts = dict(everything.order_by().values_list("phase_now").annotate(n=Count("pk")))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "tabs": [(key, sum(counts.get(phase, 0) for phase in phases)) for key, phases in TABS.items()],
        "n_to_decide": everything.to_decide(clock.now()).count() if request.user.is_authenticated else 0,
        "subjects": Subject.choices,
        "chosen": {name: request.GET.get(name, "") for name in ("subject", "q")},
        "own": _own(request),
        "fits": None,
    }
    if _is_manager(request.user):
        context["fits"] = _fitting(context["page"], Cooperative.objects.visible_to(request.user))
    return render(request, "training/list.html", context)


def _is_manager(user) -> bool:
    return user.is_authenticated and not user.is_of_office


def _fitting(sessions, own) -> set[int]:
    """Those of some sessions for which one of a manager's cooperatives may enrol."""
    cooperatives = list(own.select_related("district"))
    return {one.pk for one in sessions if any(not eligibility.obstacles(one, each) for each in cooperatives)}


def _own(request):
    """What a manager's cooperatives have in sessions that are not over."""
    if not _is_manager(request.user):
        return []
    rows = Enrolment.objects.visible_to(request.user).live().filter(session__ends_at__gt=clock.now())
    return rows.select_related("session__programme", "cooperative").order_by("session__starts_at", "pk")


def _export(request, found):
    columns = [
        Column(_("Programme"), width=42), Column(_("Session"), "count", 9), Column(_("State"), width=22),
        Column(_("From"), "date", 12), Column(_("Until"), "date", 12), Column(_("Place"), width=30),
        Column(_("Trainer"), width=26), Column(_("Seats"), "count", 9), Column(_("Taken"), "count", 9),
        Column(_("Waiting"), "count", 9),
    ]  # fmt: skip
    rows = (
        [
            one.programme.name, one.number, str(Phase(one.phase_now).label), *_dates(one), one.venue, one.trainer,
            one.quota, one.taken, one.waiting,
        ]
        for one in found
    )  # fmt: skip
    return downloads.send_table(
        request, title=_("Training sessions"), columns=columns, rows=rows, name="pelatihan",
        selection=request.GET.urlencode() or "show=coming",
    )  # fmt: skip


def _dates(session: Session):
    days = list(session.days.all())
    return (days[0].date, days[-1].date) if days else (None, None)


@login_not_required
def session_detail(request, pk: int):
    """Everything that a board must know before it enrols."""
    session = session_or_404(request, pk)
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "days": [(day, wording.hours_of(day)) for day in session.days.all()],
        "target": eligibility.target_in_words(session),
        "materials": session.programme.materials.all() if request.user.is_authenticated else (),
        "own": (),
        "obstacles": (),
    }
    if _is_manager(request.user):
        own = list(Cooperative.objects.visible_to(request.user)[:20])
        found = [eligibility.obstacles(session, one) for one in own]
        context["own"] = Enrolment.objects.visible_to(request.user).live().filter(session=session)
        # Of several cooperatives it is enough that one may.
        context["obstacles"] = found[0] if found and all(found) else ()
    return render(request, "training/session.html", context)


def _entry(calendar, session: Session) -> None:
    address = f"{session.venue}, {session.address}"
    for day in session.days.all():
        calendar.add_component(
            ical.meeting(
                f"training-{session.pk}-{day.pk}", str(session), *_hours(day), wording.session_address(session),
                place=address, sequence=session.version, alarm=ALARM, is_cancelled=session.state == "cancelled",
            )
        )  # fmt: skip


def _hours(day):
    return at(day.date, day.starts), at(day.date, day.ends)


def _calendar(name: str, sessions) -> HttpResponse:
    calendar = ical.empty(name)
    for session in sessions:
        _entry(calendar, session)
    return HttpResponse(calendar.to_ical(), content_type=ical.TYPE)


@login_not_required
def session_ics(request, pk: int):
    """The days of one session; those of one that was called off say so to the calendars that have them."""
    session = session_or_404(request, pk)
    return _calendar(str(session), [session])


@login_not_required
def all_ics(request):
    """The coming sessions, to subscribe to: public, nothing of any cooperative."""
    found = Session.objects.filter(state="published", ends_at__gt=clock.now()).select_related("programme")
    return _calendar(_("Training for cooperatives"), found.prefetch_related("days")[:100])


@login_not_required
@throttle.misses_limited("public_number")
def card(request, code: str):
    """A participant's card: the QR code for the door, the way to the evaluation and the certificate.

    The address is the key, as it is sent to the participant; it says no more than name, cooperative and session.
    """
    rows = Enrolment.objects.select_related("session__programme", "cooperative")
    enrolment = get_object_or_404(rows.prefetch_related("session__days"), code=codes.clean(code))
    certificate = Certificate.objects.in_force().filter(enrolment=enrolment).first()
    context = {
        "enrolment": enrolment,
        "session": enrolment.session,
        "days": [(day, wording.hours_of(day)) for day in enrolment.session.days.all()],
        "qr": qr.svg(wording.card_address(enrolment)) if enrolment.state == EnrolmentState.CONFIRMED else "",
        "certificate": certificate,
        "can_evaluate": scores.can_be_asked(enrolment, enrolment.session)
        and not (hasattr(enrolment, "slip") or scores.is_shown(enrolment.session)),
    }  # fmt: skip
    return unlisted(render(request, "training/card.html", context))
