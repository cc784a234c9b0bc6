"""Who coaches in which kecamatan, and the programme of each year."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may
from cooperatives.models import District
from core import events
from core.database import named_locks
from core.errors import DomainError
from revival.models import CoachingProgramme, TeamMember


def leaders() -> dict[int, User]:
    """Whoever leads the team of a kecamatan, by its key; those whose access is stopped lead nobody."""
    members = TeamMember.objects.filter(leads=True, user__is_active=True).select_related("user")
    return {member.district_id: member.user for member in members}


@transaction.atomic
def set_team(district: District, *, lead: User | None, members: Sequence[User], actor) -> None:
    """Let these people coach in a kecamatan; new cases there are those of `lead`. Open cases stay where they are.

    Raises DomainError for somebody who may not coach.
    """
    District.objects.select_for_update().get(pk=district.pk)
    people = {user.pk: user for user in (*members, *([lead] if lead else []))}
    if others := [user.display_name for user in people.values() if not may(user, Capability.COACH)]:
        raise DomainError(_("These may not coach: {names}.").format(names=", ".join(others)))
    before = _in_words(district)
    district.team.all().delete()
    TeamMember.objects.bulk_create(
        [TeamMember(district=district, user=user, leads=user == lead) for user in people.values()]
    )
    after = _in_words(district)
    if before != after:
        events.record(
            "revival.team_set",
            actor=actor,
            object_type="district",
            object_id=district.pk,
            label=district.name,
            before={"team": before},
            after={"team": after},
        )


def _in_words(district: District) -> list[str]:
    """Whoever leads stands first."""
    return [member.user.display_name for member in district.team.select_related("user")]


@transaction.atomic
def put_programme(programme: CoachingProgramme, *, actor) -> CoachingProgramme:
    """Keep the programme of a year, new or changed. Raises DomainError for a year that has one already."""
    named_locks.hold("programmes of coaching")
    if CoachingProgramme.objects.filter(year=programme.year).exclude(pk=programme.pk).exists():
        raise DomainError(_("The year {year} has its programme already.").format(year=programme.year))
    old = CoachingProgramme.objects.filter(pk=programme.pk).first()
    programme.save()
    events.record(
        "revival.programme_set",
        actor=actor,
        object_type="programme_of_coaching",
        object_id=programme.pk,
        label=programme.name,
        before={"year": old.year, "target": old.target} if old else {},
        after={"year": programme.year, "target": programme.target},
    )
    return programme
