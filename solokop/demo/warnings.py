"""The early warning of the demo: what a night finds, and what officers have said of some of it."""

from datetime import date, timedelta

from accounts.models import User
from supervision.choices import AnswerKind
from supervision.models import EarlyWarning
from supervision.warnings import answers, detection

SAID = (
    (
        "cash_low",
        AnswerKind.EXPLAINED,
        "Bendahara menunjukkan pencairan pinjaman akhir triwulan; kas kembali cukup.",
        0,
    ),
    ("no_meeting", AnswerKind.WATCH, "RAT dijadwalkan, undangan sudah beredar.", 45),
    ("no_meeting", AnswerKind.VISITED, "Didatangi; pengurus baru belum menyusun laporan tahun buku.", 0),
)


def build(today: date, *, officer: User) -> None:
    """Look for the flags of today, and answer a few."""
    detection.run(today)
    for flag, kind, note, days in SAID:
        warning = EarlyWarning.objects.loud().filter(flag=flag).order_by("pk").first()
        if warning:
            until = today + timedelta(days=days) if days else None
            answers.answer(warning, kind=kind, note=note, until=until, actor=officer)
