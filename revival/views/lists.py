from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from cooperatives.models import Cooperative
from core import areas, clock
from core.errors import DomainError
from core.lists.response import respond
from core.text.parsing import whole
from revival import lists, signs, teams
from revival.cases import case_list, in_charge, opening
from revival.forms import HandOverForm, OpenForm
from revival.models import Case, CoachingProgramme, Opening
from revival.views.common import done

KEYS = "keys"


def _keys(request) -> list[int]:
    """The rows that a form carries from the list on."""
    return [key for text in request.POST.get(KEYS, "").split(",")[:5000] if (key := whole(text)) is not None]


@requires(Capability.READ_REVIVAL)
def candidates(request):
    """Whom first: the passive ones without a case, each with its signs; ticked ones get their cases."""
    today = clock.today()
    context = {
        "programme": _programme(today.year),
        "others": lists.of_others().count(),
        "latest": opening.latest_of(request.user),
    }
    return respond(request, lists.candidates(_begin), "revival/candidates.html", lambda _listing: context)


def _programme(year: int):
    """The programme of a year with how many cases it has, or None."""
    programme = CoachingProgramme.objects.filter(year=year).first()
    if programme:
        programme.n = programme.cases.count()
    return programme


def _begin(request, rows: QuerySet):
    return _opening(request, OpenForm(), list(rows.values_list("pk", flat=True)))


def _opening(request, form: OpenForm, keys: list[int]):
    rows = Cooperative.objects.visible_to(request.user).filter(pk__in=keys).select_related("district")
    led = teams.leaders()
    places: dict[str, list] = {}
    for cooperative in rows:
        name = cooperative.district.name if cooperative.district else _("Kecamatan not known")
        place = places.setdefault(name, [0, led.get(cooperative.district_id)])
        place[0] += 1
    context = {"form": form, "keys": ",".join(map(str, keys)), "n": len(rows), "places": sorted(places.items())}
    # Begun on the page of one cooperative, it leads back there.
    context["back"] = rows[0] if len(rows) == 1 else None
    return render(request, "revival/open.html", context | {"names": rows[:12]})


@require_POST
@requires(Capability.RUN_REVIVAL)
def begin(request, pk: int):
    """The form for the case of one cooperative, from its page."""
    return _opening(request, OpenForm(), [pk])


@require_POST
@requires(Capability.RUN_REVIVAL)
def open_cases(request):
    """Open the cases of those that were ticked, all with the same reason and first step."""
    form, keys = OpenForm(request.POST), _keys(request)
    seen = Cooperative.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)

    def act() -> str:
        opened = opening.open_cases(
            seen,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            adviser=form.adviser_chosen(),
            programme=form.cleaned_data["programme"],
            step=opening.FirstStep(form.cleaned_data["step"], form.cleaned_data["step_due"]),
        )
        said = ngettext("{n} case is open.", "{n} cases are open.", opened.created).format(n=opened.created)
        if opened.left_out:
            left = ngettext(
                "{n} is left out: it has one already, or is not to be coached by the city.",
                "{n} are left out: they have one already, or are not to be coached by the city.",
                opened.left_out,
            )
            said += " " + left.format(n=opened.left_out)
        return said

    if form.is_valid() and done(request, form, act):
        return redirect("revival")
    return _opening(request, form, keys)


@require_POST
@requires(Capability.RUN_REVIVAL)
def opening_take_back(request, pk: int):
    """Undo an opening of one's own, as far as nothing was done in its cases."""
    found = get_object_or_404(Opening, pk=pk, actor=request.user)
    try:
        gone, left = opening.take_back(found, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("revival")
    said = ngettext("{n} case is taken back.", "{n} cases are taken back.", gone).format(n=gone)
    if left:
        said += " " + ngettext(
            "{n} stays: something was done in it.", "{n} stay: something was done in them.", left
        ).format(n=left)
    messages.success(request, said)
    return redirect("revival_candidates")


@requires(Capability.READ_REVIVAL)
def others(request):
    """Passive cooperatives of the province and the ministry: to be handed over to them."""
    return respond(request, lists.OTHER_LIST, "revival/others.html")


@require_safe
@requires(Capability.READ_REVIVAL)
def sign_list(request):
    """The signs and their weights in force."""
    counted = signs.weights()
    rows = sorted(((sign, counted[sign.key]) for sign in areas.in_use(signs.SIGNS)), key=lambda row: -row[1])
    return render(request, "revival/signs.html", {"rows": rows})


@requires(Capability.READ_REVIVAL)
def cases(request):
    """The cases, what is overdue first; ticked ones are handed over."""
    today = clock.today()
    latest = opening.latest_of(request.user)
    context = {"today": today, "programme": _programme(today.year), "latest": latest}
    return respond(
        request, case_list.case_list(_hand_over, _plan_visits), "revival/cases.html", lambda _listing: context
    )


def _hand_over(request, rows: QuerySet):
    return _handing_over(request, HandOverForm(), list(rows.values_list("pk", flat=True)))


def _plan_visits(request, rows: QuerySet):
    """On to the page on which a day is chosen for them."""
    keys = ",".join(str(key) for key in rows.values_list("pk", flat=True))
    return redirect(f"{reverse('revival_visit_plan')}?cases={keys}")


def _handing_over(request, form: HandOverForm, keys: list[int]):
    rows = Case.objects.visible_to(request.user).open().filter(pk__in=keys).select_related("cooperative", "adviser")
    context = {"form": form, "keys": ",".join(map(str, keys)), "rows": rows[:12], "n": len(rows)}
    return render(request, "revival/hand_over.html", context)


@require_POST
@requires(Capability.RUN_REVIVAL)
def hand_over(request):
    """Put somebody in charge of the cases that were ticked."""
    form, keys = HandOverForm(request.POST), _keys(request)

    def act() -> str:
        to = form.adviser_chosen()
        rows = Case.objects.visible_to(request.user).filter(pk__in=keys)
        n = in_charge.hand_over(rows, to=to, actor=request.user)
        who = to.display_name if to else _("nobody")
        return ngettext("{n} case: in charge is {who}.", "{n} cases: in charge is {who}.", n).format(n=n, who=who)

    if form.is_valid() and done(request, form, act):
        return redirect(reverse("revival"))
    return _handing_over(request, form, keys)
