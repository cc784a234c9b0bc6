from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.database import idempotency
from core.errors import DomainError
from revival.cases import in_charge
from revival.models import Case


def case_or_404(request: HttpRequest, pk: int) -> Case:
    rows = Case.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("cooperative__district", "adviser", "programme", "previous"), pk=pk)


def case_to_change(request: HttpRequest, pk: int) -> Case:
    """Raises PermissionDenied for a case of somebody else, or one that has ended."""
    case = case_or_404(request, pk)
    if not in_charge.may_change(request.user, case):
        raise PermissionDenied(not_to_change(case))
    return case


def not_to_change(case: Case) -> str:
    """Why somebody may not change a case, in words."""
    if case.is_open:
        return _("You are not in charge of this case. Ask an officer to hand it over to you.")
    return _("This case has ended: it stays as it is. Another try is a new case.")


def done(request: HttpRequest, form: BaseForm, act: Callable[[], str]) -> bool:
    """Do what a valid form asks for, once, and say what has happened; False when something stood in the way."""
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            said = act()
    except idempotency.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    else:
        messages.success(request, said)
    return True
