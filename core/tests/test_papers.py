"""Papers as PDF: their words, letters of any script, hostile texts, faults."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.errors import PaperError
from core.papers import typesetting
from core.papers.dispatch import told
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from tests.training import make_session

pytestmark = pytest.mark.django_db


def letter(**fields) -> dict:
    return {
        "references": [["Nomor", "518/001/XI/2026"], ["Hal", "Undangan"]],
        "to": ["Yth. Pengurus KSP Langgeng", "Surakarta"],
        "dated": "Surakarta, 26 November 2026",
        "salutation": "Dengan hormat,",
        "basis": ["Undang-Undang Nomor 25 Tahun 1992"],
        "body": ["Mohon hadir."],
        "signer": {"heading": ["Kepala Dinas,"], "name": "Budi Santoso", "details": ["NIP 1970"]},
        "copies": ["Arsip"],
        "foot": "518/001/XI/2026",
    } | fields


def letters(*fields: dict) -> TypesetPaper:
    return typesetting.pdf("letter", {"title": "Surat", "head": head(), "letters": [letter(**one) for one in fields]})


def pages(paper: TypesetPaper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages]


def test_a_letter_holds_its_words_and_can_be_searched():
    (page,) = pages(letters({}))
    for words in (
        "PEMERINTAH KOTA SURAKARTA",
        "518/001/XI/2026",
        "Yth. Pengurus KSP Langgeng",
        "Surakarta, 26 November 2026",
        "Dengan hormat,",
        "Undang-Undang Nomor 25 Tahun 1992",
        "Mohon hadir.",
        "Budi Santoso",
        "NIP 1970",
        "Tembusan",
    ):
        assert words in page


def test_a_paper_is_tagged_and_made_to_be_kept():
    reader = PdfReader(io.BytesIO(letters({}).content))
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


@pytest.mark.parametrize("closing", ["Atas perhatian Saudara kami ucapkan terima kasih.", ""])
def test_no_signature_stands_alone_on_a_page(closing):
    alone = []
    for n in range(4, 40):
        body = [f"Bagian {part}. {'Kalimat yang cukup panjang. ' * 4}" for part in range(n)]
        found = pages(letters({"body": body, "closing": closing}))
        last = closing or f"Bagian {n - 1}."
        alone += [n for page in found if "Budi Santoso" in page and last not in page]
    assert alone == []


def test_an_order_stands_under_its_title_and_says_where_it_was_given():
    (page,) = pages(
        letters({"title": "SURAT TUGAS", "to": [], "given": ["Ditetapkan di Surakarta", "pada tanggal 1 Mei"]})
    )
    assert [words in page for words in ("SURAT TUGAS", "Nomor: 518/001/XI/2026", "Ditetapkan di Surakarta")] == [
        True
    ] * 3
    assert "Surakarta, 26 November" not in page


def test_each_letter_of_a_batch_counts_its_own_pages():
    long = {"body": ["Kalimat yang panjang sekali. " * 60] * 5}
    found = pages(letters({}, long, {}))
    assert ["Halaman 1 dari 1" in page for page in (found[0], found[-1])] == [True, True]
    assert [f"Halaman {n} dari {len(found) - 2}" in page for n, page in enumerate(found[1:-1], 1)] == [True] * (
        len(found) - 2
    )


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1 + 1")',
        '#read("/etc/passwd")',
        "#sys.inputs",
        "$x^2$ *tebal* _miring_ `kode` <label> @siapa",
        "// bukan komentar /* ini */",
        "= Judul",
        "{nama} \\ #\\",
        "<b>tebal</b> & \"kutip\" 'satu'",
    ],
)
def test_a_text_is_printed_as_it_stands(text):
    (page,) = pages(letters({"body": [text]}))
    assert " ".join(text.split()) in " ".join(page.split())


def test_a_long_address_pushes_the_text_down_and_lies_on_nothing():
    """What follows stands below: the heights on the page fall from line to line."""
    reader = PdfReader(io.BytesIO(letters({"to": ["Alamat yang panjang sekali, " * 6] * 5}).content))
    heights: dict[str, float] = {}

    def seen(text, at, line, *_font):
        for words in ("Alamat", "Nomor", "Mohon"):
            if words in text:
                heights[words] = line[4] * at[1] + line[5] * at[3] + at[5]

    reader.pages[0].extract_text(visitor_text=seen)
    # The last line of the address is kept, since later ones replace it.
    assert heights["Alamat"] > heights["Nomor"] > heights["Mohon"]


def test_very_long_words_and_texts_stay_on_paper():
    assert len(pages(letters({"body": ["x" * 5000, "kata " * 20_000], "to": ["y" * 500] * 20}))) > 5


@pytest.mark.parametrize(
    "name", ["Ny. Śrī Rāhayu Ḍéwi", "Иван Жук", "Ωμέγα", "محمد", "שלום", "नमस्ते", "สมชาย", "ქართული"]
)
def test_names_of_many_scripts_are_printed(name):
    paper = letters({"to": [name]})
    assert paper.missing == ""
    assert told(paper) == ""


def test_letters_that_no_type_has_are_marked_and_told():
    paper = letters({"to": ["Yth. ꦱꦸ Rahayu 陈"], "body": ["陈"]})
    (page,) = pages(paper)
    assert "Yth. ?? Rahayu ?" in page
    assert set(paper.missing) == set("ꦱꦸ陈")
    assert all(one in told(paper) for one in "ꦱꦸ陈")


def test_what_joins_and_directs_letters_is_no_missing_letter():
    assert letters({"to": ["a\u200db\u200e \u00a0c\u2003d\ufeff"]}).missing == ""


def test_a_fault_of_a_layout_is_told_and_is_no_crash():
    with pytest.raises(PaperError, match="No such file"):
        typesetting.pdf("tidak-ada", {})
    with pytest.raises(PaperError):
        typesetting.pdf("letter", {"title": "x", "head": head(), "letters": [{}]})


def test_work_beyond_its_bounds_is_ended(monkeypatch):
    monkeypatch.setattr(typesetting, "CPU_SECONDS", 0.05)
    with pytest.raises(PaperError):
        letters(*[{"body": ["kata " * 3000]}] * 50)


def test_papers_are_set_at_once_without_disturbing_each_other():
    request = {"title": "Surat", "head": head()}
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(
                lambda n: typesetting.pdf("letter", request | {"letters": [letter(body=[f"Surat ke-{n}"])]}), range(8)
            )
        )
    assert [f"Surat ke-{n}" in pages(paper)[0] for n, paper in enumerate(made)] == [True] * 8


def test_a_paper_that_cannot_be_set_is_answered_by_a_page(as_user, officer, monkeypatch):
    session = make_session(actor=officer)
    monkeypatch.setattr(typesetting, "CPU_SECONDS", 0.0001)
    client = as_user(officer)
    client.raise_request_exception = False
    response = client.get(reverse("attendance_pdf", args=[session.pk]))
    assert response.status_code == 503
    assert "tidak dapat dibuat" in response.content.decode()


def test_whoever_takes_too_many_begins_no_process(as_user, officer, settings, monkeypatch):
    session, begun = make_session(actor=officer), []
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"download": "1/h/user"}
    made = typesetting.pdf
    monkeypatch.setattr(typesetting, "pdf", lambda *given: begun.append(1) or made(*given))
    client = as_user(officer)
    answers = [client.get(reverse("attendance_pdf", args=[session.pk])).status_code for _n in range(3)]
    assert answers == [200, 429, 429]
    assert len(begun) == 1
