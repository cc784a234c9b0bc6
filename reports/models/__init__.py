from reports.models.obligations import Obligation, Waiver
from reports.models.periods import Extension, Holiday, Period
from reports.models.reports import Figure, Finding, LineComment, Report
from reports.models.uploads import Upload

__all__ = [
    "Extension",
    "Figure",
    "Finding",
    "Holiday",
    "LineComment",
    "Obligation",
    "Period",
    "Report",
    "Upload",
    "Waiver",
]
