"""The page of a way out, as people use it: what is typed stays, files that are no papers are told in words, and its
papers are the office's alone.
"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.people import memberships
from core import clock
from core.models import Event
from core.papers import scans, trail
from revival.choices import EvidenceKind
from revival.dissolution import ministry_proposal
from revival.models import Case, Evidence, WarningLetter
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.leaving import make_answer, make_evidence, make_proposal, make_ready, make_step, make_warning
from tests.visiting import jpeg, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(officer, adviser) -> Case:
    return make_case(make_cooperative("KSP Senja", status="passive"), officer, adviser=adviser)


def page_of(case: Case) -> str:
    return reverse("revival_dissolution", args=[case.pk])


def send(client, name: str, case: Case, **data):
    case.refresh_from_db()
    return client.post(reverse(name, args=[case.pk]), {"seen": case.revision, **data})


def evidence_form(**more) -> dict:
    return {"kind": "statement", "on": clock.today().isoformat(), "signed_by": "Ibu Sri", **more}


def test_a_case_goes_all_the_way_by_the_forms_of_its_page(case, officer, client):
    client.force_login(officer)
    answer = send(client, "revival_warning_draft", case)
    letter = WarningLetter.objects.get()
    assert answer["Location"] == reverse("revival_warning", args=[letter.pk])
    client.post(reverse("revival_warning_act", args=[letter.pk]), {"act": "issue", "first": "17"})
    letter.refresh_from_db()
    assert letter.sequence == 17
    make_visit(Case.objects.get(pk=case.pk), officer)
    today = clock.today().isoformat()
    send(client, "revival_obligations", case, left="none", on=today, said_by="Ibu Sri")
    for n, kind in enumerate(("statement", "creditors", "savings")):
        upload = SimpleUploadedFile("surat.jpg", jpeg(size=(300 + n, 200)), "image/jpeg")
        answer = send(client, "revival_evidence_add", case, **evidence_form(kind=kind, upload=upload))
        assert answer.status_code == 302, answer.context["evidence_form"].errors
    given = {"ground": "no_survival", "on": today, "number": "518/1", "reason": "Tidak ada usaha."}
    assert send(client, "revival_propose", case, **given)["Location"] == page_of(case)
    assert send(client, "revival_legal_step", case, kind="told", on=today).status_code == 302
    page = client.get(page_of(case)).content.decode()
    assert "Pengurus dapat mengajukan keberatan sampai" in page
    assert send(client, "revival_winding_up_team", case, lines="Budi, Lurah").status_code == 302
    assert "Budi" in client.get(page_of(case)).content.decode()
    paper = client.get(reverse("revival_dissolution_pdf", args=[case.pk]))
    assert paper.getvalue().startswith(b"%PDF")
    assert send(client, "revival_legal_back", case, reason="Salah.").status_code == 302
    assert send(client, "revival_withdraw", case, by="board", reason="Mau lagi.").status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.cooperative.status) == ("plan", "passive")
    page = client.get(reverse("revival_case", args=[case.pk])).content.decode()
    for word in ("Diusulkan bubar", "Surat bertanda tangan disimpan", "Usulan ditarik"):
        assert word in page


FAULTS = {
    "kosong.pdf": b"",
    "surat.jpg": b"%PDF-1.4 no more",
    "surat.pdf": b"PK\x03\x04" + b"x" * 500,
    "foto.heic": b"\0\0\0\x18ftypheic" + b"x" * 500,
    "besar.pdf": b"%PDF-1.4" + b"x" * (20 * 1024 * 1024),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_no_paper_is_told_in_words_and_what_was_typed_stays(case, adviser, client, name):
    client.force_login(adviser)
    upload = SimpleUploadedFile(name, FAULTS[name])
    answer = send(client, "revival_evidence_add", case, **evidence_form(upload=upload, words="Tiga lembar"))
    assert answer.status_code == 200
    (error,) = answer.context["evidence_form"].errors["upload"]
    assert len(error) > 20
    assert "Tiga lembar" in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_what_is_missing_is_told_all_at_once(case, officer, client):
    make_warning(case, officer)
    client.force_login(officer)
    given = {"ground": "no_survival", "on": clock.today().isoformat(), "number": "", "reason": "Alasan saya."}
    answer = send(client, "revival_propose", case, **given)
    text = " ".join(answer.context["propose_form"].non_field_errors())
    for word in ("Kunjungan yang tercatat", "tidak ada kewajiban", "lurah atau RT"):
        assert word in text, word
    assert "Alasan saya." in answer.content.decode()


def test_a_page_that_is_old_says_so_and_keeps_what_was_typed(case, officer, client):
    make_ready(case, officer)
    client.force_login(officer)
    given = {"ground": "no_survival", "on": clock.today().isoformat(), "number": "", "reason": "Alasan saya."}
    answer = client.post(reverse("revival_propose", args=[case.pk]), {**given, "seen": case.revision - 1})
    page = answer.content.decode()
    assert "Alasan saya." in page
    assert "Belum ada yang berubah." in page
    case.refresh_from_db()
    assert case.stage == "warned"


@pytest.mark.parametrize(
    "name", ["revival_propose", "revival_legal_step", "revival_withdraw", "revival_winding_up_team"]
)
def test_what_was_typed_stays_when_the_case_has_gone_on_meanwhile(case, officer, client, name):
    """Somebody else has brought it back to the plan: the form is not on the page any more."""
    make_proposal(case, officer)
    case.refresh_from_db()
    seen = case.revision
    ministry_proposal.withdraw(case, by="board", reason="x", actor=officer)
    client.force_login(officer)
    given = {"kind": "told", "on": clock.today().isoformat(), "by": "board", "ground": "no_survival", "seen": seen}
    typed = {
        "reason": "Tulisan saya yang panjang.",
        "words": "Tulisan saya yang panjang.",
        "lines": "Tulisan saya yang panjang.",
    }
    page = client.post(reverse(name, args=[case.pk]), given | typed).content.decode()
    assert "Tulisan saya yang panjang." in page
    assert "Belum ada yang berubah." in page


def test_a_reason_that_is_too_long_stays_beside_its_paper(case, officer, client):
    paper = make_evidence(case, officer)
    client.force_login(officer)
    page = send(client, "revival_evidence_drop", case, paper=paper.pk, reason="x" * 301).content.decode()
    assert "x" * 301 in page
    assert "Belum ada yang berubah." in page


def test_a_warning_that_cannot_come_yet_is_told(case, officer, client):
    make_warning(case, officer)
    client.force_login(officer)
    assert "Pengurus dapat menjawab teguran I sampai" in send(client, "revival_warning_draft", case).content.decode()


def test_an_announcement_asks_whether_one_is_sure(case, officer, client):
    make_proposal(case, officer)
    for kind in ("told", "decided", "creditors"):
        make_step(case, officer, kind)
    client.force_login(officer)
    given = {"kind": "announced", "on": clock.today().isoformat(), "number": "BN 1", "words": "Tidak ada kreditor."}
    assert send(client, "revival_legal_step", case, **given).status_code == 200
    assert send(client, "revival_legal_step", case, **given, is_sure="on").status_code == 302
    case.refresh_from_db()
    assert (case.outcome, case.cooperative.status) == ("dissolved", "dissolved")


def test_an_adviser_of_another_case_changes_nothing(case, client, officer):
    client.force_login(make_user("adviser", "lain@contoh.test"))
    answer = send(client, "revival_obligations", case, left="none", on=clock.today().isoformat(), said_by="Saya")
    assert (answer.status_code, case.obligations_answers.count()) == (403, 0)
    # What an officer decides is refused to the case's own adviser as well.
    client.force_login(case.adviser)
    for name in ("revival_propose", "revival_legal_step", "revival_withdraw", "revival_warning_draft"):
        assert send(client, name, case).status_code == 403, name


READERS = {"administrator", "officer", "head", "adviser"}


@pytest.fixture
def addresses(case, officer, manager) -> list[str]:
    """Every file of a way out."""
    memberships.link(manager, case.cooperative, actor=officer)
    make_proposal(case, officer)
    letter, paper = case.warnings.get(), case.evidence.first()
    scan = scans.read(SimpleUploadedFile("tanda-tangan.jpg", jpeg(), "image/jpeg"))
    for _twice in range(2):
        trail.keep_scan(WarningLetter.objects.filter(pk=letter.pk), scan, actor=officer)
    earlier = trail.earlier_scans(letter).get()
    return [
        reverse("revival_evidence", args=[case.pk, paper.pk]),
        reverse("revival_dissolution_pdf", args=[case.pk]),
        reverse("revival_warning_scan", args=[letter.pk]),
        reverse("revival_warning_earlier_scan", args=[letter.pk, earlier.last_part]),
    ]


@pytest.mark.parametrize("role", [*sorted(READERS), "manager"])
def test_a_file_of_a_way_out_is_read_by_the_office_alone(addresses, client, role, manager):
    client.force_login(manager if role == "manager" else make_user(role))
    Event.objects.all().delete()
    answers = {url: client.get(url).status_code for url in addresses}
    assert set(answers.values()) == ({200} if role in READERS else {403}), answers
    assert Event.objects.count() == (len(addresses) if role in READERS else 0)


def test_a_file_is_not_there_under_another_case_or_without_an_account(addresses, client, officer):
    for url in addresses:
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    other = make_case(make_cooperative(status="passive"), officer)
    client.force_login(officer)
    paper = Evidence.objects.first()
    assert client.get(reverse("revival_evidence", args=[other.pk, paper.pk])).status_code == 404


def test_the_list_for_the_ministry_has_what_it_asks_for(case, officer, client):
    make_proposal(case, officer)
    make_step(case, officer, "told")
    warned = make_case(make_cooperative("KSP Ditegur", status="passive"), officer)
    make_warning(warned, officer)
    make_answer(warned, officer, "some")
    make_evidence(warned, officer, "other")
    client.force_login(officer)
    page = client.get(reverse("revival_dissolutions"))
    assert [row.cooperative.name for row in page.context["listing"].rows] == ["KSP Ditegur", "KSP Senja"]
    answer = client.get(reverse("revival_dissolutions"), {"show": "proposed", "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[-1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (head, row) = next((rows[n], rows[n + 1]) for n in range(len(rows)) if "Nomor badan hukum" in rows[n])
    told = dict(zip(head, row, strict=True))
    assert told["Koperasi"] == "KSP Senja"
    assert told["Kewajiban"] == "Tidak ada kewajiban kepada siapa pun"
    assert told["Pemberitahuan diterima koperasi"].date() == clock.today()
    for kind in ("statement", "creditors", "savings"):
        assert str(EvidenceKind(kind).label) in told["Surat bertanda tangan"]
    assert told["Berikutnya"] == "Pengurus dapat mengajukan keberatan sampai"
    assert "KSP Ditegur" not in str(rows)
