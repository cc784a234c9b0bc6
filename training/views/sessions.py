from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import clock, office
from core.errors import DomainError
from training.forms import SessionReasonForm
from training.models import Programme, Session
from training.sessions import schedule
from training.sessions.forms import DayFormSet, SessionForm, day_rows, days_in
from training.views.common import attempt, session_or_404


@requires(Capability.RUN_TRAINING)
def session_new(request, pk: int):
    """A session of a programme, as a draft."""
    programme = get_object_or_404(Programme, pk=pk)
    initial = {
        "number": schedule.next_number(programme),
        "quota": 30,
        "opens_on": clock.today(),
        "attendance_percent": office.value("training_attendance"),
        "offer_hours": office.value("training_offer_hours"),
        "contact_name": request.user.display_name,
        "contact_phone": request.user.phone,
    }
    return _edit(request, programme, None, initial)


@requires(Capability.RUN_TRAINING)
def session_edit(request, pk: int):
    session = session_or_404(request, pk)
    return _edit(request, session.programme, session, {"version": session.version})


def _edit(request, programme: Programme, session: Session | None, initial: dict):
    form = SessionForm(request.POST or None, instance=session, initial=initial)
    days = DayFormSet(request.POST or None, initial=day_rows(session), prefix="days")
    if request.method == "POST" and form.is_valid() & days.is_valid() and form.check_against(days_in(days)):
        saved: list[Session] = []
        done, _problems = attempt(
            request,
            lambda: saved.append(_save(programme, session, form, days, request)),
            form,
            say=lambda: messages.success(request, _("Saved.")),
        )
        if done:
            if saved or session:
                return redirect("session", pk=(saved[0] if saved else session).pk)
            return redirect("programme", pk=programme.pk)
    context = {"form": form, "days": days, "programme": programme, "session": session}
    return render(request, "training/session_form.html", context)


def _save(programme: Programme, session: Session | None, form: SessionForm, days, request) -> Session:
    given = {
        "fields": form.fields_of_session(),
        "days": days_in(days),
        "districts": form.cleaned_data["districts"],
        "actor": request.user,
    }
    if session is None:
        return schedule.create(programme, **given)
    # The form has put its values into the session already: the one in the database is changed.
    version = form.cleaned_data["version"] or 0
    return schedule.change(Session.objects.get(pk=session.pk), expected_version=version, **given)


@require_POST
@requires(Capability.RUN_TRAINING)
def publish(request, pk: int):
    session = session_or_404(request, pk)
    try:
        schedule.publish(session, actor=request.user)
        messages.success(request, _("The session stands on the public list now."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("session", pk=pk)


@requires(Capability.RUN_TRAINING)
def call_off(request, pk: int):
    """Cancel a session, with the reason that everybody concerned is told."""
    session = session_or_404(request, pk)
    form = SessionReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _problems = attempt(
            request,
            lambda: schedule.cancel(session, reason=form.cleaned_data["reason"], actor=request.user),
            form,
            say=lambda: messages.success(request, _("The session is cancelled.")),
        )
        if done:
            return redirect("session", pk=pk)
    return render(request, "training/call_off.html", {"form": form, "session": session})


@require_POST
@requires(Capability.RUN_TRAINING)
def delete_draft(request, pk: int):
    session = session_or_404(request, pk)
    try:
        schedule.delete_draft(session, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("session", pk=pk)
    messages.success(request, _("The draft is deleted."))
    return redirect("programme", pk=session.programme_id)


@require_POST
@requires(Capability.RUN_TRAINING)
def copy(request, pk: int):
    session = session_or_404(request, pk)
    made: list[Session] = []
    attempt(request, lambda: made.append(schedule.copy(session, actor=request.user)))
    if not made:
        return redirect("programme", pk=session.programme_id)
    messages.success(request, _("Copied. Give the new session its days."))
    return redirect("session_edit", pk=made[0].pk)
