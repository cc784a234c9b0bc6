"""What waits for a signature or a yes: decided where it belongs, or passed on with a note by a day (disposisi)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from core import clock
from core.errors import DomainError
from supervision.dispositions import dispositions, matters
from supervision.forms import DoneForm, PassOnForm
from supervision.models import Disposition

SHOWN = 50


@requires(Capability.READ_REGISTER)
@require_safe
def decisions(request):
    """All that waits, by kind, the oldest first; before it what was passed on to oneself."""
    waiting = (
        [_waiting(kind, request.user) for kind in matters.in_use()] if may(request.user, Capability.READ_CITY) else []
    )
    open_ones = matters.still_waiting(_seen(request))
    mine = open_ones.filter(to=request.user)
    passed = open_ones.filter(by=request.user).exclude(to=request.user)
    context = {"waiting": waiting, "mine": mine, "passed": passed, "today": clock.today(), "shown": SHOWN}
    return render(request, "city/decisions.html", context)


def _waiting(kind: matters.MatterKind, user) -> dict:
    """The things of a kind, each with whom it is now; whether this user may decide them."""
    rows = kind.rows(user)
    things = kind.things(rows[:SHOWN])
    held = Disposition.objects.open().filter(matter=kind.matter, thing__in=[one.pk for one in things])
    by_thing = {one.thing: one for one in held.select_related("to")}
    return {
        "kind": kind,
        "n": rows.count(),
        "rows": [(one, by_thing.get(one.pk)) for one in things],
        "may_decide": may(user, kind.decided_by),
    }


def _seen(request):
    return Disposition.objects.visible_to(request.user).select_related("cooperative", "to", "by")


@requires(Capability.READ_REGISTER)
def disposition(request, matter: str, pk: int):
    """One thing with its trace; passed on from here."""
    trace = _seen(request).of(matter, pk).order_by("-at", "-pk")
    thing = matters.find(matter, pk, request.user)
    if matter not in matters.BY_MATTER or not (thing or trace.exists()):
        raise Http404
    may_pass_on = thing is not None and _may_pass_on(request.user, trace)
    form = _pass_on_form(request, trace, request.POST or None)
    if request.method == "POST" and may_pass_on and thing and form.is_valid():
        try:
            made = dispositions.pass_on(thing, **form.cleaned_data, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is with {name} now, who was told.").format(name=made.to.display_name))
            return redirect("decisions")
    return _page(request, matter, pk, thing, form if may_pass_on else None)


def _pass_on_form(request, trace, data=None) -> PassOnForm:
    held = trace.open().first()
    receivers = dispositions.receivers(request.user)
    return PassOnForm(data, receivers=receivers, initial={"seen": held.pk if held else 0})


def _may_pass_on(user, trace) -> bool:
    return may(user, Capability.READ_CITY) or trace.open().filter(Q(to=user) | Q(by=user)).exists()


def _page(request, matter: str, pk: int, thing, form, done_form=None):
    trace = _seen(request).of(matter, pk).order_by("-at", "-pk")
    held = trace.open().first()
    kind = matters.BY_MATTER[matter]
    context = {
        "thing": thing,
        "kind": kind,
        "cooperative": thing.cooperative if thing else trace.first().cooperative,
        "asked": thing.asked if thing else trace.first().asked,
        "outcome": "" if thing else matters.outcome(matter, pk),
        "may_decide": may(request.user, kind.decided_by),
        "trace": trace,
        "held": held,
        "form": form,
        "done_form": (done_form or DoneForm()) if held and dispositions.may_end(request.user, held) else None,
        "may_take_back": held is not None and dispositions.may_take_back(request.user, held),
        "today": clock.today(),
    }
    failed = (form and form.errors) or (done_form and done_form.errors)
    return render(request, "city/disposition.html", context, status=400 if failed else 200)


@require_POST
@requires(Capability.READ_REGISTER)
def done(request, pk: int):
    """Say what was done."""
    held = get_object_or_404(_seen(request), pk=pk)
    form = DoneForm(request.POST)
    if form.is_valid():
        try:
            dispositions.finish(held, answer=form.cleaned_data["answer"], actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted; whoever has passed it on was told."))
            return redirect("decisions")
    thing = matters.find(held.matter, held.thing, request.user)
    trace = _seen(request).of(held.matter, held.thing)
    blank = _pass_on_form(request, trace) if thing and _may_pass_on(request.user, trace) else None
    return _page(request, held.matter, held.thing, thing, blank, form)


@require_POST
@requires(Capability.READ_REGISTER)
def take_back(request, pk: int):
    held = get_object_or_404(_seen(request), pk=pk)
    try:
        dispositions.take_back(held, actor=request.user)
        messages.success(request, _("Taken back."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("disposition", matter=held.matter, pk=held.thing)
