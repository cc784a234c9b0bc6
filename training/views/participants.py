from django.contrib import messages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Capability, requires
from core import clock
from core.lists.response import FILE, respond
from training import history
from training.choices import SessionState
from training.enrolments import corrections, decisions, enrolment, participant_list
from training.forms import EnrolmentCorrectionForm, TransferForm
from training.models import Enrolment, Session
from training.views.common import attempt, enrolment_or_404, session_or_404

HISTORY_PER_PAGE = 50


@requires(Capability.READ_TRAINING)
def participants(request, pk: int):
    """Everybody who has enrolled, by state, in the order of the waiting list."""
    session = session_or_404(request, pk)
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "has_started": session.has_started(clock.now()),
        "offered": session.held - session.taken,
        "free": max(session.quota - session.held, 0),
    }
    return respond(
        request, participant_list.participants(session), "training/participants.html", lambda _listing: context
    )


@require_GET
@requires(Capability.READ_TRAINING)
def export(request, pk: int):
    """The file of all participants at the address that it had before it came from the list."""
    request.GET = QueryDict(f"state=&sort=cooperative&format={FILE}")
    return participants(request, pk)


@require_POST
@requires(Capability.RUN_TRAINING)
def no_show(request, pk: int, enrolment_pk: int):
    """Note that somebody did not come, or with `came` that they did after all."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    act = corrections.came_after_all if request.POST.get("came") else corrections.mark_no_show
    _done, problems = attempt(
        request, lambda: act(one, actor=request.user), say=lambda: messages.success(request, _("Saved."))
    )
    for problem in problems:
        messages.error(request, problem)
    return redirect("participants", pk=pk)


@requires(Capability.RUN_TRAINING)
def correct(request, pk: int, enrolment_pk: int):
    """Mend a name, a position or a telephone number; seat, card and attendance stay."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    form = EnrolmentCorrectionForm(
        request.POST or None, initial={"name": one.name, "position": one.position, "phone": one.phone}
    )
    if request.method == "POST" and form.is_valid():
        person = enrolment.Person(**form.cleaned_data)
        done, _problems = attempt(
            request,
            lambda: corrections.correct(one, person=person, actor=request.user),
            form,
            say=lambda: messages.success(request, _("Saved.")),
        )
        if done:
            return redirect("participants", pk=pk)
    context = {
        "form": form,
        "enrolment": one,
        "session": one.session,
        "has_certificate": one.certificates.filter(withdrawn_on=None).exists(),
    }
    return render(request, "training/correct.html", context)


@requires(Capability.RUN_TRAINING)
def transfer(request, pk: int, enrolment_pk: int):
    """Move a person to another session of the same programme that has not begun."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    others = Session.objects.filter(
        programme=one.session.programme, state=SessionState.PUBLISHED, starts_at__gt=clock.now()
    ).exclude(pk=pk)
    form = TransferForm(request.POST or None, sessions=others)
    if request.method == "POST" and form.is_valid():
        moved: list[Enrolment] = []
        data = form.cleaned_data
        done, _problems = attempt(
            request,
            lambda: moved.append(decisions.transfer(one, to=data["to"], reason=data["reason"], actor=request.user)),
            form,
            say=lambda: messages.success(
                request, _("{name} is moved to {session}.").format(name=one.name, session=data["to"])
            ),
        )
        if done:
            return redirect("participants", pk=pk)
    context = {"form": form, "enrolment": one, "session": one.session, "others": others.exists()}
    return render(request, "training/transfer.html", context)


@requires(Capability.READ_TRAINING)
def session_history(request, pk: int):
    """Who has done what in a session, the newest first."""
    session = session_or_404(request, pk)
    page = Paginator(history.of(session), HISTORY_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "page": page,
        "lines": [history.line(event) for event in page.object_list],
    }
    return render(request, "training/history.html", context)
