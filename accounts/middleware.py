import logging
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import SecurityEntry
from accounts.permissions import Capability, may
from accounts.sign_in import security_log
from core import areas
from core.offline.answers import answer, is_from_store
from core.operations import disks
from core.requests import client

log = logging.getLogger(__name__)
OPEN_PREFIXES = ("/accounts/", "/language/", "/static/", "/healthz")
# A session notes so often that it is used: not with every request, since each note is a write.
NOTED_EVERY = 60


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Asks to sign in, then leads back; after a form to the page that it stands on: its own address may take no GET."""

    def handle_no_permission(self, request, view_func):
        if is_from_store(request):
            return answer("ended")
        page = request.headers.get("Referer", "")
        if request.method != "POST" or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
            return super().handle_no_permission(request, view_func)
        messages.info(request, _("Your session has ended. Sign in to go on where you were."))
        return redirect_to_login(urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl())


def require_two_factor(get_response):
    """Where the installation asks for it, whoever may change the register sets up a second factor first."""

    def middleware(request):
        user = request.user
        if (
            settings.REQUIRE_TWO_FACTOR
            and user.is_authenticated
            and may(user, Capability.CHANGE_REGISTER)
            and not request.path.startswith(OPEN_PREFIXES)
            and not is_mfa_enabled(user)
        ):
            text = _("Your office asks for two-factor sign-in. Set it up to go on.")
            if is_from_store(request):
                return answer("ended", text)
            messages.info(request, text)
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


class AreasInUseMiddleware:
    """A page of an area that is switched off is not there. Whoever must sign in is asked to do so first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        area = areas.area_of(view)
        if area and not areas.is_on(area.key):
            raise areas.SwitchedOffError(area)


def limit_session(get_response):
    """A session ends some hours after signing in, and earlier when nobody uses it."""

    def middleware(request):
        # Without the cookie there is no session, and nothing is asked of the database.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _note_use(request)
        return get_response(request)

    return middleware


def _note_use(request) -> None:
    now = int(timezone.now().timestamp())
    began, seen = request.session.get("began", now), request.session.get("seen", now)
    if now - seen > settings.SESSION_IDLE_SECONDS:
        _end(request, _("Nobody has used the portal here for a while, so you were signed out. Sign in to go on."))
    elif now - began > settings.SESSION_COOKIE_AGE:
        _end(request, _("You signed in many hours ago, so you were signed out. Sign in to go on."))
    elif "began" not in request.session or now - seen >= NOTED_EVERY:
        request.session["began"], request.session["seen"] = began, now
        try:
            request.session.save()
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now(), ip=client.address_of(request)
            )
        except (DatabaseError, UpdateError) as error:
            if not disks.takes_nothing(error):
                # Signed out elsewhere in this moment: the session says so itself when the answer leaves.
                return
            # A database that takes nothing any more still shows what it holds.
            log.warning("the use of a session could not be noted", exc_info=True)
        request.session.modified = False


def _end(request, reason: str) -> None:
    security_log.note(SecurityEntry.Kind.SESSION_ENDED, request=request, user=request.user)
    logout(request)
    messages.info(request, reason)
