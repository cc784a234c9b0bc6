"""The demo's way out: some warned, proposed, withdrawn, wound up and dissolved, each with its papers."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from core import office
from core.models import Event
from core.papers import numbers, trail
from core.papers.scans import Scan
from core.text.formats import long_date
from revival.choices import EvidenceKind, Ground, LegalStepKind, Obligations, VisitFinding
from revival.dissolution import law, ministry_proposal, obligations, warning_letters
from revival.models import Case, Evidence, Move, ObligationsAnswer, Visit, WarningLetter
from revival.visits import visit_log

K = LegalStepKind


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """How far a case goes: its warnings, whether it is proposed, the days of the law, and whether it comes back."""

    warnings: int
    is_proposed: bool = False
    steps: Sequence[LegalStepKind] = ()
    comes_back: bool = False


# By place among the cases of the demo (solokop/demo/revival.py).
WAYS: dict[int, CaseCourse] = {
    9: CaseCourse(1),
    22: CaseCourse(2),
    35: CaseCourse(3),
    10: CaseCourse(3, True, (K.TOLD,)),
    23: CaseCourse(3, True, (K.TOLD, K.OBJECTED)),
    36: CaseCourse(2, True),
    11: CaseCourse(1, True, (K.TOLD, K.OBJECTED, K.ANSWERED), comes_back=True),
    24: CaseCourse(1, True, comes_back=True),
    12: CaseCourse(3, True, (K.TOLD, K.DECIDED, K.CREDITORS, K.ANNOUNCED)),
    25: CaseCourse(3, True, (K.TOLD, K.DECIDED)),
    38: CaseCourse(3, True, (K.TOLD, K.DECIDED, K.CREDITORS)),
}
APART = {K.TOLD: 12, K.OBJECTED: 40, K.ANSWERED: 60, K.DECIDED: 75, K.CREDITORS: 90, K.ANNOUNCED: 185}
NUMBERS = {K.DECIDED: "KEP-114/DEP.4/2026", K.ANNOUNCED: "BN 41/2026"}
WORDS = {
    K.TOLD: "Diterima mantan ketua, tanda terima ada.",
    K.OBJECTED: "Pengurus minta waktu satu tahun.",
    K.CREDITORS: "Tiga kreditor, surat tercatat.",
}
TEAM = "Bapak Hartono, Lurah\nIbu Wahyuni, Mantan bendahara\nBapak Agus Salim, Dinas"
PAUSE = timedelta(days=95)


def build(today: date, *, officer: User) -> None:
    """Bring some cases out; what is done just now gets the day on which it would have been done."""
    cases = list(Case.objects.select_related("cooperative").order_by("pk"))
    for n, way in WAYS.items():
        _one(cases[n], way, today, officer)


def _one(case: Case, way: CaseCourse, today: date, officer: User) -> None:
    proposed = today - timedelta(days=APART[way.steps[-1]] + 5 if way.steps else 20)
    warned = proposed - PAUSE * way.warnings if way.is_proposed else today - PAUSE * (way.warnings - 1) - timedelta(40)
    if case.opened_on > warned:
        Case.objects.filter(pk=case.pk).update(opened_on=warned - timedelta(days=60))
    for n in range(way.warnings):
        _warn(case, warned + PAUSE * n, officer)
    if not way.is_proposed:
        return
    known = proposed - timedelta(days=15)
    _know(case, known, officer)
    _on(known, officer, case)
    given = {"ground": Ground.NO_SURVIVAL, "number": f"518/{case.pk:03}/{proposed.year}"}
    reason = "Tidak ada usaha dan anggota aktif; pengurus menyatakan tidak melanjutkan."
    ministry_proposal.propose(_now(case), **given, on=proposed, reason=reason, actor=officer)
    _on(proposed, officer, case)
    for kind in way.steps:
        if kind == K.CREDITORS:
            law.set_team(_now(case), lines=TEAM, actor=officer)
        on = proposed + timedelta(days=APART[kind])
        said = {"number": NUMBERS.get(kind, ""), "words": WORDS.get(kind, "")}
        said["is_upheld"] = True if kind == K.ANSWERED else None
        law.note(_now(case), kind=kind, on=on, **said, actor=officer)
        _on(on, officer, case)
    if way.comes_back:
        back = "Anggota mengadakan musyawarah dan ingin koperasi berjalan lagi."
        by = "ministry" if K.ANSWERED in way.steps else "board"
        ministry_proposal.withdraw(_now(case), by=by, reason=back, actor=officer)
        _on(min(proposed + timedelta(days=APART[way.steps[-1]] + 3 if way.steps else 15), today), officer, case)


def _now(case: Case) -> Case:
    return Case.objects.select_related("cooperative").get(pk=case.pk)


def _warn(case: Case, on: date, officer: User) -> None:
    letter = warning_letters.issue(warning_letters.draft(_now(case), actor=officer), first=0, actor=officer)
    rows = WarningLetter.objects.filter(pk=letter.pk)
    trail.sign(rows, on=timezone.localdate(), actor=officer)
    apart = letter.answer_by - letter.issued_on
    answer_by = on + apart
    text = letter.text.replace(long_date(letter.answer_by), long_date(answer_by))
    number = numbers.filled(office.value(warning_letters.WAY.pattern), letter.sequence, on)
    rows.update(made_on=on, issued_on=on, signed_on=on, answer_by=answer_by, text=text, number=number)
    _on(on, officer, case)


def _know(case: Case, on: date, officer: User) -> None:
    """A visit where none was, the answer, and the papers behind it."""
    if not case.visits.exists():
        found = {
            "office_found": VisitFinding.YES,
            "board_reachable": VisitFinding.YES,
            "met": "Ibu Kartini",
            "met_as": "Ketua",
        }
        said = "Tidak ada kegiatan sejak lama, anggota sudah mengambil simpanannya."
        visit_log.record(Visit(on=on, said=said, **found), case=_now(case), stop=None, actor=officer)
    answer = ObligationsAnswer(left=Obligations.NONE, on=on, said_by="Ibu Kartini", said_as="Ketua")
    answer.words = "Simpanan anggota sudah dikembalikan, tidak ada pinjaman."
    obligations.answer(_now(case), said=answer, actor=officer)
    for kind in obligations.slots(case):
        paper = Evidence(kind=kind, on=on, signed_by="Ibu Kartini, Ketua")
        obligations.keep(_now(case), paper=paper, scan=drawn(kind, str(case.cooperative)), actor=officer)


def _on(day: date, officer: User, case: Case) -> None:
    """Give what was just recorded of a case its day."""
    at, today = timezone.make_aware(datetime.combine(day, time(10))), timezone.localdate()
    start = timezone.make_aware(datetime.combine(today, time.min))
    for model in (Evidence, ObligationsAnswer, Move):
        model.objects.filter(case=case, at__gte=start).update(at=at)
    Event.objects.filter(object_type="case", object_id=case.pk, at__gte=start).update(at=at)
    of_register = {"object_type": "cooperative", "object_id": case.cooperative_id, "at__gte": start}
    Event.objects.filter(**of_register).update(at=at)
    case.cooperative.contacts.filter(about__startswith="coaching-warning-", made_at__gte=start).update(
        made_at=at, done_at=at
    )
    Case.objects.filter(pk=case.pk, stage_on=today).update(stage_on=day)
    Case.objects.filter(pk=case.pk, closed_on=today).update(closed_on=day)


def drawn(kind: str, name: str) -> Scan:
    """A drawn paper with a signature, in place of a scan of somebody's."""
    image = Image.new("RGB", (1000, 1414), "#fdfcf8")
    draw = ImageDraw.Draw(image)
    draw.text((500, 140), str(EvidenceKind(kind).label)[:60], fill="#231e19", font_size=30, anchor="mm")
    draw.text((500, 200), name[:50], fill="#231e19", font_size=26, anchor="mm")
    for n in range(14):
        draw.rectangle((120, 300 + n * 46, 880 - n % 4 * 60, 308 + n * 46), fill="#b9b2a8")
    draw.arc((620, 1080, 760, 1180), 20, 320, fill="#26418f", width=6)
    draw.line((700, 1180, 860, 1090, 800, 1190, 900, 1130), fill="#26418f", width=6)
    draw.text((750, 1240), "Ibu Kartini", fill="#231e19", font_size=26, anchor="mm")
    stream = io.BytesIO()
    image.save(stream, format="JPEG", quality=70)
    content = stream.getvalue()
    return Scan(content, f"{kind}.jpg", "jpeg", hashlib.sha256(content).hexdigest(), [])
