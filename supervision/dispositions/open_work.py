"""What was passed on to somebody: told before his access is stopped, and taken back from him when it is."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.open_work import OpenWorkKind, Work
from supervision.dispositions import dispositions, matters
from supervision.models import Disposition


def _held(user: User) -> list[Disposition]:
    return list(matters.with_person(user).select_related("cooperative"))


def _held_by(user: User) -> list[Work]:
    return [
        Work(
            _("Passed on: {name}").format(name=one.cooperative.legal_name),
            reverse("disposition", args=[one.matter, one.thing]),
        )
        for one in _held(user)
    ]


def _give_back(user: User, actor: User) -> None:
    for one in _held(user):
        dispositions.take_back(one, actor=actor)


KIND = OpenWorkKind(_held_by, _give_back)
