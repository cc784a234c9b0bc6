from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction

from core import events, office


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: people are invited."""
        return False

    @transaction.atomic
    def set_password(self, user, password: str) -> None:
        """A new password leaves an event, which of course does not hold it."""
        super().set_password(user, password)
        events.record("user.password_set", actor=user, object_type="user", object_id=user.pk, label=user.display_name)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Mails are signed by the office, not by the name of a host."""
        super().send_mail(template_prefix, email, {**context, "office": office.values()})
