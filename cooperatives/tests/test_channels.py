"""A new channel is a module with `deliver` and one line of registration: nothing else of the portal knows of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.messaging import delivery, outcome, registry
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.models import Contact
from reports.models import Step
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def deliver(message: Message) -> list[Contact]:
    """A text message to any number, landlines too."""
    phone = message.reach.phone
    return [message.sent("sms", phone, message.words("sms"))] if phone else []


SMS = registry.MessageChannel(
    "sms",
    "SMS",
    "phone",
    deliver,
    said=lambda entries: f"SMS ke {entries[0].to}.",
    counted=lambda n: f"{n} SMS",
)


@pytest.fixture
def sms():
    registry.register(SMS)
    yield
    registry.unregister("sms")


def message(cooperative, **fields) -> Message:
    return Message(
        lambda way, _reach: MessageWords("Halo", f"lewat {way}"), about="x-1", cooperative=cooperative, **fields
    )


@pytest.mark.usefixtures("sms")
def test_a_channel_that_is_registered_delivers_and_is_said():
    done = delivery.send([message(make_cooperative(phone="+62271712345"), ways=["email"], otherwise=["sms"])])
    assert list(Contact.objects.values_list("channel", "to", "text", "state")) == [
        ("sms", "+62271712345", "lewat sms", "sent")
    ]
    assert done.in_words() == "SMS ke +62271712345."
    assert Contact.objects.get().get_channel_display() == "SMS"


@pytest.mark.usefixtures("sms")
def test_a_step_of_the_ladder_can_take_a_registered_channel(as_user, administrator):
    step = Step.objects.get(code="T1")
    url, client = reverse("step_edit", args=["T1"]), as_user(administrator)
    fields = client.get(url).context["form"].initial | {"ways": ["email", "sms"]}
    assert client.post(url, fields).status_code == 302
    step.refresh_from_db()
    assert step.ways == ["email", "sms"]
    assert "SMS" in client.get(reverse("ladder")).content.decode()


def test_a_way_that_nobody_has_registered_is_refused_by_the_ladder(as_user, administrator):
    url, client = reverse("step_edit", args=["T1"]), as_user(administrator)
    before = Step.objects.get(code="T1").ways
    response = client.post(url, client.get(url).context["form"].initial | {"ways": ["email", "sms"]})
    assert "ways" in response.context["form"].errors
    assert Step.objects.get(code="T1").ways == before


@pytest.mark.usefixtures("sms")
def test_a_message_by_a_new_channel_stands_on_the_pages_of_contacts(as_user, officer):
    cooperative = make_cooperative(phone="+62271712345")
    delivery.send([message(cooperative, ways=["sms"])])
    client = as_user(officer)
    for url in (reverse("contact_list", args=[cooperative.pk]), reverse("cooperative_detail", args=[cooperative.pk])):
        assert "SMS" in client.get(url).content.decode()


def test_a_text_that_waits_is_overtaken_by_the_next_about_the_same():
    cooperative = make_cooperative(phone="+628123456789")
    delivery.send([message(cooperative)])
    delivery.send([message(cooperative)])
    assert list(Contact.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "prepared"]


def test_what_many_are_told_is_said_in_numbers():
    ways = [{"email": "a@contoh.test"}, {"phone": "+628123456789"}, {"email": "b@contoh.test"}, {}]
    with outcome.noted() as told:
        for number, way in enumerate(ways):
            one = message(make_cooperative(**way))
            one.about = f"x-{number}"
            delivery.send([one])
    assert told.in_words() == (
        "Diberi tahu lewat: 2 email, 1 pesan WhatsApp yang perlu dikirim. "
        "1 tidak dapat dihubungi dan tercatat di “Tidak dapat dihubungi”."
    )


def test_the_number_of_statements_does_not_grow_with_those_who_are_told():
    counts = []
    for n in (1, 2, 20):
        rows = [make_cooperative(email=f"k{n}{i}@contoh.test") for i in range(n)]
        with CaptureQueriesContext(connection) as queries:
            delivery.send([message(row) for row in rows])
        counts.append(len(queries))
    assert counts[1] == counts[2]
