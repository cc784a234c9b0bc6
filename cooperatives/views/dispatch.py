from collections import Counter

from django.core.cache import cache
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Capability, requires
from cooperatives import lists
from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact
from core import clock, office
from core.lists.listing import Listing
from core.models import Event
from core.text.parsing import whole

# How long a message is left to whoever has it on the screen, and how many are looked through for a free one.
LEASE_SECONDS, LOOKED_AT = 300, 30


@requires(Capability.SEND_MESSAGES)
@require_safe
def next_message(request):
    """The WhatsApp messages that wait, one after the other: one tap opens it, notes it as sent, and shows the next.

    The filters of the list of messages hold here too.
    """
    waiting = Listing(lists.MESSAGES, request).found.filter(channel=Channel.WHATSAPP)
    skipped = [key for text in request.GET.get("skip", "").split(".")[:500] if (key := whole(text))]
    sent, most = _sent_today(request), office.value("whatsapp_a_day")
    contact = _mine(request, waiting.exclude(pk__in=skipped)) if sent < most else None
    query = request.GET.copy()
    query.pop("contact", None)
    context = {
        "contact": contact,
        "waiting": waiting.count(),
        "sent": sent,
        "most": most,
        "is_enough": sent >= most,
        "last": _last(request),
        "next": f"{request.path}?{query.urlencode()}",
    }
    if contact:
        query["skip"] = ".".join(map(str, [*skipped[-499:], contact.pk]))
        context["skip"] = f"{request.path}?{query.urlencode()}"
    return render(request, "cooperatives/next_message.html", context)


def _last(request) -> Contact | None:
    """What this user has sent last today, to be taken back."""
    rows = Contact.objects.visible_to(request.user).filter(channel=Channel.WHATSAPP, state=ContactState.SENT, result="")
    mine = rows.filter(by=request.user, done_at__gte=clock.start_of(clock.today())).exclude(about="")
    return mine.select_related("cooperative").order_by("-done_at").first()


def _sent_today(request) -> int:
    """How many prepared messages this user has sent today, without those that were not sent after all."""
    acts = Event.objects.filter(actor=request.user, verb="contact.sent", at__gte=clock.start_of(clock.today()))
    back = Event.objects.filter(actor=request.user, verb="contact.taken_back", at__gte=clock.start_of(clock.today()))
    # One sent yesterday and taken back today makes no room.
    sent, gone = (Counter(rows.values_list("object_id", flat=True)) for rows in (acts, back))
    return (sent - gone).total()


def _mine(request, waiting) -> Contact | None:
    """The first message that no colleague has before him: the one that the address names, if it waits still."""
    named = whole(request.GET.get("contact", "")) or 0
    rows = [*waiting.filter(pk=named), *waiting.exclude(pk=named)[:LOOKED_AT]]
    for contact in rows:
        key = f"sending-{contact.pk}"
        if cache.add(key, request.user.pk, LEASE_SECONDS) or cache.get(key) == request.user.pk:
            return contact
    # Colleagues have all of these before them, or nothing is remembered now.
    return rows[0] if rows else None
