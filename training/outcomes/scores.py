"""Scores of the pre-test and the post-test, and what participants think of a session."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError
from training.enrolments import seats
from training.models import Enrolment, Evaluation, EvaluationSlip, Session

QUESTIONS = ("content", "trainer", "venue", "confidence")
HIGHEST = 100
LEAST = 3
ANSWERED_WITHIN = timedelta(days=8)


@transaction.atomic
def put(session: Session, given: Mapping[int, Mapping[str, int | None]], *, actor) -> int:
    """Write scores by enrolment: `pre_score` and `post_score`, those that are given; returns how many people's changed.

    Raises DomainError for a score that a certificate in force rests on.
    """
    session = seats.lock(session.pk)
    changed, words = [], []
    for one in session.enrolments.filter(pk__in=given).prefetch_related("certificates").order_by("name", "pk"):
        new = {name: value for name, value in given[one.pk].items() if getattr(one, name) != value}
        if not new:
            continue
        if "post_score" in new and any(paper.withdrawn_on is None for paper in one.certificates.all()):
            raise DomainError(_("{name} has a certificate: withdraw it first.").format(name=one.name))
        for name, value in new.items():
            setattr(one, name, value)
        changed.append(one)
        words.append(f"{one.name}: {_dash(one.pre_score)} → {_dash(one.post_score)}")
    if changed:
        Enrolment.objects.bulk_update(changed, ["pre_score", "post_score"])
        events.record(
            "scores.put",
            actor=actor,
            object_type="session",
            object_id=session.pk,
            label=str(session),
            after={"scores": words},
        )
    return len(changed)


def _dash(score: int | None) -> str:
    return "–" if score is None else str(score)


def can_be_asked(enrolment: Enrolment, session: Session) -> bool:
    """Whether somebody was there and the last day has come."""
    return session.ends_at is not None and (
        timezone.localdate(session.ends_at) <= clock.today() and enrolment.attendance.exists()
    )


class AnsweredError(DomainError):
    """This participant has answered already."""


@transaction.atomic
def evaluate(enrolment: Enrolment, *, answers: Mapping[str, int], comment: str) -> None:
    """Keep an answer without a name; the slip says only that this card has answered.

    All answers of the session are written anew in a random order, so that neither their place in the table nor their
    transaction leads to a slip. Raises AnsweredError the second time, DomainError for somebody who was not there or
    when the answers are shown already.
    """
    session = seats.lock(enrolment.session_id)
    if not can_be_asked(enrolment, session):
        raise DomainError(_("Only those who were there can say how it was, from the last day on."))
    try:
        with transaction.atomic():
            EvaluationSlip.objects.create(enrolment=enrolment)
    except IntegrityError:
        raise AnsweredError(_("You have answered already. Thank you!")) from None
    if is_shown(session):
        raise DomainError(_("The answers are shown already; no more are taken."))
    kept = list(session.evaluations.all())
    session.evaluations.all().delete()
    kept.append(Evaluation(session=session, comment=comment.strip(), **answers))
    for answer in kept:
        answer.pk = uuid.uuid4()
    secrets.SystemRandom().shuffle(kept)
    Evaluation.objects.bulk_create(kept)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was answered to one question: its words, the mean, and how many gave each grade from 1 to 5."""

    label: str
    mean: float
    grades: list[int]


def shown_from(session: Session) -> date | None:
    """The day from which the answers are shown, and no more are taken."""
    return timezone.localdate(session.ends_at) + ANSWERED_WITHIN if session.ends_at else None


def is_shown(session: Session) -> bool:
    """Whether the time to answer is over. Before, looking twice would tell what one more person has answered."""
    first = shown_from(session)
    return first is not None and first <= clock.today()


def opinions(session: Session) -> tuple[int, list[Opinion]]:
    """How many have answered, and what; nothing below three answers or while more may come, so that nobody can be told
    from it.
    """
    found = session.evaluations.all()
    n = found.count()
    if n < LEAST or not is_shown(session):
        return n, []
    means = found.aggregate(**{name: Avg(name) for name in QUESTIONS})
    result = []
    for name in QUESTIONS:
        counted = dict(found.order_by().values_list(name).annotate(n=Count("pk")))
        label = str(Evaluation._meta.get_field(name).verbose_name)
        result.append(Opinion(label, float(means[name]), [counted.get(grade, 0) for grade in range(1, 6)]))
    return n, result
