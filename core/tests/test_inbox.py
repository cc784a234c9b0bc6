import pytest
from django.urls import reverse

from core.messages import inbox
from core.models import Notice

pytestmark = pytest.mark.django_db


def test_the_same_message_reaches_each_person_once(manager, officer):
    for _n in range(2):
        inbox.put([manager, officer], key="a", title="Halo", url="/reports/")
    assert Notice.objects.count() == 2
    assert (inbox.unread(manager), inbox.unread(officer)) == (1, 1)


def test_the_bell_counts_and_opening_a_message_reads_it(as_user, manager, officer):
    inbox.put([manager], key="a", title="Laporan terlambat", text="Mohon dikirim.", url="/reports/")
    inbox.put([manager], key="b", title="Diterima")
    client = as_user(manager)
    page = client.get(reverse("inbox")).content.decode()
    assert "Laporan terlambat" in page
    assert "Mohon dikirim." in page
    notice = Notice.objects.get(key="a")
    assert client.post(reverse("inbox_read"), {"notice": notice.pk}).url == "/reports/"
    assert inbox.unread(manager) == 1
    client.post(reverse("inbox_read"))
    assert inbox.unread(manager) == 0


def test_nobody_reads_or_marks_the_message_of_another(as_user, manager, officer):
    inbox.put([manager], key="a", title="Rahasia koperasi", url="/reports/")
    notice = Notice.objects.get()
    client = as_user(officer)
    assert "Rahasia koperasi" not in client.get(reverse("inbox")).content.decode()
    assert client.post(reverse("inbox_read"), {"notice": notice.pk}).url == reverse("inbox")
    for odd in ("x", "", "9" * 30, "-1"):
        assert client.post(reverse("inbox_read"), {"notice": odd}).status_code == 302
    assert inbox.unread(manager) == 1
