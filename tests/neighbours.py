"""Two cooperatives side by side with everything that the portal can hold of one, and what is secret of the other."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape

from django.db import models
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from cooperatives import status
from cooperatives.contacts import contact_log, notes
from cooperatives.models import AnnualMeeting, BoardMember, Cooperative, InvitedCooperative, Membership
from cooperatives.people import board, memberships
from cooperatives.public import complaints
from cooperatives.record import meetings
from core import clock
from core.messages import inbox
from core.models import Job
from core.text import tokens
from core.text.formats import local_phone, thousands
from reports.escalation import letters
from reports.filing import drafts
from reports.models import Letter, Reminder, Step
from reports.obligations import due_calendar, extensions, waivers
from reports.review import decisions
from revival.models import Answer, Question
from revival.question import answers, questions
from revival.question import letters as letters_that_ask
from tests import training
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.reporting import (
    QUARTER,
    a_paper,
    accepted,
    arrived,
    days_ago,
    draft,
    kept_upload,
    make_books,
    make_obligation,
    submitted,
)
from tests.visiting import make_visit
from training.models import Certificate
from training.outcomes import scores

# Shorter texts and smaller numbers stand in every page.
SHORT, SMALL = 5, 100_000


@dataclass
class Side:
    """A cooperative, its manager, the addresses of its things by the name of the page."""

    cooperative: Cooperative
    manager: User
    args: dict[str, tuple]


def make_side(word: str, seed: int, session, officer) -> Side:
    """A cooperative whose every text holds a word of its own and whose every amount is its own."""
    cooperative = make_cooperative(f"KSP {word} Makmur", **_values(word, seed))
    manager = make_user("manager", f"{word.lower()}@contoh.test", name=f"Pengurus {word}")
    memberships.link(manager, cooperative, actor=officer)
    memberships.invite_manager(
        email=f"undangan.{word.lower()}@contoh.test", name=f"Undangan {word}", cooperatives=[cooperative], actor=officer
    )
    for n, position in enumerate(("chair", "secretary", "treasurer")):
        member = BoardMember(position=position, name=f"{word} {position.title()}", phone=f"+62812{seed:04}{n:03}")
        board.put(cooperative, member=member, actor=officer)
    notes.add_note(cooperative, text=f"Catatan {word}: ketua sakit.", actor=officer)
    held = AnnualMeeting(
        book_year=2025, held_on=date(2026, 3, seed), place=f"Gedung {word}", decisions=f"Putusan {word}"
    )
    meetings.put(cooperative, meeting=held, actor=officer)
    cooperative.refresh_from_db()
    status.change_status(
        cooperative, to="attention", on=days_ago(3), basis="rat_missed", reason=f"Kunjungan ke {word}.", actor=officer
    )
    contact_log.note(
        cooperative, channel="call", text=f"Ditelepon: {word}", result="reached", at=timezone.now(), actor=officer
    )
    inbox.put([manager], key=f"kabar {word}", title=f"Kabar {word}", text=f"Isi kabar {word}", url="/")
    job = Job.objects.create(work="x", title=f"Pekerjaan {word}", owner=manager, result_url="/")
    told = complaints.tell(cooperative, kind="wrong", text=f"Aduan {word}.", contact=f"Ibu {word}, 0812")
    complaints.answer(told, text=f"Jawaban {word}.", actor=officer)
    args = _reports(word, seed, cooperative, manager, officer) | _training(word, seed, session, cooperative, officer)
    args |= _asking(word, seed, cooperative, officer)
    args |= {
        "cooperative_detail": (cooperative.pk,),
        "report_panel": (cooperative.pk,),
        "public_record": (cooperative.pk,),
        "api_cooperative": (cooperative.pk,),
        "public_sticker": (cooperative.pk,),
        "tell": (cooperative.pk,),
        "public_complaint": (told.number,),
        "site_map_part": ("pages",),
        "data_set": ("register",),
        "data_file": (f"register-{clock.today().isoformat()}.csv",),
        "data_rows": ("csv",),
    }
    args |= {
        "job": (job.pk,),
        "training_panel": (cooperative.pk,),
        "revival_panel": (cooperative.pk,),
        "own_calendar": (due_calendar.token_of(manager),),
    }
    return Side(cooperative, manager, args)


def _values(word: str, seed: int) -> dict:
    """Something in every column of the register that holds words or amounts."""
    values: dict = {}
    for field in Cooperative._meta.concrete_fields:
        if isinstance(field, models.CharField) and not field.choices and field.name not in DERIVED:
            values[field.name] = f"{word} {field.name}"[: field.max_length]
        elif isinstance(field, models.BigIntegerField) and not field.primary_key:
            values[field.name] = 700_000_000 + seed * 1_234_567 + len(field.name)
    values |= {"email": f"kantor.{word.lower()}@contoh.test", "phone": f"+62271{seed:06}", "postcode": "57148"}
    return values | {"legal_number": f"{seed:04}{seed:04}/BH/{word}", "national_number": f"33720{seed:08}"}


DERIVED = {"name", "chair", "name_key", "legal_key", "grade", "health_rating"}


def _figures(seed: int) -> dict:
    """Figures of the two quarters that pass every check."""
    books = make_books(seed=seed, assets=900_000_000 + seed * 7_777_777)
    return {quarter: books.close(quarter) for quarter in (QUARTER.previous, QUARTER)}


def _reports(word: str, seed: int, cooperative, manager, officer) -> dict[str, tuple]:
    values = _figures(seed)
    old = make_obligation(cooperative=cooperative, quarter=QUARTER.previous)
    accepted(old, manager, officer, values[QUARTER.previous])
    owed = make_obligation(cooperative=cooperative)
    report = submitted(owed, manager, values[QUARTER])
    decisions.begin(report, actor=officer)
    decisions.comment(report, key="A1.01", text=f"Kas {word} diperiksa.", actor=officer)
    decisions.send_back(report, actor=officer, note=f"Kembali ke {word}.")
    again = draft(owed, manager, values[QUARTER] | {"E.05": 900_000_000 + seed})
    texts = {(found.rule, found.key): f"Penjelasan {word}." for found in again.findings.filter(level="warning")}
    drafts.explain(again, texts, actor=manager)
    found = kept_upload(owed, manager)
    found.file_name, found.figures = f"laporan-{word}.xlsx", {"A1.01": 31_000_000 + seed}
    found.save()
    until = timezone.localdate()
    extensions.extend(owed.period, until=until, reason=f"Banjir {word}.", actor=officer, cooperative=cooperative)
    waived = make_obligation(cooperative=cooperative, quarter=QUARTER.previous.previous)
    waivers.waive(waived, reason="other", note=f"Dibebaskan: {word}.", actor=officer)
    make_obligation(cooperative=cooperative, quarter=QUARTER.next)
    letter = Letter.objects.create(cooperative=cooperative, level=1, made_on=days_ago(1))
    Reminder.objects.create(obligation=owed, step=Step.objects.get(code="T2"), on=days_ago(1), letter=letter)
    letters.issue([letter.pk], actor=officer)
    paper = arrived(owed, officer, a_paper(2, f"{word}.pdf"), note=f"Titipan {word}.")
    of_paper = ("arrival", "arrival_receipt_pdf")
    of_draft = (
        "arrival_new",
        "report_sheet_pdf",
        "obligation",
        "report_template",
        "report_upload",
        "report_check",
        "report_sign",
    )
    return {
        **dict.fromkeys(of_paper, (owed.pk, paper.pk)),
        "arrival_page": (owed.pk, paper.pk, 1),
        "arrival_file": (owed.pk, paper.pk, paper.files.get().pk),
        **dict.fromkeys(of_draft, (owed.pk,)),
        **dict.fromkeys(("upload_result", "upload_file", "upload_marked"), (owed.pk, found.pk)),
        **dict.fromkeys(("report_receipt", "report_receipt_pdf"), (old.pk, 1)),
        "report_nil": (waived.pk,),
        "report_version": (owed.pk, 1),
        "report_form": (owed.pk, "balance"),
        "receipt": (old.reports.get().receipt_number,),
    }


def _asking(word: str, seed: int, cooperative, officer) -> dict[str, tuple]:
    """A question by letter, and what the board has answered."""
    questions.ask([cooperative.pk], actor=officer)
    question = Question.objects.get(cooperative=cooperative)
    letters_that_ask.write([question.pk], actor=officer)
    given = Answer(willing="yes", words=f"Buku {word} hilang.", name=f"Bu {word}", phone=f"0816{seed:07}")
    given.may_call, given.visit = True, f"Sabtu di rumah {word}"
    answers.give(question, given)
    make_visit(make_case(cooperative, officer), officer, met=f"Pak {word}", said=f"Kata ketua {word}")
    return {"answer": (question.code_in_groups,)}


def _training(word: str, seed: int, session, cooperative, officer) -> dict[str, tuple]:
    seat = training.enrol(session, cooperative, f"Peserta {word}", actor=officer, phone=f"0813{seed:07}", override="x")
    training.enrol(
        session, cooperative, f"Cadangan {word}", actor=officer, phone=f"0815{seed:07}", override=f"Izin {word}"
    )
    training.be_there(seat, days=1)
    scores.put(session, {seat.pk: {"pre_score": 41, "post_score": 87}}, actor=officer)
    paper = Certificate.objects.create(
        enrolment=seat,
        number=f"SP-2026-{tokens.grouped(tokens.letters(8))}",
        name=seat.name,
        cooperative_name=cooperative.name,
        programme="X",
        hours=1,
        held_from=days_ago(2),
        held_until=days_ago(1),
        venue="Aula",
        issued_on=days_ago(0),
        signer_name="A",
        title="Sertifikat",
        text=f"Kepada {word}",
        issued_by_name="B",
    )
    return {
        **dict.fromkeys(("enrolment_cancel", "enrolment_replace"), (session.pk, seat.pk)),
        **dict.fromkeys(("certificate_pdf", "certificate"), (paper.number,)),
        **dict.fromkeys(("training_card", "card_certificate", "evaluate"), (seat.code,)),
    }


def rows_of(side: Side) -> Iterator[models.Model]:
    """Every row that hangs on a cooperative, and its manager with what is the manager's."""
    waiting: list[models.Model] = [side.cooperative, side.manager]
    seen = set()
    while waiting:
        row = waiting.pop()
        if (type(row), row.pk) in seen:
            continue
        seen.add((type(row), row.pk))
        yield row
        if isinstance(row, Membership):
            continue
        for relation in type(row)._meta.related_objects:
            name = relation.get_accessor_name()
            if not name or relation.many_to_many:
                continue
            if relation.one_to_one:
                waiting += [found] if (found := getattr(row, name, None)) else []
            else:
                waiting += getattr(row, name).all()
        if isinstance(row, InvitedCooperative):
            waiting.append(row.invitation)


def values_of(side: Side) -> set[str]:
    """
    Every text and number of those rows, as a page shows it; what is too short to be told apart is left out.

    The number of a row in its table is left out too: it tells nothing, and after a long run on PostgreSQL it is
    large enough to be somebody else's figure.
    """
    found: set[str] = set()
    for row in rows_of(side):
        for field in row._meta.concrete_fields:
            value = field.value_from_object(row)
            if not (field.is_relation or field.choices or isinstance(field, models.AutoField)):
                found |= set(_shown(str(value) if isinstance(field, models.FileField) else value))
    return found


def _shown(value) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _shown(item)
    elif isinstance(value, str) and len(value) >= SHORT and not value.startswith("/"):
        yield from (value, local_phone(value))
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= SMALL:
        yield from (thousands(abs(value)), str(abs(value)))


def text_of(response) -> str:
    """What a page, a calendar, a workbook or a PDF says."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(unescape(book.read(name).decode("utf-8", "replace")) for name in book.namelist())
    if content[:4] == b"%PDF":
        return text_of_pdf(content)
    # A calendar breaks its lines at 75 letters.
    return unescape(content.decode("utf-8", "replace").replace("\r\n ", ""))


def text_of_pdf(content: bytes) -> str:
    """The words of each page, as they are broken into lines and in one line."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return f"{text}\n{' '.join(text.split())}"
