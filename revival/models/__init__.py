from revival.models.cases import Case, Move, Opening
from revival.models.plans import Cause, Decision, PlanLine
from revival.models.programmes import Programme, TeamMember

__all__ = ["Case", "Cause", "Decision", "Move", "Opening", "PlanLine", "Programme", "TeamMember"]
