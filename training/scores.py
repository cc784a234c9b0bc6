"""Scores of the pre-test and the post-test, and what participants think of a session."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError
from training import seats
from training.models import Enrolment, Evaluation, EvaluationSlip, Session

QUESTIONS = ("content", "trainer", "venue", "confidence")
HIGHEST = 100


@transaction.atomic
def put(session: Session, given: Mapping[int, tuple[int | None, int | None]], *, actor) -> int:
    """Write pre- and post-test scores by enrolment; returns how many have changed.

    Raises DomainError for a score that a certificate in force rests on.
    """
    session = seats.lock(session.pk)
    changed = []
    for one in session.enrolments.filter(pk__in=given).prefetch_related("certificates"):
        pre, post = given[one.pk]
        if (one.pre_score, one.post_score) == (pre, post):
            continue
        if post != one.post_score and any(paper.withdrawn_on is None for paper in one.certificates.all()):
            raise DomainError(_("{name} has a certificate: withdraw it first.").format(name=one.name))
        one.pre_score, one.post_score = pre, post
        changed.append(one)
    if changed:
        Enrolment.objects.bulk_update(changed, ["pre_score", "post_score"])
        events.record(
            "scores.put", actor=actor, object_type="session", object_id=session.pk, label=str(session),
            after={one.name: f"{_dash(one.pre_score)} → {_dash(one.post_score)}" for one in changed},
        )  # fmt: skip
    return len(changed)


def _dash(score: int | None) -> str:
    return "–" if score is None else str(score)


class AnsweredError(DomainError):
    """This participant has answered already."""


@transaction.atomic
def evaluate(enrolment: Enrolment, *, answers: Mapping[str, int], comment: str) -> None:
    """Keep an answer without a name; the slip says only that this card has answered.

    Raises AnsweredError the second time, DomainError for somebody who was not there.
    """
    if not enrolment.attendance.exists() or not enrolment.session.has_started(clock.now()):
        raise DomainError(_("Only those who were there can say how it was."))
    try:
        with transaction.atomic():
            EvaluationSlip.objects.create(enrolment=enrolment)
    except IntegrityError:
        raise AnsweredError(_("You have answered already. Thank you!")) from None
    Evaluation.objects.create(session=enrolment.session, comment=comment.strip(), **answers)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was answered to one question: its words, the mean, and how many gave each grade from 1 to 5."""

    label: str
    mean: float
    grades: list[int]


def opinions(session: Session) -> tuple[int, list[Opinion]]:
    """How many have answered, and what; none below three answers, so that nobody can be told from it."""
    found = session.evaluations.all()
    n = found.count()
    if n < LEAST:
        return n, []
    means = found.aggregate(**{name: Avg(name) for name in QUESTIONS})
    result = []
    for name in QUESTIONS:
        counted = dict(found.order_by().values_list(name).annotate(n=Count("pk")))
        label = str(Evaluation._meta.get_field(name).verbose_name)
        result.append(Opinion(label, float(means[name]), [counted.get(grade, 0) for grade in range(1, 6)]))
    return n, result


LEAST = 3
