from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import preferences
from accounts.forms import PreferencesForm
from accounts.models import User


def choose(request):
    """One's own language and mails; the language holds for the screens at once."""
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        preferences.save(request.user, form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("preferences")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            httponly=True,
            secure=settings.HTTPS,
        )
        return response
    return render(request, "accounts/preferences.html", {"form": form})
