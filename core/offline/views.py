"""Addresses for the phone: service worker, manifest, the pages of what lies there, and the key to it."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.offline import pages
from core.offline.answers import answer
from core.offline.keys import key_of

WORKER = Path(__file__).with_name("worker.js").read_text(encoding="utf-8")
# What the page without a connection is made of.
SHELL = (
    "bootstrap/css/bootstrap.min.css",
    "css/solokop.css",
    "img/mark.svg",
    "js/theme.js",
    "js/phone.js",
    "js/store/database.js",
)


@login_not_required
@require_safe
def service_worker(request):
    """The worker with the names of its files: when one of them changes so does the worker, and browsers renew it."""
    kept = pages.in_use()
    names = dict.fromkeys([*SHELL, *(name for page in kept for name in page.files)])
    addresses = [reverse(page.name) for page in kept]
    files = [reverse("offline"), *addresses, *map(static, names)]
    version = hashlib.sha256(json.dumps([settings.VERSION, files]).encode()).hexdigest()[:12]
    told = {"files": files, "offline": files[0], "pages": addresses, "static": settings.STATIC_URL, "version": version}
    response = HttpResponse(f"const PORTAL = {json.dumps(told)};\n{WORKER}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request):
    """How the portal stands on a home screen."""
    icons = [
        {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    told = {
        "id": "/",
        "name": _("SoloKop, the portal of the cooperative office"),
        "short_name": "SoloKop",
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fbf7ef",
        "theme_color": "#5b3413",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@login_not_required
@require_safe
def offline(request):
    """Kept by the service worker and shown where the connection is away: the same for everybody, signed in or not."""
    return render(None, "offline/offline.html", {"pages": pages.in_use()})


@login_not_required
@require_safe
def phone(request):
    """What the portal has kept on this phone; also for whoever has signed out and wants it gone."""
    return render(request, "offline/phone.html")


@require_safe
def key(request):
    """The key of the user's entries, and the token of the session that is now: whose it is, the page must ask."""
    own = request.user.pk
    return answer("done", user=str(own), key=key_of(own), token=get_token(request))
