"""The sessions of a user: ended all at once, and what has run out is cleared away."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import SecurityEntry, User
from accounts.sign_in import security_log


@transaction.atomic
def end_all(user: User, *, request, by: User) -> None:
    """Sign a user out everywhere, for good; the session that asks for it goes on when it is the user's own."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    own = request.session.session_key if by.pk == user.pk else None
    Session.objects.filter(session_key__in=list(keys)).exclude(session_key=own).delete()
    UserSession.objects.filter(user=user).exclude(session_key=own).delete()
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    if own:
        request.user.refresh_from_db(fields=["session_version"])
        update_session_auth_hash(request, request.user)
        UserSession.objects.filter(session_key=own).update(session_key=request.session.session_key)
    security_log.note(SecurityEntry.Kind.SESSIONS_ENDED, request=request, user=user, by=by)


def clear_ended() -> int:
    """Delete sessions that have run out, and the list entries of those that are gone. Returns how many."""
    n = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return n
