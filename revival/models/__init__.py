from revival.models.cases import Case, Move, Opening
from revival.models.letters import QuestionLetter
from revival.models.mergers import Merger
from revival.models.plans import Cause, Decision, PlanLine
from revival.models.programmes import Programme, TeamMember
from revival.models.questions import Answer, Question
from revival.models.reactivations import Reactivation

__all__ = [
    "Answer",
    "Case",
    "Cause",
    "Decision",
    "Merger",
    "Move",
    "Opening",
    "PlanLine",
    "Programme",
    "Question",
    "QuestionLetter",
    "Reactivation",
    "TeamMember",
]
