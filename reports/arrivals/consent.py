"""The board's yes to a report that an officer has typed in: signed on paper, or sent by the board. Silence is none.

The officer names the page that the board has signed, or asks the board, which looks at the figures and sends them.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from reports import notifications, workflow
from reports.choices import ArrivalState, State
from reports.models import ArrivalPage, Report


def problems(report: Report, signed_page: ArrivalPage | None, actor) -> list[str]:
    """What stands against a report that an officer sends; empty when the board's yes is there, or it sends itself."""
    if not actor.is_of_office:
        return []
    if signed_page is None:
        return [_("Choose the page that the board has signed, or attach a photo of it; or ask the board for its yes.")]
    waiting = ArrivalPage.objects.filter(arrival__obligation=report.obligation_id, arrival__state=ArrivalState.WAITING)
    if not waiting.filter(pk=signed_page.pk).exists():
        return [_("The signed page does not belong to this report any more. Choose it again, or attach a new one.")]
    return []


@transaction.atomic
def ask(report: Report, *, actor) -> Report:
    """Ask the board for its yes to a draft that an officer has typed in; the board is told, once for each asking.

    Raises DomainError when the report is no draft any more. Whether it is ready is asked before (filing.obstacles).
    """
    current = workflow.locked(report)
    if current.state != State.DRAFT:
        raise DomainError(_("This report was sent meanwhile; the board need not be asked."))
    if current.asked_at:
        return current
    current.asked_at, current.asked_by_name = clock.now(), actor.display_name[:150]
    Report.objects.filter(pk=current.pk).update(
        asked_at=current.asked_at, asked_by_name=current.asked_by_name, revision=F("revision") + 1
    )
    current.revision += 1
    workflow.record("report.asked", current, actor=actor, after={"asked_at": current.asked_at})
    notifications.asked(current)
    return current


@transaction.atomic
def take_back(report: Report, *, actor) -> None:
    """Ask the board no longer; the draft goes on at the office. Does nothing for one that was not asked about."""
    current = workflow.locked(report)
    asked = Report.objects.filter(pk=current.pk, state=State.DRAFT, asked_at__isnull=False)
    if asked.update(asked_at=None, asked_by_name="", revision=F("revision") + 1):
        workflow.record("report.asked_no_more", current, actor=actor, before={"asked_at": current.asked_at})
