"""The certificates of a session as one job: given a few at a time, then printed together.

A worker that is killed has given whole portions; the next one goes on with the rest and prints all.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.messages import inbox
from core.operations.jobs import Result
from core.papers.dispatch import told
from core.storage import scratch
from training.certificates import awards, certificate_pdf
from training.models import Certificate, Session

WORK = "certificates"
PORTION = 25


def run(progress: Callable[[int, int], None], *, session: int, actor: int, chosen: list[int]) -> Result:
    """Give certificates to the chosen enrolments that have earned one, and leave one PDF of all that they hold."""
    held, user = Session.objects.get(pk=session), User.objects.get(pk=actor)
    # Setting them takes as long as giving a few.
    total = len(chosen) + PORTION
    for start in range(0, len(chosen), PORTION):
        with transaction.atomic():
            awards.issue(held, chosen[start : start + PORTION], actor=user)
        progress(min(start + PORTION, len(chosen)), total)
    found = Certificate.objects.in_force().filter(enrolment__session=held, enrolment__in=chosen).order_by("name", "pk")
    paper = certificate_pdf.pdf(found)
    progress(total, total)
    with scratch.result(".pdf") as path:
        path.write_bytes(paper.content)
    if words := told(paper):
        inbox.put([user], key=f"paper-{uuid.uuid4()}", title=_("Letters that could not be printed"), text=words)
    return Result(file=path, name=_("certificates") + f"-{session}.pdf")
