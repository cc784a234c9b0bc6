"""Makers of obligations, figures, workbooks and reports; each goes through the portal's own functions."""

import hashlib
import io
import itertools
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfWriter

from core.papers.pages import IncomingPaper, PageImage
from core.workbooks.tables import read_book
from reports.arrivals import arrival_log
from reports.filing import drafts, intake, previous_reports, submission
from reports.filing.signers import BoardSigner
from reports.models import Arrival, ArrivalPage, Obligation, Report, Upload
from reports.obligations.opening import add, open_period
from reports.obligations.quarter import Quarter
from reports.review import decisions
from reports.workbook.names import name_of, pointer
from reports.workbook.parser import parse
from reports.workbook.template import TemplateSubject, write
from solokop.demo.books import Books
from tests.factories import make_cooperative, workbook

QUARTER = Quarter(2026, 2)
_numbers = itertools.count()
KINDS = {
    "savings_loan": {"kind": "savings_loan"},
    "real_sector": {"kind": "consumer"},
    "sharia": {"kind": "savings_loan", "pattern": "sharia"},
    "real_with_unit": {"kind": "consumer", "has_savings_unit": True},
}
SIGNER = BoardSigner("Suparman", "chair", "Belum tercatat di register.")
SIGNED = {"signer": SIGNER, "attested": True}
# The same, as a form sends it.
SIGNED_FORM = {
    "signer": "other",
    "signer_name": SIGNER.name,
    "signer_position": SIGNER.position,
    "signer_exception": SIGNER.exception,
    "attested": "on",
}


def make_books(profile: str = "savings_loan", seed: int = 3, assets: int = 900_000_000) -> Books:
    return Books(profile, assets, 40, 60, seed)


def figures(profile: str = "savings_loan", quarter: Quarter = QUARTER, **changes) -> dict[str, int]:
    """Figures of a quarter that pass every check when there is no earlier report; `changes` by key with `__` for `:`."""
    books = make_books(profile)
    at = Quarter(quarter.year, 1)
    found = books.close(at)
    while at < quarter:
        at = at.next
        found = books.close(at)
    return found | {key.replace("__", ":").replace("_", "."): value for key, value in changes.items()}


def make_obligation(
    actor=None, *, profile: str = "savings_loan", quarter: Quarter = QUARTER, cooperative=None
) -> Obligation:
    cooperative = cooperative or make_cooperative(**KINDS[profile])
    period = open_period(quarter).period
    if not Obligation.objects.filter(cooperative=cooperative, period=period).exists():
        add(cooperative, period, actor=actor)
    return Obligation.objects.select_related("cooperative", "period").get(cooperative=cooperative, period=period)


def template(obligation: Obligation, *, filled=None) -> bytes:
    quarter = obligation.period.value
    subject = TemplateSubject(
        obligation.cooperative_id,
        obligation.cooperative.name,
        obligation.cooperative.legal_number,
        quarter,
        obligation.profile,
        obligation.get_profile_display(),
        previous_reports.accepted(obligation.cooperative_id, {quarter.previous}).get(quarter.previous),
        filled,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        write(path, subject)
        return path.read_bytes()


def change(content: bytes, cells: dict, *, rework=None) -> bytes:
    """A workbook with some cells typed over, by key or by `Sheet!C6`; `rework` gets the open workbook."""
    book = load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        if "!" in place:
            sheet, _bang, address = place.rpartition("!")
            book[sheet][address] = value
        else:
            sheet, column, row = pointer(book.defined_names[name_of(place)].attr_text)
            book[sheet][f"{column}{row}"] = value
    if rework:
        rework(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook_of(obligation: Obligation, values: dict | None = None, **changes) -> bytes:
    """The template as a board fills it in."""
    values = figures(obligation.profile, obligation.period.value) if values is None else values
    return change(template(obligation), {**values, **changes})


def upload(obligation: Obligation, content: bytes, actor, name: str = "laporan.xlsx") -> Upload:
    return intake.receive([content], name=name, obligation=obligation, actor=actor)


def kept_upload(obligation: Obligation, actor) -> Upload:
    """An upload that waits for an answer, without the reading of a workbook."""
    found = Upload(
        obligation=obligation,
        file_name="laporan.xlsx",
        sha256="0" * 64,
        size=1,
        outcome=Upload.Outcome.WAITING,
        uploaded_by=actor,
        uploaded_by_name=actor.display_name,
        figures={"A1.01": 5},
        cells={"A1.01": "Sheet1!A1"},
    )
    found.file.save("x.xlsx", ContentFile(workbook([["x"]])), save=True)
    return found


def draft(obligation: Obligation, actor, values: dict | None = None) -> Report:
    values = figures(obligation.profile, obligation.period.value) if values is None else values
    report = drafts.editable(obligation, actor=actor)
    report = drafts.save_figures(report, values, actor=actor)
    texts = {(f.rule, f.key): "Sudah dicocokkan." for f in report.findings.filter(level="warning")}
    drafts.explain(report, texts, actor=actor)
    return report


def submitted(obligation: Obligation, actor, values: dict | None = None, report: Report | None = None) -> Report:
    """A report signed by somebody of the board, who is entered there first; for an officer, on paper."""
    report = report or draft(obligation, actor, values)
    member, _made = obligation.cooperative.board.get_or_create(name=SIGNER.name, position="secretary")
    return submission.submit(
        report,
        signer=BoardSigner.of(member),
        attested=True,
        actor=actor,
        expected_revision=report.revision,
        signed_page=signed_page(obligation, actor),
    )


def a_paper(n: int = 1, name: str = "foto.jpg") -> IncomingPaper:
    """A file of so many pages as the portal has looked at it; each call gives another one."""
    content = f"{name} {next(_numbers)}".encode()
    pages = [PageImage(content + bytes([page]), 30, 40) for page in range(n)]
    original = blank_pdf(n) if n > 1 else b""
    return IncomingPaper(name, hashlib.sha256(content).hexdigest(), len(content), original, pages)


def blank_pdf(n: int) -> bytes:
    """A PDF of so many empty pages."""
    writer, stream = PdfWriter(), io.BytesIO()
    for _page in range(n):
        writer.add_blank_page(width=595, height=842)
    writer.write(stream)
    return stream.getvalue()


def arrived(obligation: Obligation, actor, *papers: IncomingPaper, **details) -> Arrival:
    """A paper that has come in."""
    return arrival_log.receive(obligation, papers or [a_paper()], actor=actor, **details).arrival


def signed_page(obligation: Obligation, actor) -> ArrivalPage | None:
    """The page that an officer shows; a board needs none."""
    if not actor.is_of_office:
        return None
    if not obligation.arrivals.waiting().exists() and not arrival_log.refusal(obligation):
        arrived(obligation, actor, is_told=False)
    return arrival_log.pages_of(obligation).first()


def accepted(obligation: Obligation, actor, reviewer, values: dict | None = None) -> Report:
    report = submitted(obligation, actor, values)
    decisions.accept(report, actor=reviewer)
    return report


def days_ago(n: int):
    return timezone.localdate() - timedelta(days=n)


def read(content: bytes, folder: Path, **options):
    """A workbook's bytes as the parser reads them."""
    path = folder / "filled.xlsx"
    path.write_bytes(content)
    return parse(read_book(path, "filled.xlsx"), **options)
