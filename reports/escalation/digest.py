"""The officer's summary of a day by e-mail: what came in, what has become late, what waits. No news, no mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may, roles_with
from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.reach import Reach
from cooperatives.models import Contact
from core import areas
from core.papers.official import PaperState
from core.text.formats import long_date
from reports.area import AREA
from reports.models import Digest, Letter, Obligation, Proposal, Report


@dataclass(frozen=True, slots=True)
class NightNews:
    """What a higher floor has found in the night: how many, told to whoever may do something about it."""

    label: Any
    # Of the day on which the summary is sent.
    count: Callable[[date], int]
    page: str
    capability: Capability


NEWS: list[NightNews] = []


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The numbers of a day, from midnight to midnight in the office's time zone, and what waits the morning after."""

    on: date
    received: int
    newly_late: int
    reviews: int
    messages: int
    letters: int
    proposals: int
    news: tuple[tuple[NightNews, int], ...] = ()

    @property
    def has_news(self) -> bool:
        """What only goes on waiting is no news."""
        return bool(self.received or self.newly_late or self.news)


def look(on: date) -> DaySummary:
    """`on` is the day before: the summary is sent in the morning."""
    start = datetime.combine(on, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    return DaySummary(
        on=on,
        received=Report.objects.filter(submitted_at__gte=start, submitted_at__lt=start + timedelta(days=1)).count(),
        newly_late=Obligation.objects.filter(late_since=on + timedelta(days=1)).count(),
        reviews=Report.objects.filter(obligation__cooperative__merged_into=None).waiting().count(),
        messages=Contact.objects.to_send().count(),
        letters=Letter.objects.filter(state=PaperState.PREPARED).count(),
        proposals=Proposal.objects.open().count(),
        news=tuple((one, n) for one in NEWS if (n := one.count(on + timedelta(days=1)))),
    )


def send(today: date) -> int:
    """Write yesterday's summary to every officer who wants it, once. Returns how many were written."""
    if not areas.is_on(AREA.key):
        return 0
    day = look(today - timedelta(days=1))
    if not day.has_news:
        return 0
    officers = User.objects.filter(role__in=roles_with(Capability.REVIEW_REPORTS), is_active=True, wants_digest=True)
    return sum(_write(user, day) for user in officers.order_by("pk"))


def _write(user: User, day: DaySummary) -> bool:
    """Claim the day for the user and write the mail in one transaction. False when it was written before."""
    try:
        with transaction.atomic():
            Digest.objects.create(user=user, on=day.on)
            delivery.send([Message(partial(_words, user, day), about="", users=[user], ways=(Channel.EMAIL,))])
    except IntegrityError:
        return False
    return True


def _words(user: User, day: DaySummary, _way: str, _reach: Reach) -> MessageWords:
    subject = _("SoloKop, {day}: {received} received, {late} newly late").format(
        day=long_date(day.on), received=day.received, late=day.newly_late
    )
    news = [(one, n) for one, n in day.news if may(user, one.capability)]
    context = {"day": day, "news": news, "user": user, "base": settings.BASE_URL}
    return MessageWords(subject, render_to_string("reports/mail/digest.txt", context))
