"""A form that makes something new is spent once: a double click and a repeated request make one thing."""

import uuid
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


def forget_old() -> int:
    return FormToken.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
