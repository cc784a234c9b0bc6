from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from core import codes, downloads, throttle
from core.papers import checking


@login_not_required
@throttle.misses_limited("public_number")
def check(request, code: str):
    """Whether a paper is one of the office's and in force: what stands on it, and no more."""
    found = checking.find(code)
    context = {"code": code[:30], "paper": found, "lines": found.shown_to_all() if found else []}
    context["is_signed"] = bool(found and checking.is_signed(found))
    context["successor"] = checking.successor(found) if found and found.is_void else None
    return downloads.unlisted(render(request, "papers/check.html", context, status=200 if found else 404))


@login_not_required
def ask(request):
    """A field for the code of a paper, for whoever cannot read its QR picture."""
    # The whole address does as well as the code.
    if code := codes.clean(request.GET.get("code", "").rstrip("/ ").rpartition("/")[2])[:30]:
        return redirect("paper_check", code=checking.in_groups(code))
    return render(request, "papers/check.html", {"asks": True})
