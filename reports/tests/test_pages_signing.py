"""The pages that send a report: explanations, the signature, a nil report, a withdrawal and an amendment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Notice
from core.tests.test_photos import picture
from reports.filing import drafts
from reports.models import Arrival, Report
from reports.tests.pages import page
from tests.reporting import SIGNED_FORM, accepted, draft, figures, signed_page

pytestmark = pytest.mark.django_db


def test_signing_twice_shows_the_same_receipt(owed, board, manager):
    report = draft(owed, manager)
    data = {**SIGNED_FORM, "revision": report.revision}
    first = board.post(reverse("report_sign", args=[owed.pk]), data)
    second = board.post(reverse("report_sign", args=[owed.pk]), data)
    assert first.url == second.url == reverse("report_receipt", args=[owed.pk, 1])
    number = Report.objects.get().receipt_number
    assert number in page(board, "report_receipt", owed.pk, 1)
    assert page(board, "report_receipt", owed.pk, 1).count("wa.me") == 1


def test_signing_without_the_needed_says_everything_and_keeps_what_was_typed(owed, board, manager):
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures() | {"E.09": 5}, actor=manager)
    data = {"signer": "other", "signer_name": "Suparman", "signer_position": "", "revision": report.revision}
    answer = board.post(reverse("report_sign", args=[owed.pk]), data)
    found = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Suparman"' in found
    assert "Kesalahan yang harus diperbaiki" in found
    data |= SIGNED_FORM
    assert (
        "Kesalahan yang harus diperbaiki" in board.post(reverse("report_sign", args=[owed.pk]), data).content.decode()
    )
    assert Report.objects.get().state == "draft"


def test_explanations_lead_on_to_the_signature_when_nothing_else_is_open(owed, board, manager):
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures(), actor=manager)
    report.findings.create(rule="S8", level="warning", key="H.SHU:to_date", found=-1)
    answer = board.post(reverse("report_check", args=[owed.pk]), {"explain-S8-H.SHU:to_date": " "})
    assert answer.url == reverse("report_check", args=[owed.pk])
    answer = board.post(
        reverse("report_check", args=[owed.pk]),
        {"explain-S8-H.SHU:to_date": "Rugi", "explain-x": "y", "explain-²": "z"},
    )
    assert answer.url == reverse("report_sign", args=[owed.pk])


def test_a_nil_report_and_an_amendment_and_a_withdrawal_by_their_forms(owed, board, manager, officer):
    answer = board.post(reverse("report_nil", args=[owed.pk]), {"reason": "Tidak ada kegiatan", **SIGNED_FORM})
    assert answer.url == reverse("report_receipt", args=[owed.pk, 1])
    board.post(reverse("report_withdraw", args=[owed.pk]))
    assert sorted(Report.objects.values_list("state", flat=True)) == ["draft", "withdrawn"]
    board.post(reverse("report_discard", args=[owed.pk]))
    accepted(owed, manager, officer)
    board.post(reverse("report_amend", args=[owed.pk]), {"reason": " "})
    assert not Report.objects.filter(state="draft").exists()
    board.post(reverse("report_amend", args=[owed.pk]), {"reason": "Salah saldo"})
    assert "Salah saldo" in page(board, "report_check", owed.pk)


def an_officer_sends(officer, owed, **more) -> dict:
    report = Report.objects.get(obligation=owed)
    attached = SimpleUploadedFile("a.jpg", picture("JPEG", (600, 400)))
    came = {"way": "counter", "on": timezone.localdate().isoformat(), "files": attached}
    return {**SIGNED_FORM, **came, "revision": report.revision, **more}


def test_an_attached_page_is_kept_and_told_whatever_else_is_wrong(owed, manager, officer, as_user):
    draft(owed, officer)
    form = an_officer_sends(officer, owed)
    del form["attested"]
    answer = as_user(officer).post(reverse("report_sign", args=[owed.pk]), form)
    assert answer.status_code == 200
    (page,) = Arrival.objects.get().pages.all()
    assert answer.context["signature"]["page"].value() == str(page.pk)
    assert Notice.objects.get(user=manager).title.startswith("Berkas Anda sudah kami terima")


def test_an_officer_sends_with_an_attached_page_and_the_board_gets_one_receipt(owed, manager, officer, as_user):
    draft(owed, officer)
    answer = as_user(officer).post(reverse("report_sign", args=[owed.pk]), an_officer_sends(officer, owed))
    assert answer.url == reverse("report_receipt", args=[owed.pk, 1])
    assert [notice.title.split()[0] for notice in Notice.objects.filter(user=manager)] == ["Tanda"]


def test_the_second_click_on_nothing_to_report_gets_the_receipt_of_the_first(owed, officer, as_user):
    client = as_user(officer)
    form = {**SIGNED_FORM, "reason": "Tidak ada kegiatan.", "page": str(signed_page(owed, officer).pk)}
    answers = [client.post(reverse("report_nil", args=[owed.pk]), form) for _n in range(2)]
    assert [answer.url for answer in answers] == [reverse("report_receipt", args=[owed.pk, 1])] * 2
