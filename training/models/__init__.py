from training.models.attendance import Attendance, Evaluation, EvaluationSlip
from training.models.certificates import Certificate
from training.models.enrolments import Enrolment, SessionInvitation, Told
from training.models.programmes import Material, Programme
from training.models.sessions import Session, SessionDay

__all__ = [
    "Attendance",
    "Certificate",
    "Enrolment",
    "Evaluation",
    "EvaluationSlip",
    "Material",
    "Programme",
    "Session",
    "SessionDay",
    "SessionInvitation",
    "Told",
]
