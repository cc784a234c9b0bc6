"""A paper as the answer to a request."""

from collections.abc import Callable

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from core.papers.glyphs import MARK
from core.papers.typesetting import TypesetPaper
from core.storage import downloads


def send(
    request, make: Callable[[], TypesetPaper], name: str, *, trace: downloads.Trace, inline: bool = False
) -> HttpResponseBase:
    """The PDF that `make` sets; whoever has signed in reads on the next page which letters could not be printed.

    Raises RateLimited, before a process is begun, for somebody who takes too many.
    """
    downloads.count(request)
    paper = make()
    if paper.missing and request.user.is_authenticated:
        messages.warning(request, told(paper))
    return downloads.send(
        request, paper.content, name, trace=trace, content_type=downloads.PDF, inline=inline, is_counted=True
    )


def told(paper: TypesetPaper) -> str:
    """Which letters could not be printed, in words; "" when all were."""
    if not paper.missing:
        return ""
    text = _("The paper shows “{mark}” in place of letters that its type does not have: {letters}.")
    return text.format(mark=MARK, letters=" ".join(paper.missing[:20]))
