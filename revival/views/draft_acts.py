"""What the page of a drafted letter does: initials, number, set aside, void, in force again."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cooperatives.correspondence.listing import first_number
from core.papers import acts
from core.papers.acts import Act, PaperRequest
from revival import letter_drafts


class Steps(NamedTuple):
    """The functions of one kind of letter, as its room names them; `way` is how it is drafted."""

    way: letter_drafts.LetterWay
    issue: Callable[..., Any]
    set_aside: Callable[..., None]
    void: Callable[..., Any]
    restore: Callable[..., None]


def void_by(void: Callable[..., Any]) -> Act:
    def act(asked: PaperRequest) -> str:
        void(asked.rows, reason=asked.text("reason", 500), actor=asked.actor)
        return _("The letter is void; its number stays.")

    return act


def restore_by(restore: Callable[..., None]) -> Act:
    def act(asked: PaperRequest) -> str:
        restore(asked.rows, actor=asked.actor)
        return _("The letter is in force again.")

    return act


def acts_of(steps: Steps) -> Mapping[str, Act]:
    """All acts of a drafted letter, by the names of its forms."""

    def initial(asked: PaperRequest) -> str:
        given = letter_drafts.initial(steps.way, asked.rows, seen=asked.text("seen"), actor=asked.actor)
        return _("The initials are given.") if given else _("This paper has its initials already.")

    def issue(asked: PaperRequest) -> str:
        letter = steps.issue(asked.rows.get(), first=first_number(asked.text("first")), actor=asked.actor)
        return _("The letter has the number {number}. Print it and have it signed.").format(number=letter.number)

    def set_aside(asked: PaperRequest) -> str:
        steps.set_aside(asked.rows.get(), actor=asked.actor)
        return _("The draft is set aside.")

    return acts.COMMON | {
        "initial": initial,
        "issue": issue,
        "set_aside": set_aside,
        "void": void_by(steps.void),
        "restore": restore_by(steps.restore),
    }


def context(way: letter_drafts.LetterWay, letter: Any) -> dict[str, Any]:
    """What the page of a drafted letter shows of its draft."""
    words = letter_drafts.digest(way, letter) if letter.is_draft else ""
    return {
        "seen": words,
        "has_old_initials": letter.stage == "initialled" and not letter.has_initials_for(words),
        "next_number": letter_drafts.next_number(way),
    }
