"""What went out, on the screen of whoever has caused it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages

from cooperatives.messaging import outcome


@contextmanager
def shown(request) -> Iterator[outcome.DeliveryOutcome]:
    """Say to an officer by which ways boards were reached by what is done inside. Nothing when that raises."""
    with outcome.noted() as told:
        yield told
    if request.user.is_of_office and (words := told.in_words()):
        messages.info(request, words)
