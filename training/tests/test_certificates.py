import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from core import office
from core.errors import DomainError
from core.models import Event
from core.office_papers import signers
from tests.factories import make_cooperative, make_signer
from tests.training import be_there, begin, enrol, make_session
from training.attendance import presence
from training.certificates import awards, certificate_pdf
from training.models import Certificate, Told
from training.office_settings import check_text
from training.outcomes import scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(officer):
    make_signer()
    return officer


def over(n: int = 2, **fields):
    """A session of two days that is over, with people who were not there yet."""
    session = make_session(quota=n, **fields)
    people = [enrol(session, make_cooperative()) for _n in range(n)]
    begin(session, over=True)
    session.refresh_from_db()
    for one in people:
        one.session = session
    return session, people


def give(session, *people, actor):
    return awards.issue(session, [one.pk for one in people], actor=actor)


@pytest.mark.parametrize(("days", "percent", "needed"), [(3, 80, 3), (5, 80, 4), (2, 50, 1), (4, 100, 4), (3, 0, 0)])
def test_how_many_days_are_needed(days, percent, needed):
    assert awards.days_needed(days, percent) == needed


def test_only_who_was_there_often_enough_and_has_passed_gets_one(signer):
    session, (one, two, three) = over(3, pass_mark=60)
    be_there(one)
    be_there(two, days=1)
    be_there(three)
    scores.put(
        session, {one.pk: {"post_score": 60}, two.pk: {"post_score": 90}, three.pk: {"post_score": 59}}, actor=signer
    )
    assert [paper.enrolment for paper in give(session, one, two, three, actor=signer)] == [one]
    missing = {row.enrolment.pk: len(row.missing) for row in awards.standings(session)}
    assert missing == {one.pk: 0, two.pk: 1, three.pk: 1}


def test_a_certificate_keeps_its_words_and_its_basis(signer):
    session, (one, _two) = over()
    be_there(one)
    (paper,) = give(session, one, actor=signer)
    office.change({"certificate_title": "Piagam"}, actor=signer)
    make_signer("Orang Lain", since=date(2021, 1, 1))
    paper.refresh_from_db()
    assert (paper.title, paper.signer_name, paper.name) == ("Sertifikat", "Bapak Kepala", one.name)
    assert session.programme.name in paper.text
    assert paper.basis["days_there"] == 2
    assert give(session, one, actor=signer) == []
    assert (
        Event.objects.filter(verb="certificate.issued").count() == Told.objects.filter(what="certificate").count() == 1
    )


def test_nothing_is_given_before_the_end_or_without_a_signer(officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    with pytest.raises(DomainError):
        give(session, one, actor=officer)
    session, (one, _two) = over()
    be_there(one)
    with pytest.raises(DomainError):
        give(session, one, actor=officer)


def test_a_withdrawn_one_can_be_given_anew_and_says_so_in_public(signer, client):
    session, (one, _two) = over()
    be_there(one)
    (paper,) = give(session, one, actor=signer)
    with pytest.raises(DomainError):
        awards.withdraw(paper, reason=" ", actor=signer)
    for _n in range(2):
        awards.withdraw(paper, reason="Nama salah ketik", actor=signer)
    (new,) = give(session, one, actor=signer)
    assert new.number != paper.number
    page = client.get(f"/certificates/{paper.number}/").content.decode()
    assert "Nama salah ketik" not in page
    assert one.name in page
    assert client.get(f"/certificates/{new.number.lower()}/").status_code == 200
    assert client.get("/certificates/SP-2026-XXXX-XXXX/").status_code == 404
    assert Event.objects.filter(verb="certificate.withdrawn").count() == 1


def test_what_a_certificate_rests_on_is_not_changed_under_it(signer):
    session, (one, _two) = over()
    be_there(one)
    give(session, one, actor=signer)
    with pytest.raises(DomainError):
        presence.take_back(one, session.days.first(), actor=signer)
    with pytest.raises(DomainError):
        scores.put(session, {one.pk: {"post_score": 10}}, actor=signer)


def test_a_certificate_ends_after_its_months(signer):
    session, (one, _two) = over(valid_months=36)
    be_there(one)
    (paper,) = give(session, one, actor=signer)
    assert paper.valid_until.year == paper.issued_on.year + 3
    assert paper.is_in_force_on(paper.valid_until)
    assert not paper.is_in_force_on(date(2999, 1, 1))
    assert awards._valid_until(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_a_pdf_has_a_page_for_each(signer):
    session, people = over(3)
    for one in people:
        be_there(one)
    give(session, *people, actor=signer)
    made = certificate_pdf.pdf(Certificate.objects.all())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]
    held = Certificate.objects.all()
    assert len(pages) == 3
    assert [paper.number in page and paper.name in page for paper, page in zip(held, pages, strict=True)] == [True] * 3


def lines_of(paper: Certificate) -> str:
    return PdfReader(io.BytesIO(certificate_pdf.pdf([paper]).content)).pages[0].extract_text()


def test_a_certificate_is_printed_for_ever_with_what_stood_around_its_signature(officer):
    given = {"rank": "Pembina (IV/a)", "nip": "197001011995031001", "on_behalf": "a.n. Wali Kota Surakarta"}
    signer = make_signer("Drs. Sukarno", capacity="plt", **given)
    session, (one, _two) = over()
    be_there(one)
    (paper,) = give(session, one, actor=officer)
    signers.change(signer.pk, dict.fromkeys(("name", "position", *given), "Lain"), actor=officer)
    paper.refresh_from_db()
    printed = lines_of(paper)
    for words in (
        "Drs. Sukarno",
        "Plt. Kepala Dinas,",
        "Pembina (IV/a)",
        "NIP 19700101 199503 1 001",
        given["on_behalf"],
    ):
        assert words in printed
    assert "Lain" not in printed


def test_a_certificate_from_before_is_printed_with_its_position_and_name(signer):
    session, (one, _two) = over()
    be_there(one)
    (paper,) = give(session, one, actor=signer)
    paper.signature, paper.signer_position = {}, "Kepala Kantor"
    printed = lines_of(paper)
    assert "Kepala Kantor," in printed
    assert "Bapak Kepala" in printed
    assert "NIP" not in printed


def test_who_signs_letters_alone_signs_no_certificate(officer):
    make_signer("Ibu Surat", papers="letter")
    session, (one, _two) = over()
    be_there(one)
    with pytest.raises(DomainError, match=re.escape(awards.no_signer())):
        give(session, one, actor=officer)


@pytest.mark.parametrize("text", ["{siapa}", "x" * 501])
def test_a_text_that_cannot_be_printed_is_refused(text):
    with pytest.raises(DomainError):
        check_text(text)
    check_text("{nama} {koperasi} {program} {jam} {tanggal} {tempat}")
