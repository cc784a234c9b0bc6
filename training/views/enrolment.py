from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, may, requires
from cooperatives.models import Cooperative
from cooperatives.register.search import search
from core import clock
from core.text.parsing import whole
from training.choices import EnrolmentState
from training.enrolments import eligibility, enrolment
from training.forms import OverrideForm, PersonForm, SessionReasonForm
from training.models import Enrolment
from training.views.common import attempt, enrolment_or_404, session_or_404

FOUND = 12


@requires(Capability.ENROL)
def enrol(request, pk: int):
    """A board enrols its people, an officer anybody's: first the cooperative, then the person."""
    session = session_or_404(request, pk)
    cooperatives = Cooperative.objects.visible_to(request.user)
    context = {"session": session, "phase": session.phase(clock.now(), held=session.held)}
    cooperative = _cooperative(request, cooperatives)
    if cooperative is None:
        return render(request, "training/choose_cooperative.html", context | _choice(request, cooperatives))
    own = Enrolment.objects.visible_to(request.user).filter(session=session, cooperative=cooperative)
    taken = {one.name_key for one in own if one.is_live}
    form = PersonForm(
        request.POST or None,
        cooperative=cooperative,
        taken=taken if request.method == "GET" else (),
        user=request.user,
    )
    override = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and override.is_valid():
        made: list[tuple[Enrolment, bool]] = []

        def say() -> None:
            # The second of two clicks gets the answer of the first.
            _say(request, *(made[0] if made else (own.live().filter(name_key=form.person.key).first(), True)))

        done, _problems = attempt(
            request, lambda: made.append(_enrol(session, cooperative, form, override, request)), form, say=say
        )
        if done:
            return redirect(f"{reverse('enrol', args=[session.pk])}?cooperative={cooperative.pk}")
    context |= {
        "cooperative": cooperative,
        "several": cooperatives.count() > 1,
        "form": form,
        "override": override,
        "obstacles": eligibility.obstacles(session, cooperative),
        **_rows(session, own),
        "room_left": sum(one.is_live for one in own) < session.per_cooperative,
        "next": request.get_full_path(),
    }
    return render(request, "training/enrol.html", context)


def _rows(session, own) -> dict:
    """What a cooperative has in a session: what is in force first, with its place in the line, and what has ended."""
    rows = list(own.in_order())
    if any(one.state == EnrolmentState.WAITLISTED for one in rows):
        line = list(session.enrolments.in_line().values_list("pk", flat=True))
        for one in rows:
            one.place = line.index(one.pk) + 1 if one.pk in line else 0
    return {"live": [one for one in rows if one.is_live], "ended": [one for one in rows if not one.is_live]}


def _enrol(session, cooperative, form, override, request):
    reason = override.cleaned_data["reason"].strip() if may(request.user, Capability.RUN_TRAINING) else ""
    return enrolment.enrol(session, cooperative=cooperative, person=form.person, actor=request.user, override=reason)


def _say(request, one: Enrolment | None, is_new: bool) -> None:
    if one is not None and not is_new:
        text = _("{name} is enrolled already: {state}.")
        messages.info(request, text.format(name=one.name, state=one.get_state_display()))
    elif one is not None:
        text = {
            EnrolmentState.CONFIRMED: _("{name} has a seat."),
            EnrolmentState.WAITLISTED: _("{name} is on the waiting list."),
            EnrolmentState.REQUESTED: _("The request for {name} has arrived; the office decides."),
            EnrolmentState.OFFERED: _("A seat is offered to {name}: take it below."),
        }[one.state]
        messages.success(request, text.format(name=one.name))


def _cooperative(request, cooperatives) -> Cooperative | None:
    """The one that the address names, or the only one of a manager."""
    given = request.POST.get("cooperative") or request.GET.get("cooperative")
    if given:
        found = cooperatives.filter(pk=whole(given) or 0).first()
        if found is None:
            raise Http404
        return found
    if request.user.is_of_office:
        return None
    own = list(cooperatives[:2])
    return own[0] if len(own) == 1 else None


def _choice(request, cooperatives) -> dict:
    if not request.user.is_of_office:
        return {"found": cooperatives, "q": ""}
    q = " ".join(request.GET.get("q", "").split())[:100]
    found = search(cooperatives, q).select_related("village").order_by("name_key")[:FOUND] if q else ()
    return {"found": found, "q": q, "is_search": True}


def _back(request, one: Enrolment):
    """To the list of the session for officers, to the own page for managers."""
    if request.POST.get("back") == "participants" and request.user.is_of_office:
        return redirect("participants", pk=one.session_id)
    return redirect(f"{reverse('enrol', args=[one.session_id])}?cooperative={one.cooperative_id}")


@require_POST
@requires(Capability.ENROL)
def take_offer(request, pk: int, enrolment_pk: int):
    one = enrolment_or_404(request, pk, enrolment_pk)
    _done, problems = attempt(
        request,
        lambda: enrolment.take_offer(one, actor=request.user),
        say=lambda: messages.success(request, _("{name} has a seat.").format(name=one.name)),
    )
    for problem in problems:
        messages.error(request, problem)
    return _back(request, one)


@requires(Capability.ENROL)
def cancel(request, pk: int, enrolment_pk: int):
    """Give a seat back; an officer says why, since the cooperative is told."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    form = SessionReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = request.user.is_of_office
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done, _problems = attempt(
            request,
            lambda: enrolment.cancel(one, actor=request.user, reason=reason),
            form,
            say=lambda: messages.success(request, _("The enrolment of {name} is cancelled.").format(name=one.name)),
        )
        if done:
            return _back(request, one)
    context = {"form": form, "enrolment": one, "session": one.session, "back": request.GET.get("back", "")}
    return render(request, "training/cancel.html", context)


@requires(Capability.ENROL)
def replace(request, pk: int, enrolment_pk: int):
    """Send somebody else instead."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    form = PersonForm(request.POST or None, cooperative=one.cooperative, taken={one.name_key}, user=request.user)
    if request.method == "POST" and form.is_valid():
        done, _problems = attempt(
            request,
            lambda: enrolment.replace(one, person=form.person, actor=request.user),
            form,
            say=lambda: messages.success(request, _("{name} comes instead.").format(name=form.person.name)),
        )
        if done:
            return _back(request, one)
    context = {"form": form, "enrolment": one, "session": one.session, "back": request.GET.get("back", "")}
    return render(request, "training/replace.html", context)
