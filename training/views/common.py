from collections.abc import Callable

from django.db import transaction
from django.shortcuts import get_object_or_404

from cooperatives.messaging.screen import shown
from core.database import idempotency
from core.errors import DomainError
from training.enrolments.enrolment import NotAllowedError
from training.models import Enrolment, Session


def session_or_404(request, pk: int) -> Session:
    """A session that this user may see; a draft is not there for anybody outside the office."""
    rows = Session.objects.visible_to(request.user).with_seats().select_related("programme")
    return get_object_or_404(rows.prefetch_related("days", "districts"), pk=pk)


def enrolment_or_404(request, session: int, pk: int) -> Enrolment:
    session = session_or_404(request, session).pk
    rows = Enrolment.objects.visible_to(request.user).select_related("session__programme", "cooperative")
    return get_object_or_404(rows, pk=pk, session=session)


def attempt(
    request, action: Callable[[], object], form=None, *, say: Callable[[], object] = lambda: None
) -> tuple[bool, list[str]]:
    """Do what a form asks, once: whether it is done, and the problems otherwise (also put into the form).

    `say` tells what was done, also to the second of two clicks; after it the office reads by which ways boards were
    reached.
    """
    try:
        with shown(request):
            with transaction.atomic():
                idempotency.spend(request.POST)
                action()
            say()
    except idempotency.AlreadySentError:
        say()
        return True, []
    except DomainError as error:
        problems = error.problems if isinstance(error, NotAllowedError) else [str(error)]
        for problem in problems if form is not None else ():
            form.add_error(None, problem)
        return False, problems
    return True, []
