"""Mails to the owner of an account about its keys; those of changes are allauth's own."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in import security_log
from core import office
from core.requests import client
from core.text.formats import moment


@transaction.atomic
def warn_of_guessing(user: User, *, request) -> None:
    """Tell the owner, at most once a day, that somebody tries wrong passwords; it needs no answer."""
    if not user.is_active or not user.email or not security_log.is_worth_a_warning(user):
        return
    if not security_log.claim_warning(user, request=request):
        return
    with translation.override(user.language):
        context = {
            "user": user,
            "address": client.current_address() or "",
            "time": moment(timezone.now()),
            "reset": settings.BASE_URL + reverse("account_reset_password"),
            "office": office.values(),
        }
        body = render_to_string("accounts/mail/guessing.txt", context)
        send_mail(_("Somebody tries to sign in to your account"), body, None, [user.email])
