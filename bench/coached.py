"""Five years of coaching for the results: cases in all stages, with moves, causes, visits, decisions and plans."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from cooperatives.models import Cooperative
from revival.choices import CaseOutcome, CauseCode, Stage, Wish
from revival.models import Case, Cause, CoachingProgramme, Decision, Move, PlanLine, Reactivation, Visit

WAY = (Stage.CLARIFIED, Stage.VISITED, Stage.DECIDED, Stage.PLAN, Stage.COACHED, Stage.MEETING_HELD, Stage.ACTIVE_AGAIN)
BATCH, YEARS, ADVISERS = 500, 5, 12


def build(today: date) -> None:
    """A case for each cooperative of the register; the same ones for the same register."""
    keys = list(Cooperative.objects.order_by("pk").values_list("pk", flat=True))
    chance = random.Random(len(keys))  # noqa: S311 - made-up data
    programmes = [
        CoachingProgramme.objects.create(
            year=today.year - n, name=f"Pembinaan {today.year - n}", target=len(keys) // YEARS
        )
        for n in range(YEARS)
    ]
    advisers = [
        User.objects.create_user(f"bench{n}@solokop.test", None, name=f"Penyuluh {n}", role="adviser")
        for n in range(ADVISERS)
    ]
    for start in range(0, len(keys), 5000):
        _some(keys[start : start + 5000], today, chance, programmes, advisers)


def _some(keys, today, chance, programmes, advisers) -> None:
    cases, ways = [], []
    for key in keys:
        opened = today - timedelta(days=chance.randrange(1, 365 * YEARS))
        way = WAY[: chance.randrange(len(WAY) + 1)]
        ended = bool(way) and chance.random() < 0.4
        stage = Stage.ENDED if ended else way[-1] if way else Stage.FOUND
        outcome = (CaseOutcome.ACTIVE if Stage.ACTIVE_AGAIN in way else CaseOutcome.DISSOLVED) if ended else ""
        programme = programmes[min((today - opened).days // 365, YEARS - 1)]
        cases.append(
            Case(
                cooperative_id=key,
                opened_on=opened,
                reason="bench",
                stage=stage,
                stage_on=opened,
                outcome=outcome,
                closed_on=today if ended else None,
                adviser=chance.choice(advisers),
                programme=programme,
            )
        )
        ways.append(way)
    Case.objects.bulk_create(cases, batch_size=BATCH)
    moves, causes, visits, decisions, lines, again = [], [], [], [], [], []
    for case, way in zip(cases, ways, strict=True):
        old, day = Stage.FOUND, case.opened_on
        for stage in way:
            at = min(day + timedelta(days=chance.randrange(1, 120)), today)
            moment = timezone.make_aware(datetime.combine(at, time(10)))
            moves.append(Move(case=case, old=old, old_on=day, new=stage, at=moment, actor_name="bench"))
            old, day = stage, at
        causes += [Cause(case=case, code=code) for code in chance.sample(list(CauseCode), chance.randrange(3))]
        if Stage.VISITED in way:
            visits.append(Visit(case=case, on=day, adviser=case.adviser, adviser_name="bench", met="x"))
        if Stage.DECIDED in way:
            decisions.append(Decision(case=case, wish=chance.choice(list(Wish)), on=day, said_by="x", actor_name="x"))
        if Stage.PLAN in way:
            lines.append(PlanLine(case=case, what="bench"))
        if Stage.ACTIVE_AGAIN in way:
            again.append(Reactivation(case=case, on=day, business="x", actor_name="x"))
    for rows in (moves, causes, visits, decisions, lines, again):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
