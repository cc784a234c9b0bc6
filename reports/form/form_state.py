"""What the portal has of a form: what a telephone compares with what lies on it."""

from core.text.formats import thousands
from reports.choices import State
from reports.filing import completion, drafts
from reports.form.fields import WHY
from reports.models import Obligation, Report
from reports.statement.computed import CAN_FOLLOW


def text(amount: int | None) -> str:
    """An amount as it stands in a field."""
    return "" if amount is None else thousands(amount)


def fields(obligation: Obligation) -> dict[str, str]:
    """What stands in each field, by its name: of the draft, else of the version that was sent last."""
    column = {"books": completion.chosen_column(obligation.cooperative_id)}
    report = drafts.open_version(obligation) or obligation.reports.exclude(state=State.WITHDRAWN).first()
    return column | (_of(report) if report else {})


def _of(report: Report) -> dict[str, str]:
    own = report.own_figures
    given = {key: text(amount) for key, amount in drafts.typed_of(report).items() if _is_given(key, own)}
    return given | {f"{WHY}{key}": reason for key, reason in (own or {}).items()}


def _is_given(key: str, own: dict[str, str] | None) -> bool:
    """Beside the field of a figure that follows stands what follows; the field is blank."""
    return key not in CAN_FOLLOW or own is None or key in own
