from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Capability, requires
from cooperatives import lists
from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact
from core import clock, office
from core.lists.listing import Listing


@requires(Capability.SEND_MESSAGES)
@require_safe
def next_message(request):
    """The WhatsApp messages that wait, one after the other: one tap opens it, notes it as sent, and shows the next.

    The filters of the list of messages hold here too.
    """
    waiting = Listing(lists.MESSAGES, request).found.filter(channel=Channel.WHATSAPP)
    mine = Contact.objects.visible_to(request.user).filter(
        channel=Channel.WHATSAPP, state=ContactState.SENT, by=request.user, done_at__gte=clock.start_of(clock.today())
    )
    sent, most = mine.count(), office.value("whatsapp_a_day")
    context = {
        "contact": waiting.first() if sent < most else None,
        "waiting": waiting.count(),
        "sent": sent,
        "most": most,
        "is_enough": sent >= most,
        "last": mine.filter(result="").select_related("cooperative").order_by("-done_at").first(),
    }
    return render(request, "cooperatives/next_message.html", context)
