"""Who may sign a report: somebody of the board in the register, or a named exception with its reason."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cooperatives.models import BoardMember, Cooperative
from reports.choices import SignerPosition


@dataclass(frozen=True, slots=True)
class BoardSigner:
    """Who of the board attests; `exception` is the reason why somebody signs who is not in the register."""

    name: str
    position: str
    exception: str = ""

    @classmethod
    def of(cls, member: BoardMember) -> "BoardSigner":
        return cls(member.name, member.position)


def eligible(cooperative: Cooperative) -> list[BoardMember]:
    """Those of today's board who may sign, in the order of their positions."""
    members = cooperative.board.filter(left_on=None, position__in=SignerPosition.values)
    order = list(SignerPosition.values)
    return sorted(members, key=lambda member: (order.index(member.position), member.name))


def problems(signer: BoardSigner, cooperative: Cooperative) -> list[str]:
    """What stands against a signature, all at once; empty when it holds."""
    found = []
    if not says_something(signer.name):
        found.append(_("Give the name of the board member who signs."))
    if signer.position not in SignerPosition.values:
        found.append(_("Choose the position of the board member who signs."))
    if not found and not says_something(signer.exception) and not _is_of_board(signer, cooperative):
        found.append(
            _(
                "{name} is not on the board in the register. Choose somebody of the board, "
                "or say why this person signs."
            ).format(name=signer.name.strip())
        )
    return found


def _is_of_board(signer: BoardSigner, cooperative: Cooperative) -> bool:
    return any(
        member.position == signer.position and _plain(member.name) == _plain(signer.name)
        for member in eligible(cooperative)
    )


def says_something(text: str) -> bool:
    """Whether a text holds letters: a dash is no name and no reason."""
    return sum(map(str.isalpha, text)) > 1


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
