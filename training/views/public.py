from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, may, requires
from cooperatives.models import Cooperative
from core import clock, ical
from core.images import qr
from core.lists.listing import Listing
from core.lists.response import FILE, respond
from core.requests import throttle
from core.storage.downloads import unlisted
from core.text import tokens
from training import lists, message_texts
from training.choices import EnrolmentState
from training.enrolments import eligibility
from training.models import Certificate, Enrolment, Session
from training.outcomes import scores
from training.sessions.schedule import at
from training.views.common import session_or_404

ALARM = timedelta(days=1)


@login_not_required
@throttle.limited("public_search", when=lambda request: bool(request.GET.get("q")))
def session_list(request):
    """The sessions: cards for everybody; ticks, drafts and the file for the office."""
    template, wants_more = "training/list.html", request.method == "POST" or request.GET.get("format") == FILE
    if wants_more or may(request.user, Capability.READ_TRAINING):
        return requires(Capability.READ_TRAINING)(respond)(request, lists.SESSIONS, template)
    return respond(request, lists.PUBLIC_SESSIONS, template, lambda listing: _of_boards(request, listing))


def _of_boards(request, listing: Listing) -> dict:
    if not _is_manager(request.user):
        return {}
    own = Cooperative.objects.visible_to(request.user)
    return {"own": _own(request.user), "fits": _fitting(listing.rows, own)}


def _is_manager(user) -> bool:
    return user.is_authenticated and not user.is_of_office


def _fitting(sessions, own) -> set[int]:
    """Those of some sessions for which one of a manager's cooperatives may enrol."""
    cooperatives = list(own.select_related("district"))
    return {one.pk for one in sessions if any(not eligibility.obstacles(one, each) for each in cooperatives)}


def _own(user):
    """What a manager's cooperatives have in sessions that are not over."""
    rows = Enrolment.objects.visible_to(user).live().filter(session__ends_at__gt=clock.now())
    return rows.select_related("session__programme", "cooperative").order_by("session__starts_at", "pk")


@login_not_required
def session_detail(request, pk: int):
    """Everything that a board must know before it enrols."""
    session = session_or_404(request, pk)
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "days": [(day, message_texts.hours_of(day)) for day in session.days.all()],
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
                f"training-{session.pk}-{day.pk}",
                str(session),
                *_hours(day),
                message_texts.session_address(session),
                place=address,
                sequence=session.version,
                alarm=ALARM,
                is_cancelled=session.state == "cancelled",
            )
        )


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
    enrolment = get_object_or_404(rows.prefetch_related("session__days"), code=tokens.clean(code))
    certificate = Certificate.objects.in_force().filter(enrolment=enrolment).first()
    context = {
        "enrolment": enrolment,
        "session": enrolment.session,
        "days": [(day, message_texts.hours_of(day)) for day in enrolment.session.days.all()],
        "qr": qr.svg(message_texts.card_address(enrolment)) if enrolment.state == EnrolmentState.CONFIRMED else "",
        "certificate": certificate,
        "can_evaluate": scores.can_be_asked(enrolment, enrolment.session)
        and not (hasattr(enrolment, "slip") or scores.is_shown(enrolment.session)),
    }
    return unlisted(render(request, "training/card.html", context))
