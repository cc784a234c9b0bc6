"""The forms for the second factor: wrong codes count like wrong passwords, for an account together with an address."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator

from accounts.models import SecurityEntry
from accounts.sign_in import security_log
from core.requests import client

# A stranger who knows the password and comes from everywhere: so many codes an hour from networks that are not known.
RATES = {"here": "6/5m/key", "elsewhere": "60/h/key"}


class _CodeForm(forms.BaseAuthenticateForm):
    def clean_code(self) -> str:
        request, code = context.request, self.cleaned_data["code"]
        key = f"{self.user.pk}:{client.network_of(client.address_of(request))}"
        allowed = _take(request, "here", key)
        if allowed and not security_log.is_known(self.user):
            allowed = _take(request, "elsewhere", str(self.user.pk))
        if not allowed:
            security_log.note_merged(SecurityEntry.Kind.THROTTLED, request=request, user=self.user)
            raise get_adapter().validation_error("too_many_login_attempts")
        # No code can be typed for a key of hardware; that of the app stands for the account when none fits.
        factors = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        found = sorted(factors, key=lambda factor: factor.type != Authenticator.Type.TOTP)
        for factor in found:
            if factor.wrap().validate_code(code):
                factor.user = self.user
                self.authenticator = factor
                ratelimit.clear(request, app="solokop", action="here", config=RATES, key=key)
                return code
        if found:
            self._emit_authentication_failed(found[0])
        raise get_adapter().validation_error("incorrect_code")


def _take(request, action: str, key: str) -> bool:
    return bool(ratelimit.consume(request, app="solokop", action=action, config=RATES, key=key))


class AuthenticateForm(_CodeForm, forms.AuthenticateForm):
    """The second step of a sign-in."""


class ReauthenticateForm(_CodeForm, forms.ReauthenticateForm):
    """A code instead of the password, before a key is changed."""
