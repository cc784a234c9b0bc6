from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.models import District
from core import clock
from revival import teams
from revival.forms import NOBODY, CoachingProgrammeForm, TeamForm
from revival.models import CoachingProgramme
from revival.views.common import done


@requires(Capability.READ_REVIVAL)
def team_list(request):
    """The teams of the kecamatan and the programmes of the years."""
    context = {
        "districts": District.objects.order_by("name").prefetch_related("team__user"),
        "programmes": CoachingProgramme.objects.all(),
    }
    return render(request, "revival/teams.html", context)


@requires(Capability.RUN_REVIVAL)
def team_edit(request, pk: int):
    district = get_object_or_404(District, pk=pk)
    team = list(district.team.select_related("user"))
    lead = next((str(member.user_id) for member in team if member.leads), NOBODY)
    form = TeamForm(request.POST or None, initial={"lead": lead, "members": [member.user_id for member in team]})

    def act() -> str:
        people = form.cleaned_data["members"]
        teams.set_team(district, lead=form.lead_chosen(), members=list(people), actor=request.user)
        return _("The team of {district} is set.").format(district=district.name)

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect("revival_teams")
    return render(request, "revival/team.html", {"form": form, "district": district})


@requires(Capability.RUN_REVIVAL)
def programme(request, pk: int | None = None):
    """A new programme, or one to change."""
    found = get_object_or_404(CoachingProgramme, pk=pk) if pk else None
    year = clock.today().year
    initial = {} if found else {"year": year, "name": _("Coaching of passive cooperatives {year}").format(year=year)}
    form = CoachingProgrammeForm(request.POST or None, instance=found, initial=initial)

    def act() -> str:
        teams.put_programme(form.save(commit=False), actor=request.user)
        return _("Saved.")

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect("revival_teams")
    return render(request, "revival/programme.html", {"form": form, "programme": found})
