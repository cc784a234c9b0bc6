from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import clock, downloads
from core.reading import whole
from training import deciding, enrolment, exports, history, putting_right
from training.choices import LIVE, EnrolmentState, SessionState
from training.forms import CorrectionForm, TransferForm
from training.models import Enrolment, Session
from training.views.common import attempt, enrolment_or_404, session_or_404

HISTORY_PER_PAGE = 50
# What an officer can decide about those that are chosen in the list.
DECISIONS = {
    "confirm": EnrolmentState.CONFIRMED,
    "waitlist": EnrolmentState.WAITLISTED,
    "decline": EnrolmentState.DECLINED,
}


@requires(Capability.READ_TRAINING)
def participants(request, pk: int):
    """Everybody who has enrolled, by state, in the order of the waiting list; what is shown can be exported."""
    session = session_or_404(request, pk)
    everybody = Enrolment.objects.visible_to(request.user).filter(session=session)
    chosen = request.GET.get("state", "live")
    counts = dict(everybody.order_by().values_list("state").annotate(n=Count("pk")))
    found = everybody.filter(state__in=LIVE if chosen == "live" else [chosen])
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "has_started": session.has_started(clock.now()),
        "found": found.in_order().select_related("cooperative__district").with_days().with_training(session),
        "chosen": chosen,
        "states": [(state, counts[state.value]) for state in EnrolmentState if state.value in counts],
        "n_live": sum(counts.get(state.value, 0) for state in LIVE),
        "offered": session.held - session.taken,
        "free": max(session.quota - session.held, 0),
        "can_decide": chosen in ("live", EnrolmentState.REQUESTED, EnrolmentState.WAITLISTED),
    }
    return render(request, "training/participants.html", context)


@require_POST
@requires(Capability.RUN_TRAINING)
def decide(request, pk: int):
    """Confirm, put on the waiting list or decline those that are chosen: all of them or none."""
    session = session_or_404(request, pk)
    chosen = [key for text in request.POST.getlist("enrolment") if (key := whole(text)) is not None]
    to = DECISIONS.get(request.POST.get("decision", ""))
    if not chosen or to is None:
        messages.error(request, _("Choose at least one person and what is decided."))
        return redirect("participants", pk=pk)
    reason, decided = request.POST.get("reason", ""), []
    done, problems = attempt(
        request,
        lambda: decided.extend(deciding.decide(session, chosen, to=to, reason=reason, actor=request.user)),
    )
    for problem in problems:
        messages.error(request, problem)
    if done:
        text = ngettext("{n} person is decided about.", "{n} people are decided about.", len(decided))
        messages.success(request, text.format(n=len(decided)))
    return redirect("participants", pk=pk)


@require_POST
@requires(Capability.RUN_TRAINING)
def no_show(request, pk: int, enrolment_pk: int):
    """Note that somebody did not come, or with `came` that they did after all."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    act = putting_right.came_after_all if request.POST.get("came") else putting_right.mark_no_show
    done, problems = attempt(request, lambda: act(one, actor=request.user))
    for problem in problems:
        messages.error(request, problem)
    if done:
        messages.success(request, _("Saved."))
    return redirect("participants", pk=pk)


@requires(Capability.RUN_TRAINING)
def correct(request, pk: int, enrolment_pk: int):
    """Mend a name, a position or a telephone number; seat, card and attendance stay."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    form = CorrectionForm(
        request.POST or None, initial={"name": one.name, "position": one.position, "phone": one.phone}
    )
    if request.method == "POST" and form.is_valid():
        person = enrolment.Person(**form.cleaned_data)
        done, _problems = attempt(request, lambda: putting_right.correct(one, person=person, actor=request.user), form)
        if done:
            messages.success(request, _("Saved."))
            return redirect("participants", pk=pk)
    context = {
        "form": form, "enrolment": one, "session": one.session,
        "has_certificate": one.certificates.filter(withdrawn_on=None).exists(),
    }  # fmt: skip
    return render(request, "training/correct.html", context)


@requires(Capability.RUN_TRAINING)
def transfer(request, pk: int, enrolment_pk: int):
    """Move a person to another session of the same programme that has not begun."""
    one = enrolment_or_404(request, pk, enrolment_pk)
    others = Session.objects.filter(
        programme=one.session.programme, state=SessionState.PUBLISHED, starts_at__gt=clock.now()
    ).exclude(pk=pk)  # fmt: skip
    form = TransferForm(request.POST or None, sessions=others)
    if request.method == "POST" and form.is_valid():
        moved: list[Enrolment] = []
        data = form.cleaned_data
        done, _problems = attempt(
            request,
            lambda: moved.append(deciding.transfer(one, to=data["to"], reason=data["reason"], actor=request.user)),
            form,
        )
        if done:
            messages.success(request, _("{name} is moved to {session}.").format(name=one.name, session=data["to"]))
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


@requires(Capability.READ_TRAINING)
def export(request, pk: int):
    """The participants with their telephone numbers, as Excel; the download leaves an event."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related("programme"), pk=pk)
    found = Enrolment.objects.visible_to(request.user).filter(session=session)
    return downloads.send_table(
        request, title=_("Participants"), columns=exports.columns(list(session.days.all())),
        rows=exports.rows(session, found), name=f"peserta-{pk}", selection=str(session),
        trace=downloads.Trace("participants.exported", "session", pk, str(session)),
    )  # fmt: skip
