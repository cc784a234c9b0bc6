"""A form that makes something new is spent once: a double click and a repeated request make one thing.

So is an entry of the store on a phone, which sends again what was not answered: its id is its token.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import FormToken

FIELD = "once"
KEPT = timedelta(days=2)


class AlreadySentError(DomainError):
    """This very form has done its work before."""


def new_token() -> str:
    return str(uuid.uuid4())


def spend(post) -> None:
    """Use the token of a posted form up. Call it in the transaction of the change.

    Raises AlreadySentError for the second of two; a form without a token is not held up.
    """
    token = post.get(FIELD, "")[:36]
    if not token:
        return
    try:
        with transaction.atomic():
            FormToken.objects.create(token=token)
    except IntegrityError:
        raise AlreadySentError(_("This form has been sent already; it was saved once.")) from None


def was_spent(post) -> bool:
    return FormToken.objects.filter(token=post.get(FIELD, "")[:36]).exists()


def spent_of(tokens: Iterable[str]) -> set[str]:
    """Those that were used up before."""
    found = FormToken.objects.filter(token__in={token[:36] for token in tokens if token})
    return set(found.values_list("token", flat=True))


def spend_all(tokens: Iterable[str]) -> None:
    """Use some up, in the transaction of what they stand for. The caller holds the lock under which it has asked."""
    rows = [FormToken(token=token) for token in sorted({token[:36] for token in tokens if token})]
    FormToken.objects.bulk_create(rows, ignore_conflicts=True)


def forget_old() -> int:
    return FormToken.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
