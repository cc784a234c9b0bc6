"""The public check of an official paper: by the code in its QR picture, and by nothing that can be guessed."""

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from core.images import qr
from core.papers.official import CODE_LETTERS, NUMBERED, OfficialPaper, PaperState
from core.text import tokens


def address_of(paper: OfficialPaper) -> str:
    """What the QR code leads to; "" for a paper without a number, or from before there was a check."""
    return settings.BASE_URL + reverse("paper_check", args=[in_groups(paper.code)]) if paper.code else ""


def successor(paper: OfficialPaper) -> OfficialPaper | None:
    """The paper in force that stands in the place of a void one, however many were void between; None for none."""
    while paper.is_void:
        following = type(paper)._default_manager.filter(replaces=paper.pk).first()
        if following is None:
            return None
        paper = following
    return paper if paper.state == PaperState.ISSUED else None


def is_signed(paper: OfficialPaper) -> bool:
    """Whether the office has noted it as signed: a number alone makes no letter, nor does a picture of it."""
    return paper.signed_on is not None


def printed(paper: OfficialPaper) -> dict[str, str] | None:
    """What a layout prints to lead to the check: picture, address, page and code; None for a paper without one."""
    address = address_of(paper)
    if not address:
        return None
    page = (settings.BASE_URL + reverse("paper_check_form")).removeprefix("https://").removeprefix("http://")
    return {"qr": qr.svg(address), "url": address, "page": page.rstrip("/"), "code": in_groups(paper.code or "")}


def in_groups(code: str) -> str:
    """A code as it is printed and typed: `7K3M-9QXT-2FHP-0WAZ`."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def find(text: str) -> OfficialPaper | None:
    """The paper of a code, of whichever kind; spaces, hyphens and small letters do not matter."""
    code = tokens.clean(text)
    if len(code) != CODE_LETTERS:
        return None
    for kind in apps.get_models():
        if issubclass(kind, OfficialPaper) and (found := kind._default_manager.filter(code=code).first()):
            return found if found.state in NUMBERED else None
    return None
