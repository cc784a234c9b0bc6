from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives import contacts
from cooperatives.choices import ContactResult, ContactState
from cooperatives.contact_form import ContactForm
from cooperatives.messaging import registry
from cooperatives.models import Contact, Cooperative, District
from cooperatives.views.common import visible_or_404
from core import downloads, once
from core.errors import DomainError
from core.formats import local_phone
from core.reading import whole
from core.workbook_write import Column

PER_PAGE = 50


def _back(request, otherwise: str, *args):
    """To the page that the form was on."""
    there = request.POST.get("next", "")
    # As an address, not by `redirect`, which takes a word without a slash for the name of a page.
    if there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(there)
    return redirect(otherwise, *args)


@requires(Capability.READ_REGISTER)
def message_list(request):
    """WhatsApp messages that wait for an officer's hand; those sent today stand below, to be taken back."""
    chosen = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "district")}
    waiting = Contact.objects.visible_to(request.user).to_send().select_related("cooperative__district")
    if chosen["q"]:
        waiting = waiting.filter(cooperative__name__icontains=chosen["q"])
    if chosen["district"]:
        waiting = waiting.filter(cooperative__district=whole(chosen["district"]) or 0)
    waiting = waiting.order_by("made_at__date", "cooperative__name_key", "pk")
    if request.GET.get("format") == "xlsx":
        return _export(request, waiting, _("WhatsApp messages to send"), "pesan-wa")
    mine = Contact.objects.visible_to(request.user).filter(channel__in=registry.by_hand())
    mine = mine.filter(state=ContactState.SENT, by=request.user)
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "districts": District.objects.order_by("name"),
        "sent": mine.select_related("cooperative").order_by("-done_at")[:10],
    }
    return render(request, "cooperatives/messages.html", context)


@requires(Capability.READ_REGISTER)
def unreached_list(request):
    """Messages that did not arrive: an officer finds the right number or address, or notes what came of it."""
    found = contacts.failed().filter(pk__in=Contact.objects.visible_to(request.user).values("pk"))
    found = found.select_related("cooperative__district", "mail")
    if request.GET.get("format") == "xlsx":
        return _export(request, found, _("Messages that did not arrive"), "tidak-terhubung")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "results": ContactResult.choices,
    }
    return render(request, "cooperatives/unreached.html", context)


@requires(Capability.READ_REGISTER)
def contact_list(request, pk: int):
    """The whole contact log of a cooperative."""
    cooperative = visible_or_404(request, pk)
    found = cooperative.contacts.select_related("mail", "cooperative__district")
    if request.GET.get("format") == "xlsx":
        return _export(request, found, _("Contacts with {name}").format(name=cooperative.name), f"kontak-{pk}")
    return _log(request, cooperative, ContactForm())


def _log(request, cooperative: Cooperative, form: ContactForm):
    found = cooperative.contacts.select_related("mail", "cooperative__district")
    context = {
        "cooperative": cooperative,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "results": ContactResult.choices,
        "form": form,
    }
    return render(request, "cooperatives/contacts.html", context)


@require_POST
@requires(Capability.RECORD_CONTACTS)
def contact_add(request, pk: int):
    """Keep a call, a visit or a message; what was typed comes back when it cannot be kept."""
    cooperative = visible_or_404(request, pk)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                once.spend(request.POST)
                contacts.note(cooperative, actor=request.user, **form.cleaned_data)
        except once.AlreadySentError as error:
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
    if contacts.mark_sent(contact, actor=request.user):
        messages.success(request, _("{name}: noted as sent.").format(name=contact.cooperative.name))
    else:
        messages.info(request, _("This message was sent or called back meanwhile."))
    return _back(request, "message_list")


@require_POST
@requires(Capability.SEND_MESSAGES)
def take_back(request, pk: int):
    contact = _contact(request, pk)
    if contacts.take_back(contact, actor=request.user):
        messages.success(request, _("{name}: the message waits again.").format(name=contact.cooperative.name))
    else:
        messages.info(request, _("Only who has noted it as sent can take that back, before a result is noted."))
    return _back(request, "message_list")


@require_POST
@requires(Capability.SEND_MESSAGES)
def set_result(request, pk: int):
    contact = _contact(request, pk)
    try:
        contacts.set_result(contact, result=request.POST.get("result", ""), actor=request.user)
        messages.success(request, _("Saved."))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, "contact_list", contact.cooperative_id)


def _export(request, found, title: str, name: str):
    columns = [
        Column(_("Prepared"), "date", 12), Column(_("Done"), "date", 12), Column(_("Cooperative"), width=42),
        Column(_("District (kecamatan)"), width=16), Column(_("Way"), width=14), Column(_("To"), width=30),
        Column(_("About"), width=36), Column(_("Text"), width=60), Column(_("State"), width=18),
        Column(_("Result"), width=24), Column(_("By"), width=20),
    ]  # fmt: skip
    rows = (
        [
            timezone.localdate(contact.made_at), timezone.localdate(contact.done_at) if contact.done_at else None,
            contact.cooperative.name,
            contact.cooperative.district.name if contact.cooperative.district else "", contact.get_channel_display(),
            local_phone(contact.to), contact.subject, contact.text, contact.state_label,
            contact.get_result_display(), contact.by_name,
        ]
        for contact in found.iterator(chunk_size=1000)
    )  # fmt: skip
    return downloads.send_table(request, title=title, columns=columns, rows=rows, name=name)
