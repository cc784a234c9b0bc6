from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives import lists
from cooperatives.choices import ContactResult, ContactState
from cooperatives.contacts import contact_log
from cooperatives.contacts.contact_form import ContactForm
from cooperatives.messaging import registry
from cooperatives.models import Contact, Cooperative
from cooperatives.views.common import visible_or_404
from core.database import idempotency
from core.errors import DomainError
from core.lists.response import respond


def _back(request, otherwise: str, *args):
    """To the page that the form was on."""
    there = request.POST.get("next", "")
    # As an address, not by `redirect`, which takes a word without a slash for the name of a page.
    if there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(there)
    return redirect(otherwise, *args)


@requires(Capability.READ_REGISTER)
def message_list(request):
    """Messages that wait for an officer's hand; those that one has sent lately stand below, to be taken back."""
    return respond(request, lists.MESSAGES, "cooperatives/messages.html", lambda _listing: {"sent": _sent_by(request)})


def _sent_by(request):
    mine = Contact.objects.visible_to(request.user).filter(channel__in=registry.by_hand())
    mine = mine.filter(state=ContactState.SENT, by=request.user)
    return mine.select_related("cooperative").order_by("-done_at")[:10]


@requires(Capability.READ_REGISTER)
def unreached_list(request):
    """Messages that did not arrive: an officer finds the right number or address, or notes what came of it."""
    results = {"results": ContactResult.choices}
    return respond(request, lists.UNREACHED, "cooperatives/unreached.html", lambda _listing: results)


@requires(Capability.READ_REGISTER)
def contact_list(request, pk: int):
    """The whole contact log of a cooperative."""
    cooperative = visible_or_404(request, pk)
    return _log(request, cooperative, ContactForm())


def _log(request, cooperative: Cooperative, form: ContactForm):
    context = {"cooperative": cooperative, "results": ContactResult.choices, "form": form}
    log = lists.contact_log(cooperative)
    return respond(request, log, "cooperatives/contacts.html", lambda _listing: context)


@require_POST
@requires(Capability.RECORD_CONTACTS)
def contact_add(request, pk: int):
    """Keep a call, a visit or a message; what was typed comes back when it cannot be kept."""
    cooperative = visible_or_404(request, pk)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                idempotency.spend(request.POST)
                contact_log.note(cooperative, actor=request.user, **form.cleaned_data)
        except idempotency.AlreadySentError as error:
            messages.info(request, str(error))
            return redirect("contact_list", pk=pk)
        except DomainError as error:
            form.add_error("at", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("contact_list", pk=pk)
    return _log(request, cooperative, form)


def _contact(request, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).select_related("cooperative"), pk=pk)


@require_POST
@requires(Capability.SEND_MESSAGES)
def mark_sent(request, pk: int):
    contact = _contact(request, pk)
    if contact_log.mark_sent(contact, actor=request.user):
        messages.success(request, _("{name}: noted as sent.").format(name=contact.cooperative.legal_name))
    else:
        messages.info(request, _("This message was sent or called back meanwhile."))
    return _back(request, "message_list")


@require_POST
@requires(Capability.SEND_MESSAGES)
def mark_failed(request, pk: int):
    """The number has no WhatsApp, or is wrong: another is looked for."""
    contact = _contact(request, pk)
    if contact_log.mark_failed(contact, actor=request.user):
        text = _("{name}: noted. It stands among “{page}” until somebody is reached.")
        messages.success(request, text.format(name=contact.cooperative.legal_name, page=_("No working contact")))
    else:
        messages.info(request, _("This message was sent or called back meanwhile."))
    return _back(request, "message_list")


@require_POST
@requires(Capability.SEND_MESSAGES)
def take_back(request, pk: int):
    contact = _contact(request, pk)
    if contact_log.take_back(contact, actor=request.user):
        messages.success(request, _("{name}: the message waits again.").format(name=contact.cooperative.legal_name))
    else:
        messages.info(request, _("Only who has noted it as sent can take that back, before a result is noted."))
    return _back(request, "message_list")


@require_POST
@requires(Capability.SEND_MESSAGES)
def set_result(request, pk: int):
    contact = _contact(request, pk)
    try:
        contact_log.set_result(contact, result=request.POST.get("result", ""), actor=request.user)
        messages.success(request, _("Saved."))
    except DomainError as error:
        messages.error(request, str(error))
        if page := contact_log.pages_of([contact.pk]).get(contact.pk):
            return redirect(page)
    return _back(request, "contact_list", contact.cooperative_id)
