"""Who coaches in which kecamatan."""

from accounts.models import User
from revival.models import TeamMember


def leaders() -> dict[int, User]:
    """Whoever leads the team of a kecamatan, by its key; those whose access is stopped lead nobody."""
    members = TeamMember.objects.filter(leads=True, user__is_active=True).select_related("user")
    return {member.district_id: member.user for member in members}
