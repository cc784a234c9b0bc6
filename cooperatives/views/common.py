from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from cooperatives.models import Cooperative
from core.database import idempotency
from core.errors import DomainError


def visible_or_404(request, pk: int) -> Cooperative:
    """A cooperative that this user may see; another's is as if it were not there."""
    return get_object_or_404(Cooperative.objects.visible_to(request.user).select_related("village", "district"), pk=pk)


def done_once(request: HttpRequest, action: Callable[[], Any], form: BaseForm) -> bool:
    """Do what a form asks, once; a rule that is not met becomes an error of the form. True when it is done."""
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            action()
    except idempotency.AlreadySentError as repeated:
        messages.info(request, str(repeated))
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
