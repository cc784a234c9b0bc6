import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.database import named_locks
from core.messages import outbox
from core.models import Event, Lock, OutgoingMail
from tests.smtp_server import smtp

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_DELIVERY = {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(tmp_path)}
    return tmp_path


class Failing:
    """A delivery that is down; stands for the mail server, which is not ours."""

    def open(self):
        return True

    def close(self):
        return None

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("server mati")


def write(n=1, to="a@contoh.test"):
    for i in range(n):
        send_mail(f"Perihal {i}", "Isi surat", None, [to])


def by_smtp(port: int) -> dict:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}


def test_a_message_is_written_with_the_change_and_delivered_once(folder):
    write()
    assert list(folder.iterdir()) == []
    assert OutgoingMail.objects.get().state == "queued"
    assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}
    assert outbox.deliver_due() == {"sent": 0, "failed": 0, "later": 0}
    (file,) = folder.iterdir()
    assert "Isi surat" in file.read_text()
    assert OutgoingMail.objects.get().state == "sent"


def test_a_message_that_fails_is_tried_later_and_given_up_in_the_end(monkeypatch):
    monkeypatch.setattr(outbox, "delivery", Failing)
    write()
    waits = []
    for _ in range(outbox.ATTEMPTS):
        OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
        outbox.deliver_due()
        mail = OutgoingMail.objects.get()
        waits.append(mail.due_at > timezone.now())
    assert (mail.state, mail.attempts, mail.error) == ("failed", outbox.ATTEMPTS, "server mati")
    assert waits[0]


def test_a_failed_message_is_sent_again_by_hand_and_leaves_an_event(folder, as_user, administrator):
    write()
    OutgoingMail.objects.update(state="failed", attempts=8)
    mail = OutgoingMail.objects.get()
    as_user(administrator).post(reverse("outbox_retry", args=[mail.pk]))
    assert outbox.deliver_due()["sent"] == 1
    assert not outbox.retry(mail.pk)
    assert Event.objects.filter(verb="mail.retried").count() == 1


def test_a_message_whose_worker_died_is_found_again(folder):
    write()
    OutgoingMail.objects.update(state="sending", claimed_at=timezone.now() - timedelta(hours=1))
    assert outbox.deliver_due()["sent"] == 1


def test_the_command_for_cron_does_the_same(folder, capsys):
    write(3)
    call_command("send_outbox")
    assert "'sent': 3" in capsys.readouterr().out


def test_without_a_mail_server_messages_are_files_of_the_data_folder(settings):
    assert Path(settings.MAIL_DELIVERY["EMAIL_FILE_PATH"]) == Path(settings.DATA_DIR) / "mail"


def test_an_address_that_the_server_does_not_know_fails_at_once_and_one_that_is_full_is_tried_later(settings):
    answers = {"hilang@": "550 no such user", "penuh@": "451 mailbox is busy", "dua@": "550 no such user"}
    with smtp(refuse_every=100, answers=answers) as server:
        settings.MAIL_DELIVERY = by_smtp(server.port)
        for address in ("hilang@contoh.test", "penuh@contoh.test", "ada@contoh.test"):
            write(to=address)
        assert outbox.deliver_due() == {"sent": 1, "failed": 1, "later": 1}
        # One of two recipients is there: the message has gone out.
        send_mail("Perihal 9", "Isi", None, ["dua@contoh.test", "ada@contoh.test"])
        assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}
        assert server.accepted == ["Subject: Perihal 0", "Subject: Perihal 9"]
    gone, full, _there, _two = OutgoingMail.objects.order_by("pk")
    assert (gone.state, gone.attempts) == ("failed", 1)
    assert "no such user" in gone.error
    assert (full.state, full.attempts) == ("queued", 1)
    assert full.due_at > timezone.now()


@pytest.mark.parametrize(("code", "is_permanent"), [(499, False), (500, True), (599, True)])
def test_an_answer_of_the_five_hundreds_says_that_trying_again_is_of_no_use(code, is_permanent):
    refused = smtplib.SMTPRecipientsRefused({"a@contoh.test": (code, b"no")})
    assert outbox.is_permanent(refused) == is_permanent


def test_a_server_that_refuses_a_message_for_now_is_asked_again_later(settings):
    with smtp(refuse_every=1) as server:
        settings.MAIL_DELIVERY = by_smtp(server.port)
        write()
        assert outbox.deliver_due() == {"sent": 0, "failed": 0, "later": 1}
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert timedelta(minutes=1) < mail.due_at - timezone.now() <= timedelta(minutes=2)


def test_a_server_that_cannot_be_reached_costs_no_message_an_attempt(settings):
    with smtp() as server:
        settings.MAIL_DELIVERY = by_smtp(server.port)
    write(3)
    assert outbox.deliver_due() == {"sent": 0, "failed": 0, "later": 0}
    rows = OutgoingMail.objects.values_list("state", "attempts", "claimed_at", "error")
    assert list(rows) == [("queued", 0, None, "")] * 3
    assert not OutgoingMail.objects.filter(due_at__gt=timezone.now()).exists()


class Accepting(Failing):
    """A delivery that takes every message; meanwhile another worker may do something."""

    def __init__(self, meanwhile=lambda: None):
        self.meanwhile, self.taken = meanwhile, []

    def send_messages(self, messages):
        self.taken += [message.subject for message in messages]
        self.meanwhile()
        return len(messages)


def test_a_claim_takes_its_own_message_and_no_other(monkeypatch):
    write(4)
    first, second, sent, later = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=sent.pk).update(state="sent", attempts=1)
    OutgoingMail.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(hours=1))
    seen = []

    def look():
        seen.append(list(OutgoingMail.objects.order_by("pk").values_list("state", "attempts")))

    monkeypatch.setattr(outbox, "delivery", lambda: Accepting(look))
    assert outbox.deliver_due()["sent"] == 2
    assert seen == [
        [("sending", 1), ("queued", 0), ("sent", 1), ("queued", 0)],
        [("sent", 1), ("sending", 1), ("sent", 1), ("queued", 0)],
    ]
    assert (first.pk, second.pk) == (sent.pk - 2, sent.pk - 1)


@pytest.mark.parametrize("state", ["sent", "sending", "cancelled", "failed"])
def test_what_another_worker_has_taken_meanwhile_is_not_sent_again(monkeypatch, state):
    write(2)
    second = OutgoingMail.objects.order_by("-pk").first()
    line = Accepting(lambda: OutgoingMail.objects.filter(pk=second.pk).update(state=state, attempts=5))
    monkeypatch.setattr(outbox, "delivery", lambda: line)
    assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}
    assert line.taken == ["Perihal 0"]
    second.refresh_from_db()
    assert (second.state, second.attempts) == (state, 5)


def test_the_end_of_a_slow_delivery_is_written_by_the_holder_of_the_claim_alone(monkeypatch):
    write()
    other = timezone.now() - timedelta(minutes=1)
    line = Accepting(lambda: OutgoingMail.objects.update(claimed_at=other, attempts=2))
    monkeypatch.setattr(outbox, "delivery", lambda: line)
    outbox.deliver_due()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts, mail.claimed_at) == ("sending", 2, other)


def test_a_message_that_is_being_sent_is_left_alone_until_it_counts_as_stuck(folder):
    write()
    OutgoingMail.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=9))
    assert outbox.deliver_due()["sent"] == 0


def test_a_line_break_in_a_subject_stops_no_message_and_makes_no_header(settings):
    """Of a name that somebody pasted with its line break."""
    with smtp(refuse_every=100) as server:
        settings.MAIL_DELIVERY = by_smtp(server.port)
        send_mail("Perihal\r\nBcc: b@contoh.test", "Isi", None, ["a@contoh.test"])
        # What is written in bulk does not come through the backend.
        OutgoingMail.objects.create(to=["a@contoh.test"], subject="Surat\nX: 1", body="Isi", from_email="c@contoh.test")
        assert outbox.deliver_due() == {"sent": 2, "failed": 0, "later": 0}
        assert server.accepted == ["Subject: Perihal Bcc: b@contoh.test", "Subject: Surat X: 1"]


@pytest.fixture
def sent_tasks(monkeypatch):
    """What is handed to the broker, which is not ours."""
    found = []
    monkeypatch.setattr(
        "core.operations.broker.current_app.send_task", lambda name, *_given, **_options: found.append(name)
    )
    return found


def test_a_worker_is_woken_when_the_change_is_committed_and_not_before(sent_tasks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert sent_tasks == []
    assert sent_tasks == ["core.tasks.send_outbox"]


def test_a_message_put_back_by_hand_wakes_a_worker_and_one_that_is_gone_does_not(
    sent_tasks, django_capture_on_commit_callbacks
):
    write()
    mail = OutgoingMail.objects.get()
    for state, woken in (("sent", []), ("failed", ["core.tasks.send_outbox"])):
        OutgoingMail.objects.update(state=state)
        with django_capture_on_commit_callbacks(execute=True):
            assert outbox.retry(mail.pk) == bool(woken)
        assert sent_tasks == woken


@pytest.mark.parametrize(("demo", "kept"), [(True, "/invitations/geheim/"), (False, "/invitations/…/")])
def test_a_link_that_opens_a_door_is_kept_in_the_demo_alone(folder, settings, demo, kept):
    settings.DEMO = demo
    send_mail("Undangan", "Buka /invitations/geheim/", None, ["a@contoh.test"], html_message="<b>halo</b>")
    assert OutgoingMail.objects.get().html == "<b>halo</b>"
    outbox.deliver_due()
    assert kept in OutgoingMail.objects.get().body
    assert "<b>halo</b>" in next(folder.iterdir()).read_text()


def test_there_is_one_run_at_a_time(folder):
    write()
    turn = named_locks.take_turn("mail", 90)
    assert outbox.deliver_due() == {"sent": 0, "failed": 0, "later": 0}
    turn.end()
    assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}
    write()
    assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}


def test_a_run_that_has_died_holds_nobody_up_for_long(folder):
    write()
    turn = named_locks.take_turn("mail", 90)
    Lock.objects.filter(name=turn.name).update(taken_at=timezone.now() - timedelta(seconds=91))
    assert outbox.deliver_due() == {"sent": 1, "failed": 0, "later": 0}
    assert not turn.keep()


def test_what_is_written_while_a_run_is_on_goes_out_with_it(folder, monkeypatch):
    deliver = outbox._deliver

    def and_write(mail, connection):
        if OutgoingMail.objects.count() < 3:
            write()
        return deliver(mail, connection)

    monkeypatch.setattr(outbox, "_deliver", and_write)
    write()
    assert outbox.deliver_due() == {"sent": 3, "failed": 0, "later": 0}


def test_a_message_that_another_has_just_put_off_is_not_tried_again_at_once():
    write()
    mail = OutgoingMail.objects.get()
    OutgoingMail.objects.update(due_at=timezone.now() + timedelta(minutes=2), attempts=1)
    assert not outbox._claim(mail.pk)
    assert OutgoingMail.objects.get().attempts == 1
