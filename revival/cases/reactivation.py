"""Making a cooperative active again: what the rule asks for, and all that follows from it in one transaction.

The rule is Permenkop 25/2015 as the office practises it: the annual meeting about the last books, and a business that
serves members (DOMAIN.md 2.2). An officer decides, and may decide otherwise with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cooperatives import status
from cooperatives.choices import Channel, Status, StatusBasis
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.models import BoardMember, Cooperative
from cooperatives.record.versions import lock
from cooperatives.status_rules import last_due_meeting
from core import clock, office
from core.errors import DomainError
from revival.cases import stages
from revival.cases.changes import record
from revival.choices import Stage
from revival.models import Case, Reactivation

# The stages from which an officer may say so.
FROM = (Stage.PLAN, Stage.COACHED, Stage.MEETING_HELD)
# What else follows, and says so in a sentence of the office's language, "" for nothing; floors above add it.
FOLLOWERS: list[Callable[[Cooperative, Any], str]] = []


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that the rule asks for, whether it is there, what is known of it, and the page where it is mended."""

    label: str
    is_met: bool
    said: str
    url: str


def requirements(cooperative: Cooperative) -> list[Requirement]:
    """What the rule asks for besides a business that runs, which whoever decides has to say."""
    due = last_due_meeting(clock.today())
    year = cooperative.last_rat_year
    detail = reverse("cooperative_detail", args=[cooperative.pk])
    board = BoardMember.objects.filter(cooperative=cooperative, left_on=None)
    ended = board.filter(term_end__lt=clock.today()).exists()
    return [
        Requirement(
            _("Annual meeting (RAT) held in {year}").format(year=due),
            year is not None and year >= due,
            _("last RAT: {year}").format(year=year or "–"),
            reverse("meeting_add", args=[cooperative.pk]),
        ),
        Requirement(
            _("A board whose term runs"),
            board.exists() and not ended,
            _("the term has ended") if ended else "" if board.exists() else _("no board is known"),
            detail,
        ),
    ]


@transaction.atomic
def make_active(case: Case, *, business: str, reason: str, actor, seen: int | None = None) -> str:
    """Make the cooperative of a case active: its status, the mark “in coaching”, the first quarter due and the message
    to its board. Returns in a sentence what has followed.

    Raises DomainError when something is missing and no reason is given, when the case is not so far, or when the
    status cannot become active from what it is.
    """
    cooperative = lock(case.cooperative_id)
    if case.stage not in FROM:
        raise DomainError(_("A case that is “{stage}” is not so far.").format(stage=case.get_stage_display()))
    business, reason = business.strip(), reason.strip()
    missing = [one.label for one in requirements(cooperative) if not one.is_met]
    missing += [] if business else [_("A business that runs")]
    if missing and not reason:
        text = _("Missing: {names}. Give a reason to make it active nevertheless.")
        raise DomainError(text.format(names="; ".join(missing)))
    said = "; ".join(filter(None, [business, reason]))
    stages.move(case, Stage.ACTIVE_AGAIN, reason=said, seen=seen, actor=actor)
    # The move has taken the mark off, as a new version of the record.
    cooperative.refresh_from_db()
    if cooperative.status != Status.ACTIVE:
        day = max(filter(None, [cooperative.status_on, clock.today()]))
        status.change_status(cooperative, to=Status.ACTIVE, on=day, basis=StatusBasis.REVIVED, reason=said, actor=actor)
    kept = Reactivation(case=case, on=clock.today(), business=business, reason=reason, missing=missing, rule=_rule())
    kept.actor, kept.actor_name = actor, actor.display_name[:150]
    kept.save(force_insert=True)
    record("revival.reactivated", case, actor=actor, after={"missing": missing}, reason=said)
    with translation.override(settings.LANGUAGE_CODE):
        followed = [sentence for follow in FOLLOWERS if (sentence := follow(cooperative, actor))]
    delivery.send([_message(kept, cooperative, followed, actor)])
    return " ".join(followed)


def _rule() -> dict[str, Any]:
    return {key: office.value(key) for key in ("years_without_rat", "revival_watch_quarters")}


def _message(kept: Reactivation, cooperative: Cooperative, followed: list[str], actor) -> Message:
    def compose(way: str, _reach: Any) -> MessageWords:
        subject = _("Your cooperative is active again")
        lines = [
            _("{name} is active again in the register of the office. Congratulations.").format(
                name=cooperative.legal_name
            ),
            *followed,
            _("The office goes on helping you: ask us when a report or a meeting is hard."),
        ]
        signed = "" if way == Channel.INBOX else f"\n\n{office.value('name')}, {office.value('phone')}"
        return MessageWords(subject, "\n".join(lines) + signed)

    return Message(
        compose=compose,
        about=f"reactivation-{kept.pk}",
        cooperative=cooperative,
        ways=(Channel.EMAIL, Channel.INBOX),
        otherwise=(Channel.WHATSAPP,),
        key=f"reactivation-{kept.pk}",
        url=reverse("cooperative_detail", args=[cooperative.pk]),
        by=actor,
    )
