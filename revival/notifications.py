"""Whoever is put in charge of cases is told, in one message however many they are."""

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.messages import inbox
from revival.models import Case, Opening

NAMED = 5


def put_in_charge(cases: Sequence[Case], *, to: User, actor) -> None:
    """Tell somebody which cases are his now, in his language; nobody is told of what he has taken himself."""
    if not cases or to == actor:
        return
    n, one = len(cases), cases[0]
    names = [case.cooperative.legal_name for case in cases]
    # Of one: its page. Of more: his own cases, what is overdue first.
    url = reverse("revival_case", args=[one.pk]) if n == 1 else f"{reverse('revival')}?adviser={to.pk}"
    with translation.override(to.language):
        title = (
            _("You are in charge of the coaching of {name} now").format(name=one.cooperative.legal_name)
            if n == 1
            else _("You are in charge of {n} more cases of coaching now").format(n=n)
        )
        text = _("From {who}: {names}").format(who=actor.display_name, names="; ".join(names[:NAMED]))
        if n > NAMED:
            text = _("{names}, and {n} more").format(names=text, n=n - NAMED)
    inbox.put([to], key=f"in-charge-{uuid.uuid4()}", title=title, text=text, url=url)


def opened(opening: Opening, *, actor) -> None:
    """Tell each of those who are in charge of the cases of an opening."""
    cases = opening.cases.exclude(adviser=None).exclude(adviser=actor)
    of_each: dict[User, list[Case]] = {}
    for case in cases.select_related("adviser", "cooperative").order_by("cooperative__name"):
        if case.adviser:
            of_each.setdefault(case.adviser, []).append(case)
    for adviser, theirs in of_each.items():
        put_in_charge(theirs, to=adviser, actor=actor)
