"""Changes of the keys to an account: each an event and a line of the security log, in the transaction of the change."""

from functools import wraps

from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import SecurityEntry, User
from accounts.sign_in import security_log
from core import events

Kind = SecurityEntry.Kind


def key_changed(
    kind: str, verb: str, request, user: User, before: dict | None = None, after: dict | None = None
) -> None:
    """One change; the password that was asked for it is spent, so that the next change asks again."""
    actor = request.user if request.user.is_authenticated else user
    details = {"object_type": "user", "object_id": user.pk, "label": user.display_name}
    events.record(verb, actor=actor, before=before, after=after, **details)
    told = {**(before or {}), **(after or {})}
    security_log.note(kind, request=request, user=user, by=actor, note=", ".join(str(item) for item in told.values()))
    clear_authentication_records(request)


def tells_of_factors(view):
    """A page of allauth that may change second factors: what has changed is told in the same transaction.

    allauth's own signal of a new factor comes after the commit, too late for an event that stands or falls with it.
    """

    @wraps(view)
    @transaction.atomic
    def told(request, *args, **kwargs):
        user = request.user
        before = _factors(user)
        response = view(request, *args, **kwargs)
        after = _factors(user)
        for factor in sorted({*before, *after}):
            if factor not in before:
                key_changed(Kind.FACTOR_ADDED, "user.factor_added", request, user, after={"factor": factor})
            elif factor not in after:
                key_changed(Kind.FACTOR_REMOVED, "user.factor_removed", request, user, before={"factor": factor})
            elif before[factor] != after[factor]:
                key_changed(Kind.FACTOR_RESET, "user.factor_reset", request, user, after={"factor": factor})
        return response

    return told


def _factors(user) -> dict[str, str]:
    """The factors of a user by their kind; the data tells whether one was made anew."""
    if not user.is_authenticated:
        return {}
    return {kind: repr(data) for kind, data in Authenticator.objects.filter(user=user).values_list("type", "data")}
