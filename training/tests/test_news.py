"""What people are told of their enrolment, once and in both languages."""

import pytest
from django.utils import translation

from cooperatives.models import Contact
from cooperatives.people import memberships
from core.models import Notice, OutgoingMail
from core.text.formats import moment
from tests.factories import make_cooperative
from tests.training import enrol, make_session
from training import message_texts
from training.choices import EnrolmentNews
from training.enrolments import decisions, enrolment
from training.models import Told
from training.sessions import schedule

pytestmark = pytest.mark.django_db


def test_a_decided_selection_tells_each_once(officer):
    session = make_session(seating="selection")
    one = enrol(session, make_cooperative())
    for _n in range(2):
        decisions.decide(session, [one.pk], to="confirmed", actor=officer)
    assert list(Told.objects.order_by("pk").values_list("what", flat=True)) == ["requested", "confirmed"]


def test_every_step_goes_by_mail_inbox_and_whatsapp_once(officer, manager):
    session, cooperative = make_session(), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    OutgoingMail.objects.all().delete()
    one = enrol(session, cooperative, "Sri", phone="0812 3456 7890", actor=manager)
    mail = OutgoingMail.objects.get()
    assert mail.to == [manager.email]
    assert f"/training/card/{one.code}/" in mail.body
    assert list(Contact.objects.order_by("pk").values_list("channel", "state", "to")) == [
        ("email", "prepared", manager.email),
        ("inbox", "sent", manager.display_name),
        ("whatsapp", "prepared", "+6281234567890"),
    ]
    assert Notice.objects.filter(user=manager).count() == 1
    enrolment.cancel(one, actor=manager)
    # What was not sent yet is overtaken by the newer word.
    assert list(Contact.objects.filter(channel="whatsapp").order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "prepared",
    ]


def test_news_of_a_change_repeats_the_offer_that_was_not_sent_yet(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative(), phone="0812 3456 7890") for _n in range(2))
    enrolment.cancel(first, actor=officer)
    session.refresh_from_db()
    fields = {name: getattr(session, name) for name in schedule.FIELDS} | {"venue": "Balai Kota"}
    days = [schedule.ScheduledDay(day.date, day.starts, day.ends) for day in session.days.all()]
    schedule.change(session, fields=fields, days=days, expected_version=session.version, actor=officer)
    message = Contact.objects.to_send().get(about=f"enrolment-{second.pk}")
    second.refresh_from_db()
    assert "Balai Kota" in message.text
    assert moment(second.offer_until) in message.text


def test_every_piece_of_news_has_its_words_in_both_languages(officer):
    session = make_session(quota=1)
    one, other = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(one, actor=officer)
    other.refresh_from_db()
    for language in ("id", "en"):
        with translation.override(language):
            texts = {what: message_texts.compose(what, other) for what in EnrolmentNews.values}
        assert len({subject for subject, _text in texts.values()}) == len(EnrolmentNews)
        assert all(other.name in text and session.venue in text for _subject, text in texts.values())
