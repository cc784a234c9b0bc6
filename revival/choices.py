"""The words of coaching (pembinaan): stages, outcomes and causes of a case (DOMAIN.md 7.2, 7.3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far a case has come. Which one may follow which is decided by revival/cases/stages.py."""

    FOUND = "found", _("Found")
    CLARIFIED = "clarified", _("Clarified")
    VISITED = "visited", _("Visited")
    DECIDED = "decided", _("The board has decided")
    PLAN = "plan", _("Plan made")
    COACHED = "coached", _("Being coached")
    MEETING_HELD = "meeting_held", _("Members’ meeting held")
    ACTIVE_AGAIN = "active_again", _("Active again")
    WATCHED = "watched", _("Watched")
    WARNED = "warned", _("Warned")
    PROPOSED = "proposed", _("Proposed for dissolution")
    WINDING_UP = "winding_up", _("Being wound up")
    ENDED = "ended", _("Ended")


# Stages in which a cooperative is active again and watched: it is not coached any more.
BACK = (Stage.ACTIVE_AGAIN, Stage.WATCHED)
# Tone and symbol of each stage: never colour alone.
STAGE_LOOK: dict[str, tuple[str, str]] = {
    Stage.FOUND: ("quiet", "search"),
    Stage.CLARIFIED: ("revival", "messages-square"),
    Stage.VISITED: ("revival", "map-pin"),
    Stage.DECIDED: ("revival", "hand"),
    Stage.PLAN: ("revival", "notebook-pen"),
    Stage.COACHED: ("revival", "sprout"),
    Stage.MEETING_HELD: ("good", "users"),
    Stage.ACTIVE_AGAIN: ("good", "circle-check"),
    Stage.WATCHED: ("good", "eye"),
    Stage.WARNED: ("watch", "triangle-alert"),
    Stage.PROPOSED: ("bad", "circle-minus"),
    Stage.WINDING_UP: ("bad", "hourglass"),
    Stage.ENDED: ("gone", "lock"),
}


class CaseOutcome(TextChoices):
    """With what a case has ended."""

    ACTIVE = "active", _("Active again")
    DISSOLVED = "dissolved", _("Dissolved")
    MERGED = "merged", _("Merged into another cooperative")
    MERGED_VILLAGE = "merged_village", _("Merged into the Merah Putih cooperative of the kelurahan")
    WRONG_ENTRY = "wrong_entry", _("Wrong entry of the register")
    OTHER = "other", _("As the text says")


class Wish(TextChoices):
    """What a board answers to “Do you want to go on?”."""

    YES = "yes", _("It wants to go on")
    NO = "no", _("It does not want to go on")
    TIME = "time", _("It needs time")


class CauseCode(TextChoices):
    """Why a cooperative stopped (DOMAIN.md 7.3)."""

    NO_SUCCESSORS = "no_successors", _("No successors for the old board")
    BOARD_LEFT = "board_left", _("Left by its board")
    ARREARS = "arrears", _("Loans not paid back by members")
    COMPETITION = "competition", _("Lost members to subsidised bank credit or online loans")
    BOOKS = "books", _("Books not in order")
    NO_BUSINESS = "no_business", _("No business")
    MEMBERS_GONE = "members_gone", _("Members have moved or left")
    CONFLICT = "conflict", _("Conflict within")
    MISUSE = "misuse", _("Misuse of funds")
    NOT_FOUND = "not_found", _("Office or address not found")
    FOR_AID = "for_aid", _("Founded to receive aid")
    PANDEMIC = "pandemic", _("Hit by the pandemic")
    NO_APPLICATION = "no_application", _("Cannot use the application")
    NOT_REPORTED = "not_reported", _("Held its meeting but did not report")


class Willing(TextChoices):
    """What is answered to “Masih ingin berjalan?”."""

    YES = "yes", _("Yes, we want to go on")
    NO = "no", _("No, we do not want to go on")
    UNSURE = "unsure", _("Not sure yet")


# Tone and symbol of each answer: never colour alone.
WILLING_LOOK: dict[str, tuple[str, str]] = {
    Willing.YES: ("good", "circle-check"),
    Willing.NO: ("bad", "circle-x"),
    Willing.UNSURE: ("watch", "circle-question-mark"),
}


class HowAnswered(TextChoices):
    """By which way an answer came; all but the first are typed in by an officer."""

    CODE = "code", _("By the code, without an account")
    WHATSAPP = "whatsapp", _("WhatsApp")
    CALL = "call", _("Telephone call")
    COUNTER = "counter", _("At the counter")
    VISIT = "visit", _("On a visit")
    LETTER = "letter", _("By letter")
    LURAH = "lurah", _("By the lurah")


class VisitFinding(TextChoices):
    """What was found on a visit of something that was looked for."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


# Tone and symbol of each: never colour alone.
SEEN_LOOK: dict[str, tuple[str, str]] = {
    VisitFinding.YES: ("good", "circle-check"),
    VisitFinding.NO: ("bad", "circle-x"),
    VisitFinding.UNKNOWN: ("quiet", "circle-question-mark"),
}


class Obligations(TextChoices):
    """What is answered to “Is anything owed to anybody?”."""

    NONE = "none", _("Nothing is owed to anybody")
    SOME = "some", _("Something is still owed")
    UNKNOWN = "unknown", _("Not known yet")


# Tone and symbol of each: never colour alone.
OBLIGATIONS_LOOK: dict[str, tuple[str, str]] = {
    Obligations.NONE: ("good", "circle-check"),
    Obligations.SOME: ("bad", "circle-x"),
    Obligations.UNKNOWN: ("watch", "circle-question-mark"),
}


class EvidenceKind(TextChoices):
    """Papers of the way out; the first four are slots of their own."""

    STATEMENT = "statement", _("Statement of the board that nothing is owed")
    CREDITORS = "creditors", _("Creditors: how each was paid, or that there are none")
    SAVINGS = "savings", _("Members’ savings: how they were paid back")
    WITNESS = "witness", _("Record signed by the lurah or RT as witness")
    MINISTRY = "ministry", _("Letter or decision of the ministry")
    OTHER = "other", _("Another paper")


class Ground(TextChoices):
    """Why a cooperative is dissolved (UU 25/1992 art. 46-47)."""

    NO_SURVIVAL = "no_survival", _("Its survival cannot be expected (art. 47)")
    NOT_BY_LAW = "not_by_law", _("It does not meet the act (art. 47)")
    AGAINST_ORDER = "against_order", _("Its business is against public order or decency (art. 47)")
    OWN_MEETING = "own_meeting", _("Its own members’ meeting has decided it (art. 46)")


class LegalStepKind(TextChoices):
    """What happens after a proposal, as the act puts it (UU 25/1992 art. 47-56)."""

    TOLD = "told", _("Notice received by the cooperative")
    OBJECTED = "objected", _("Objection received by the ministry")
    ANSWERED = "answered", _("Objection answered by the ministry")
    DECIDED = "decided", _("Dissolution decided")
    CREDITORS = "creditors", _("Creditors told")
    ANNOUNCED = "announced", _("Announced in the Berita Negara")
