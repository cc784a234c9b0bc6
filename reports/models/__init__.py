from reports.models.arrivals import Arrival, ArrivalFile, ArrivalPage
from reports.models.books import BookHabit
from reports.models.ladder import Digest, Letter, Reminder, Step
from reports.models.lateness import Arrears
from reports.models.obligations import Obligation, Waiver
from reports.models.periods import Extension, Holiday, Period
from reports.models.proposals import Proposal
from reports.models.reports import Figure, Finding, LineComment, Report
from reports.models.uploads import Upload

__all__ = [
    "Arrears",
    "Arrival",
    "ArrivalFile",
    "ArrivalPage",
    "BookHabit",
    "Digest",
    "Extension",
    "Figure",
    "Finding",
    "Holiday",
    "Letter",
    "LineComment",
    "Obligation",
    "Period",
    "Proposal",
    "Reminder",
    "Report",
    "Step",
    "Upload",
    "Waiver",
]
