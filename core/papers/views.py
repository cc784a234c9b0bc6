from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from core.papers import verification
from core.requests import throttle
from core.storage import downloads
from core.text import tokens


@login_not_required
@throttle.misses_limited("public_number")
def check(request, code: str):
    """Whether a paper is one of the office's and in force: what stands on it, and no more."""
    found = verification.find(code)
    context = {"code": code[:30], "paper": found, "lines": found.shown_to_all() if found else []}
    context["is_signed"] = bool(found and verification.is_signed(found))
    context["successor"] = verification.successor(found) if found and found.is_void else None
    return downloads.unlisted(render(request, "papers/check.html", context, status=200 if found else 404))


@login_not_required
def ask(request):
    """A field for the code of a paper, for whoever cannot read its QR picture."""
    # The whole address does as well as the code.
    if code := tokens.clean(request.GET.get("code", "").rstrip("/ ").rpartition("/")[2])[:30]:
        return redirect("paper_check", code=verification.in_groups(code))
    return render(request, "papers/check.html", {"asks": True})
