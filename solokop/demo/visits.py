"""The demo's visits: what was found where somebody was, with drawn pictures; a day that is planned, and its letter."""

import hashlib
import io
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from core.images.photos import Small
from core.models import Event
from core.papers import trail
from revival.choices import Stage, VisitFinding
from revival.models import AssignmentLetter, Case, Photo, Visit
from revival.visits import assignments, days, photos, records, visit_log

VISITED, WITH_PHOTO, WITH_RECORD, PLANNED = 20, 7, 3, 5
BEFORE = (Stage.FOUND, Stage.CLARIFIED)
# What was found, in turn.
FOUND = cycle(
    (
        {
            "office_found": VisitFinding.YES,
            "board_reachable": VisitFinding.YES,
            "business_runs": VisitFinding.NO,
            "books_there": VisitFinding.YES,
            "members_about": 34,
            "assets_seen": "Lemari arsip, satu meja, papan nama",
            "met": "Ibu Sri Lestari",
            "met_as": "Ketua",
            "said": "Simpan pinjam berhenti sejak bendahara pindah. Kami mau jalan lagi.",
        },
        {
            "office_found": VisitFinding.YES,
            "board_reachable": VisitFinding.YES,
            "business_runs": VisitFinding.YES,
            "books_there": VisitFinding.NO,
            "members_about": 21,
            "debts_known": "Pinjaman bank sekitar 15 juta",
            "met": "Bapak Joko Santoso",
            "met_as": "Sekretaris",
            "said": "Toko masih buka, pembukuan belum rapi.",
        },
        {"office_found": VisitFinding.NO, "said": "Alamat sudah menjadi rumah makan. Tetangga tidak tahu ketuanya."},
        {
            "office_found": VisitFinding.YES,
            "board_reachable": VisitFinding.NO,
            "said": "Kantor terkunci, surat dititipkan ke RT.",
        },
    )
)
WALLS = cycle(("#d9b38c", "#c9d6bf", "#e0cda9", "#b8c7d9"))


def build(today: date, *, officer: User, adviser: User) -> None:
    """Visits of those cases that have come so far, each some days after it was opened; and what comes next."""
    rows = Case.objects.exclude(stage__in=BEFORE).select_related("cooperative", "adviser").order_by("pk")
    for n, case in enumerate(rows[:VISITED]):
        _one(n, case, today, case.adviser if case.is_open and case.adviser else officer)
    mine = Case.objects.to_do(today).filter(adviser=adviser, stage__in=(*BEFORE, Stage.PLAN, Stage.COACHED))
    day = days.plan(mine.order_by("pk")[:PLANNED], adviser=adviser, on=_working_day(today), actor=officer)
    letter = assignments.draft([day], others="Ibu Petugas, Analis Koperasi", actor=officer)
    assignments.issue(letter, first=0, actor=officer)
    trail.sign(AssignmentLetter.objects.filter(pk=letter.pk), on=today, actor=officer)


def _working_day(today: date) -> date:
    """The next day on which the office drives."""
    day = today + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _one(n: int, case: Case, today: date, actor: User) -> None:
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    on = min(case.opened_on + timedelta(days=12 + n % 5), today)
    visit = Visit(on=on, begun=time(9 + n % 6), ended=time(10 + n % 6), **next(FOUND))
    found = visit_log.record(visit, case=case, stop=None, actor=actor).visit
    if n < WITH_PHOTO:
        photos.add(found, drawn(str(case.cooperative.name), next(WALLS)), actor=actor)
    if n < WITH_RECORD:
        records.issue(found, first=0, actor=actor)
    at = timezone.make_aware(datetime.combine(on, time(16)))
    Event.objects.filter(pk__gt=last).update(at=at)
    Visit.objects.filter(pk=found.pk).update(recorded_at=at)
    Photo.objects.filter(visit=found).update(at=at)


def drawn(name: str, wall: str) -> Small:
    """A drawn house with a sign over its door, in place of a photo of somebody's."""
    image = Image.new("RGB", (1200, 900), "#bcd7ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 700, 1200, 900), fill="#8b8378")
    draw.rectangle((200, 320, 1000, 720), fill=wall, outline="#5b3413", width=6)
    draw.polygon([(150, 330), (600, 120), (1050, 330)], fill="#8c3b2a")
    draw.rectangle((540, 480, 680, 720), fill="#5b3413")
    for left in (280, 780):
        draw.rectangle((left, 460, left + 150, 600), fill="#f4f1e8", outline="#5b3413", width=5)
    draw.rectangle((330, 360, 870, 430), fill="#f8f2df", outline="#c8963e", width=4)
    draw.text((600, 395), name[:40], fill="#231e19", font_size=30, anchor="mm")
    stream = io.BytesIO()
    image.save(stream, format="JPEG", quality=80)
    content = stream.getvalue()
    return Small(content, *image.size, hashlib.sha256(content).hexdigest())
