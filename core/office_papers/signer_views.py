"""Pages about who signs the papers of the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import clock
from core.database import idempotency
from core.errors import DomainError
from core.models import Signer
from core.office_papers import signers
from core.office_papers.signer_form import SignerEndForm, SignerForm


@dataclass(frozen=True, slots=True)
class SignerRow:
    """A signer of the list; `signs` are the kinds of papers that this one signs today."""

    signer: Signer
    papers: str
    signs: list[str]
    is_in_force: bool
    is_to_come: bool
    printed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of papers that nobody signs from a day on."""

    papers: str
    since: date
    is_now: bool


def signer_list(request: HttpRequest) -> HttpResponseBase:
    """Who signs today, who will and who did; what nobody signs."""
    today = clock.today()
    kinds = signers.kinds_in_use()
    now = {kind.key: signers.signer_on(today, kind.key) for kind in kinds}
    rows = [_row(signer, now, today) for signer in Signer.objects.all()]
    gaps = [
        Gap(str(kind.label), day, day == today) for kind in kinds if (day := signers.unsigned_from(today, kind.key))
    ]
    return render(request, "core/signers.html", {"rows": rows, "gaps": gaps, "today": today})


def _row(signer: Signer, now: dict[str, Signer | None], today: date) -> SignerRow:
    kind = signers.KINDS.get(signer.papers)
    return SignerRow(
        signer=signer,
        papers=capfirst(str(kind.label)) if kind else signer.papers or _("All papers"),
        signs=[str(signers.KINDS[key].label) for key, who in now.items() if who == signer],
        is_in_force=signer.is_in_force_on(today),
        is_to_come=signer.since > today,
        printed=signers.printed(signer),
    )


def signer_add(request: HttpRequest) -> HttpResponseBase:
    form = SignerForm(request.POST or None, initial={"since": clock.today()})
    if request.method == "POST" and form.is_valid() and _done(request, form, lambda: _add(request, form)):
        return redirect("signers")
    return render(request, "core/signer.html", {"form": form})


def _add(request: HttpRequest, form: SignerForm) -> None:
    idempotency.spend(request.POST)
    signers.add(form.instance, actor=request.user)


def signer_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    signer = get_object_or_404(Signer, pk=pk)
    form = SignerForm(request.POST or None, instance=signer)
    if request.method == "POST" and form.is_valid():
        # What stands in the form as it was shown is left to whoever has changed it meanwhile.
        new = {name: form.cleaned_data[name] for name in form.changed_data}
        if _done(request, form, lambda: signers.change(pk, new, actor=request.user)):
            return redirect("signers")
    return render(request, "core/signer.html", {"form": form, "signer": signer})


def signer_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The last day on which somebody signs."""
    signer = get_object_or_404(Signer, pk=pk)
    proposed = signer.until or max(signer.since, clock.today())
    form = SignerEndForm(request.POST or None, signer=signer, initial={"until": proposed})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _done(request, form, lambda: signers.change(pk, form.cleaned_data, actor=request.user)):
        return redirect("signers")
    return render(request, "core/signer_end.html", {"form": form, "signer": signer})


def signer_delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asks first; for somebody who was entered by mistake."""
    signer = get_object_or_404(Signer, pk=pk)
    if request.method == "POST":
        signers.remove(pk, actor=request.user)
        messages.success(request, _("{name} is deleted from the list.").format(name=signer.name))
        return redirect("signers")
    return render(request, "core/signer_delete.html", {"signer": signer, "printed": signers.printed(signer)})


def _done(request: HttpRequest, form: BaseForm, write: Callable[[], Any]) -> bool:
    """Whether a write was made; what stands against it is said at the form."""
    try:
        with transaction.atomic():
            write()
    except idempotency.AlreadySentError as error:
        messages.info(request, str(error))
        return True
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True
