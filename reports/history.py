"""The events of one version of a report in words: who has filed it, and what the office has done with it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may
from core.event_words import words_of
from core.models import Event
from reports.models import Report

# What its board may know. How the office works on it, it does not ask: the page names who has decided.
OF_BOARD = (
    "report.begun",
    "report.asked",
    "report.asked_no_more",
    "report.submitted",
    "report.withdrawn",
    "report.returned",
    "report.accepted",
    "report.reopened",
    "report.restored",
    "report.superseded",
)
# Without the saves of a draft (reports/filing/revisions.py): they are many, and the figures tell what came of them.
OF_OFFICE = (
    *OF_BOARD,
    "report.explained",
    "report.unit_confirmed",
    "report.sheet_printed",
    "report.in_review",
    "report.released",
    "report.commented",
    "report.comment_deleted",
)
MOST = 50


@dataclass(frozen=True, slots=True)
class ReportHistoryLine:
    event: Event
    what: str
    more: str


def of(report: Report, user: User) -> list[ReportHistoryLine]:
    """What somebody who sees the report may know of its way, the newest first, in one statement."""
    verbs = OF_OFFICE if may(user, Capability.READ_REPORTS) else OF_BOARD
    found = Event.objects.filter(object_type="report", object_id=report.pk, verb__in=verbs)
    return [ReportHistoryLine(event, str(words_of(event.verb)), _more(event, report)) for event in found[:MOST]]


def _more(event: Event, report: Report) -> str:
    return _("on behalf of the cooperative") if event.verb == "report.submitted" and report.on_behalf else ""
