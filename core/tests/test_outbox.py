import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.models import Event, OutgoingMail

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


def write(n=1):
    for i in range(n):
        send_mail(f"Perihal {i}", "Isi surat", None, ["a@contoh.test"])


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
