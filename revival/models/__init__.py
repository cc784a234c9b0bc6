from revival.models.cases import Case, Move, Opening
from revival.models.dissolutions import Dissolution, Evidence, LegalStep, ObligationsAnswer, WarningLetter
from revival.models.letters import QuestionLetter
from revival.models.mergers import Merger
from revival.models.plans import Cause, Decision, PlanLine
from revival.models.programmes import CoachingProgramme, TeamMember
from revival.models.questions import Answer, Question
from revival.models.reactivations import Reactivation
from revival.models.visit_papers import AssignmentLetter, VisitRecord
from revival.models.visits import Photo, Stop, Visit, VisitDay

__all__ = [
    "Answer",
    "AssignmentLetter",
    "Case",
    "Cause",
    "CoachingProgramme",
    "Decision",
    "Dissolution",
    "Evidence",
    "LegalStep",
    "Merger",
    "Move",
    "ObligationsAnswer",
    "Opening",
    "Photo",
    "PlanLine",
    "Question",
    "QuestionLetter",
    "Reactivation",
    "Stop",
    "TeamMember",
    "Visit",
    "VisitDay",
    "VisitRecord",
    "WarningLetter",
]
