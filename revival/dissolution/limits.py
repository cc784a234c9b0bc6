"""Limits that have passed: the days to answer a warning, and those of the law. Told once to whom it concerns."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Capability, roles_with
from core import areas
from core.messages import inbox
from core.models import Notice
from core.papers.official import PaperState
from core.text.formats import long_date
from revival.area import AREA
from revival.choices import Stage
from revival.dissolution import law, turns
from revival.models import Case, Dissolution, LegalStep, Move, WarningLetter

# What a run that was missed makes up for.
LOOK_BACK = timedelta(days=14)


class PassedLimit(NamedTuple):
    """A limit that is over: of which case, its name among messages, what it is and its last day."""

    case: Case
    key: str
    label: Any
    on: date


def passed(today: date) -> Iterator[PassedLimit]:
    """Limits whose last day was within the days that a run makes up for, and that nothing has met."""
    first = today - LOOK_BACK
    rows = Dissolution.objects.filter(ended_on=None, case__closed_on=None).order_by("pk")
    steps = Prefetch("steps", LegalStep.objects.filter(taken_back_at=None))
    for found in rows.select_related("case__cooperative", "case__adviser").prefetch_related(steps):
        noted = {step.kind: step for step in found.steps.all()}
        for limit in law.limits(noted):
            # A day that was noted late, when its limit was over already, is told from then on.
            known = timezone.localdate(noted[limit.span.begins].at)
            if not limit.is_met and limit.on < today and max(limit.on, known) >= first:
                yield PassedLimit(
                    found.case, f"legal-{limit.span.key}-{found.pk}-{limit.on}", limit.span.label, limit.on
                )
    letters = WarningLetter.objects.filter(state=PaperState.ISSUED, answer_by__gte=first, answer_by__lt=today)
    letters = letters.filter(case__closed_on=None, case__stage=Stage.WARNED)
    back = turns.ways_back(Move.objects.filter(case=OuterRef("case")))
    turn = back.order_by().values("case").annotate(n=Count("pk")).values("n")
    letters = letters.annotate(running=Coalesce(Subquery(turn), 0)).filter(turn=F("running"))
    for letter in letters.select_related("case__cooperative", "case__adviser").order_by("pk"):
        yield PassedLimit(letter.case, f"warning-answer-{letter.pk}", WARNING, letter.answer_by)


WARNING = gettext_lazy("Days to answer a warning of coaching are over")


def tell(today: date) -> int:
    """Tell officers and whoever is in charge of limits that have passed; how many messages are new.

    Safe to repeat and to run twice at once: a message has a key of its own for each user, and a run that is killed
    has told whole limits.
    """
    if not areas.is_on(AREA.key):
        return 0
    officers = list(User.objects.filter(is_active=True, role__in=roles_with(Capability.RUN_REVIVAL)).order_by("pk"))
    found = list(passed(today))
    there = set(Notice.objects.filter(key__in=[one.key for one in found]).values_list("user", "key"))
    return sum(_tell(one, officers, there) for one in found)


def _tell(one: PassedLimit, officers: list[User], there: set[tuple[int, str]]) -> int:
    adviser = one.case.adviser
    users = [*officers, *([adviser] if adviser and adviser.is_active and adviser not in officers else [])]
    new = [user for user in users if (user.pk, one.key) not in there]
    with transaction.atomic():
        for user in new:
            _put(one, user)
    return len(new)


def _put(one: PassedLimit, user: User) -> None:
    with translation.override(user.language):
        title = _("{name}: a limit has passed").format(name=one.case.cooperative.legal_name)
        text = _("{what}: {day}").format(what=str(one.label), day=long_date(one.on))
        url = reverse("revival_dissolution", args=[one.case.pk])
        inbox.put([user], key=one.key, title=title, text=text, url=url)
