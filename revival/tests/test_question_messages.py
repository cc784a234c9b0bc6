"""Messages that ask: prepared for those who have a mobile number, sent one after the other, reminded once."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from core import clock, office
from core.errors import DomainError
from core.models import Event
from revival.models import Answer, Question
from revival.question import answers, question_messages, questions
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(officer) -> list[Question]:
    """Two who can be written to, and one who cannot."""
    phones = {"Satu": "+628111", "Dua": "+628222", "Tiga": "+622715"}
    rows = [make_cooperative(f"KSP {name}", status="passive", phone=phone) for name, phone in phones.items()]
    questions.ask([row.pk for row in rows], actor=officer)
    return list(Question.objects.order_by("pk"))


def keys(found: list[Question]) -> list[int]:
    return [one.pk for one in found]


def waiting() -> list[str]:
    return sorted(Contact.objects.to_send().values_list("cooperative__name", flat=True))


def test_those_with_a_mobile_number_get_a_message_with_their_link(found, officer):
    done = question_messages.prepare(keys(found), actor=officer)
    assert (done.n, done.without_number, done.left_out) == (2, 1, 0)
    assert waiting() == ["KSP Dua", "KSP Satu"]
    first = Contact.objects.get(cooperative__name="KSP Satu")
    assert reverse("answer", args=[found[0].code_in_groups]) in first.text
    with pytest.raises(DomainError):
        question_messages.prepare(keys(found[:2]), actor=officer)


def test_who_answers_or_is_not_asked_any_more_gets_no_message(found, officer):
    question_messages.prepare(keys(found), actor=officer)
    answers.give(found[0], Answer(willing="no"))
    assert waiting() == ["KSP Dua"]
    questions.withdraw(found[1], actor=officer)
    assert waiting() == []


def test_the_silent_are_reminded_once_after_the_days_to_wait(found, officer):
    question_messages.prepare(keys(found[:1]), actor=officer)
    with pytest.raises(DomainError, match="perlu diingatkan"):
        question_messages.remind(keys(found[:1]), actor=officer)
    contact_log.mark_sent(Contact.objects.to_send().get(cooperative__name="KSP Satu"), actor=officer)
    assert Question.objects.get(pk=found[0].pk).sent_at is not None
    with pytest.raises(DomainError, match="perlu diingatkan"):
        question_messages.remind(keys(found[:1]), actor=officer)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert question_messages.remind(keys(found[:1]), actor=officer).n == 1
        # What is prepared has reminded nobody yet, and is prepared once.
        assert Question.objects.get(pk=found[0].pk).reminded_at is None
        with pytest.raises(DomainError, match="perlu diingatkan"):
            question_messages.remind(keys(found[:1]), actor=officer)
        sent = Contact.objects.to_send().get()
        contact_log.mark_sent(sent, actor=officer)
        assert Question.objects.get(pk=found[0].pk).reminded_at is not None
        contact_log.take_back(sent, actor=officer)
        assert Question.objects.get(pk=found[0].pk).reminded_at is None


def test_a_number_without_whatsapp_is_a_task_and_may_be_left_for_later(found, officer, as_user):
    question_messages.prepare(keys(found), actor=officer)
    client, url = as_user(officer), reverse("message_next")
    first = client.get(url).context["contact"]
    second = client.get(client.get(url).context["skip"]).context["contact"]
    assert first != second
    client.post(reverse("contact_failed", args=[first.pk]), {"next": url})
    first.refresh_from_db()
    assert (first.state, first.by) == ("failed", officer)
    assert first in contact_log.failed()
    # A wrong tap is taken back by whoever has made it.
    assert contact_log.take_back(first, actor=officer)
    assert contact_log.mark_failed(first, actor=officer)
    assert client.get(url).context["contact"] == second


def test_two_officers_have_different_messages_before_them(found, officer, administrator, as_user):
    question_messages.prepare(keys(found), actor=officer)
    url = reverse("message_next")
    one = as_user(officer).get(url).context["contact"]
    other = as_user(administrator).get(url).context["contact"]
    assert one != other
    assert as_user(officer).get(url).context["contact"] == one


def test_one_tap_leads_to_the_next_until_the_day_has_enough(found, officer, head, as_user):
    office.store("whatsapp_a_day", 1)
    question_messages.prepare(keys(found), actor=officer)
    url = reverse("message_next")
    assert as_user(head).get(url).status_code == 403
    client = as_user(officer)
    page = client.get(url, {"about": "question"})
    contact = page.context["contact"]
    assert "https://wa.me/628" in page.content.decode()
    sent = client.post(reverse("contact_sent", args=[contact.pk]), {"next": f"{url}?about=question"})
    assert sent.url == f"{url}?about=question"
    page = client.get(sent.url)
    assert (page.context["contact"], page.context["sent"], page.context["last"]) == (None, 1, contact)
    assert "Cukup untuk hari ini" in page.content.decode()
    client.post(reverse("contact_take_back", args=[contact.pk]), {"next": url})
    assert client.get(url).context["contact"] is not None
    assert Event.objects.filter(verb="contact.taken_back").count() == 1


def test_one_is_asked_from_its_own_page(found, officer, as_user):
    client = as_user(officer)
    one, other = found[0].cooperative_id, found[2].cooperative_id
    answer = client.post(reverse("revival_question_send", args=[one]), {"act": "message"})
    assert answer.url.startswith(reverse("message_next"))
    assert client.get(answer.url).context["contact"].cooperative_id == one
    refused = client.post(reverse("revival_question_send", args=[other]), {"act": "message"}, follow=True)
    assert "Nomor HP tidak diketahui" in refused.content.decode()
    assert client.post(reverse("revival_question_send", args=[other]), {"act": "letter"}).status_code == 302
