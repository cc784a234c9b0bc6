"""The reports that an officer has in review, for whoever stops his access."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.open_work import OpenWorkKind, Work
from reports.choices import State
from reports.models import Report
from reports.review import decisions


def _of(user: User):
    found = Report.objects.filter(reviewer=user, state=State.IN_REVIEW)
    return found.select_related("obligation__cooperative", "obligation__period").order_by("review_began_at", "pk")


def held_by(user: User) -> list[Work]:
    text = _("reviews the report of {cooperative}, {quarter}")
    return [
        Work(
            text.format(cooperative=report.obligation.cooperative.legal_name, quarter=report.obligation.period.label),
            reverse("report_version", args=[report.obligation_id, report.version]),
        )
        for report in _of(user)
    ]


def give_back(user: User, actor: User) -> None:
    """Each waits in the queue again, with the comments that were made."""
    for report in _of(user):
        decisions.release(report, actor=actor)


KIND = OpenWorkKind(held_by, give_back)
