"""Who may do what: a table of acts by role. Which records somebody sees is the question of `.visible_to(user)`;
neither widens the other.

Views ask by `@requires(…)`, code by `may(user, …)`, templates by `can`: `{% if can.change_register %}`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import office_settings
from accounts.models import Role, User
from core import areas, office


class Capability(TextChoices):
    """An act. The label ends the sentence of refusal: “As … you may not …”."""

    READ_REGISTER = "read_register", gettext_lazy("read the whole register")
    CHANGE_REGISTER = "change_register", gettext_lazy("change the register")
    RECORD_CONTACTS = "record_contacts", gettext_lazy("record contacts and notes")
    SEND_MESSAGES = "send_messages", gettext_lazy("send messages and note what came of them")
    EXPORT_REGISTER = "export_register", gettext_lazy("export the register")
    SAVE_VIEWS = "save_views", gettext_lazy("save views of the register")
    READ_IMPORTS = "read_imports", gettext_lazy("read imported files")
    IMPORT_REGISTER = "import_register", gettext_lazy("import a register")
    # Personal columns, by what they hold (cooperatives/personal.py).
    SEE_CONTACTS = "see_contacts", gettext_lazy("see telephone numbers and e-mail addresses")
    SEE_PRIVATE = "see_private", gettext_lazy("see tax numbers and bank accounts")
    READ_REPORTS = "read_reports", gettext_lazy("read the reports of all cooperatives")
    FILE_REPORTS = "file_reports", gettext_lazy("file reports")
    REVIEW_REPORTS = "review_reports", gettext_lazy("review reports")
    SET_DEADLINES = "set_deadlines", gettext_lazy("open quarters, extend them and waive reports")
    ISSUE_LETTERS = "issue_letters", gettext_lazy("issue warning letters")
    DECIDE_PROPOSALS = "decide_proposals", gettext_lazy("decide proposals")
    READ_TRAINING = "read_training", gettext_lazy("read the training of all cooperatives")
    ENROL = "enrol", gettext_lazy("enrol people in training")
    RUN_TRAINING = "run_training", gettext_lazy("run training")
    READ_REVIVAL = "read_revival", gettext_lazy("read the coaching of all cooperatives")
    COACH = "coach", gettext_lazy("coach cooperatives")
    RUN_REVIVAL = "run_revival", gettext_lazy("open and end cases of coaching and say who is in charge")
    ASK_FOR_COACHING = "ask_for_coaching", gettext_lazy("ask for the coaching of one’s own cooperative")
    READ_WARNINGS = "read_warnings", gettext_lazy("read the early warnings")
    ANSWER_WARNINGS = "answer_warnings", gettext_lazy("answer early warnings")
    DECIDE_DISSOLUTION = "decide_dissolution", gettext_lazy("propose a dissolution to the ministry")
    READ_CITY = "read_city", gettext_lazy("see the city on one page")
    GIVE_ACCESS = "give_access", gettext_lazy("give managers of cooperatives access")
    ADMINISTER = "administer", gettext_lazy("administer the portal")


C = Capability
_READING = frozenset(
    {
        C.READ_REGISTER,
        C.EXPORT_REGISTER,
        C.SEE_CONTACTS,
        C.READ_REPORTS,
        C.READ_TRAINING,
        C.READ_REVIVAL,
        C.READ_WARNINGS,
    }
)
_HEAD = _READING | {C.READ_IMPORTS, C.SEE_PRIVATE, C.SAVE_VIEWS, C.READ_CITY}
_MANAGER = frozenset({C.FILE_REPORTS, C.ENROL})
_OFFICER = (
    _HEAD
    | _MANAGER
    | {C.CHANGE_REGISTER, C.RECORD_CONTACTS, C.SEND_MESSAGES, C.IMPORT_REGISTER, C.GIVE_ACCESS}
    | {C.REVIEW_REPORTS, C.SET_DEADLINES, C.ISSUE_LETTERS, C.DECIDE_PROPOSALS, C.RUN_TRAINING, C.COACH, C.RUN_REVIVAL}
    | {C.ANSWER_WARNINGS, C.DECIDE_DISSOLUTION}
)
CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.ADMINISTRATOR: _OFFICER | {C.ADMINISTER},
    Role.OFFICER: _OFFICER,
    Role.HEAD: _HEAD,
    # Writes down what a visit has brought. Imported files, tax numbers and bank accounts are not a visitor's business.
    Role.ADVISER: _READING | {C.RECORD_CONTACTS, C.COACH, C.ANSWER_WARNINGS},
    Role.MANAGER: _MANAGER | {C.ASK_FOR_COACHING},
}
# Acts of an area that can be switched off (core/areas.py).
AREA_OF: dict[Capability, str] = {
    **dict.fromkeys((C.READ_REPORTS, C.FILE_REPORTS, C.REVIEW_REPORTS, C.SET_DEADLINES), "reports"),
    **dict.fromkeys((C.ISSUE_LETTERS, C.DECIDE_PROPOSALS), "reports"),
    **dict.fromkeys((C.READ_REVIVAL, C.COACH, C.RUN_REVIVAL, C.ASK_FOR_COACHING, C.DECIDE_DISSOLUTION), "revival"),
    **dict.fromkeys((C.READ_WARNINGS, C.ANSWER_WARNINGS), "supervision"),
    **dict.fromkeys((C.READ_TRAINING, C.ENROL, C.RUN_TRAINING), "training"),
}

# Signatures and decisions whose giver is a setting of the office (accounts/office_settings.py).
DECIDED: dict[Capability, str] = {
    C.ISSUE_LETTERS: "decides_letters",
    C.DECIDE_PROPOSALS: "decides_status",
    C.DECIDE_DISSOLUTION: "decides_dissolution",
}
_DECIDERS: dict[str, dict[str, bool]] = {
    office_settings.OFFICERS: {Role.OFFICER: True, Role.HEAD: False},
    office_settings.HEAD: {Role.OFFICER: False, Role.HEAD: True},
    office_settings.BOTH: {Role.OFFICER: True, Role.HEAD: True},
}


def may(user: User | AnonymousUser, capability: Capability) -> bool:
    """Whether somebody may do an act now: by the role, while the account and the act's area are in use."""
    area = AREA_OF.get(capability)
    return capability in _by_role(user) and (area is None or areas.is_on(area))


def allowed(capability: Capability) -> Callable[[Any], bool]:
    """The question of `may` about one act, for whoever asks it of many users later."""
    return lambda user: may(user, capability)


def held_by(user: User | AnonymousUser) -> frozenset[Capability]:
    """All that somebody may do now."""
    in_use = areas.switches()
    return frozenset(one for one in _by_role(user) if one not in AREA_OF or in_use[AREA_OF[one]])


def roles_with(capability: Capability) -> list[str]:
    """The roles that may do an act."""
    return [role for role in CAPABILITIES if capability in _of_role(role)]


def _by_role(user: User | AnonymousUser) -> frozenset[Capability]:
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    return _of_role(user.role)


def _of_role(role: str) -> frozenset[Capability]:
    held = CAPABILITIES.get(role, frozenset())
    if role not in (Role.OFFICER, Role.HEAD):
        return held
    values = office.values()
    usual = _DECIDERS[office_settings.OFFICERS]
    decides = {one for one, key in DECIDED.items() if _DECIDERS.get(values[key], usual)[role]}
    return held - DECIDED.keys() | decides


def refuse_unless(user: User, capability: Capability) -> None:
    """Raises PermissionDenied with the one sentence of refusal."""
    if not may(user, capability):
        text = _("As {role} you may not {act}.")
        raise PermissionDenied(text.format(role=user.get_role_display(), act=capability.label))


def requires(capability: Capability) -> Callable:
    """A page for those who may do an act; whoever has not signed in is asked to."""

    def decorator(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            # A public page may hold a part that is not: whoever has not signed in has no role to ask for.
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            refuse_unless(request.user, capability)
            return view(request, *args, **kwargs)

        return guarded

    return decorator


class Abilities:
    """What templates ask: `can.change_register`."""

    def __init__(self, user: User | AnonymousUser):
        self.user = user

    @cached_property
    def held(self) -> frozenset[Capability]:
        return held_by(self.user)

    def __getitem__(self, name: str) -> bool:
        return Capability(name) in self.held
