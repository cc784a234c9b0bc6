"""allauth's pages; those that change a key each run in one transaction with the event and the mail that tell of it.

Pages that ask for a password are not among them: its slow hash must not hold the database.
"""

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.usersessions.views import list_usersessions
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from accounts.sign_in.key_changes import tells_of_factors
from accounts.views import entry, keys

# Pages in which a key is changed, and what makes an event of it.
CHANGES_A_KEY = {
    "account_confirm_email": transaction.atomic,
    "mfa_activate_totp": tells_of_factors,
    "mfa_deactivate_totp": tells_of_factors,
    "mfa_generate_recovery_codes": tells_of_factors,
}


def _in_one_transaction(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _in_one_transaction(pattern.url_patterns)
        elif pattern.name in CHANGES_A_KEY:
            pattern.callback = CHANGES_A_KEY[pattern.name](pattern.callback)
    return patterns


urlpatterns = [
    # Before allauth's own of the same address.
    path("email/", keys.email, name="account_email"),
    path("code/", entry.enter, name="enter"),
    path("sessions/end/", keys.end_sessions, name="end_sessions"),
    path("sessions/", require_safe(list_usersessions), name="usersessions_list"),
    path("2fa/", include(_in_one_transaction(mfa_urls.urlpatterns))),
    *_in_one_transaction(account_urls.urlpatterns),
]
