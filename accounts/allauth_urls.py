"""allauth's pages; those that change a key each run in one transaction with the event and the mail that tell of it.

Pages that ask for a password are not among them: its slow hash must not hold the database.
"""

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.usersessions import urls as session_urls
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import keys

CHANGES_A_KEY = {
    "account_confirm_email",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
}


def _in_one_transaction(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _in_one_transaction(pattern.url_patterns)
        elif pattern.name in CHANGES_A_KEY:
            pattern.callback = transaction.atomic(pattern.callback)
    return patterns


urlpatterns = [
    # Before allauth's own of the same address.
    path("email/", keys.email, name="account_email"),
    path("sessions/end/", keys.end_sessions, name="end_sessions"),
    path("sessions/", include(session_urls)),
    path("2fa/", include(_in_one_transaction(mfa_urls.urlpatterns))),
    *_in_one_transaction(account_urls.urlpatterns),
]
