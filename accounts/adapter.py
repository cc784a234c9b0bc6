from allauth.account.adapter import DefaultAccountAdapter

from core import office


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Mails are signed by the office, not by the name of a host."""
        super().send_mail(template_prefix, email, {**context, "office": office.values()})
