"""The office's rules and words of warnings and of the way to the ministry."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.office import Setting
from revival.question.question_texts import ONE_A_LINE, check_number, check_words

TEXT = (
    "Menurut data kami, {koperasi} belum melaksanakan rapat anggota tahunan (RAT) dan belum menjalankan usaha yang "
    "melayani anggota.\n\n"
    "Dengan Surat Teguran {ke} ini kami minta pengurus menghubungi kami dan menyampaikan rencana untuk berjalan "
    "kembali paling lambat {batas}. Petugas kami siap membantu pembukuan, pelatihan dan rapat anggota."
)
LAST = (
    "Apabila sampai dengan tanggal tersebut tidak ada jawaban, koperasi akan kami usulkan untuk dibubarkan sesuai "
    "Undang-Undang Nomor 25 Tahun 1992 tentang Perkoperasian, Pasal 47."
)
BASIS = "Undang-Undang Nomor 25 Tahun 1992 tentang Perkoperasian"
# Of one regency: three months each (DOMAIN.md 2.3).
DAYS = {1: "coaching_warning_days_1", 2: "coaching_warning_days_2", 3: "coaching_warning_days_3"}
LABELS = {
    1: _("Days that a board has to answer the first warning of coaching"),
    2: _("Days that a board has to answer the second warning of coaching"),
    3: _("Days that a board has to answer the third warning of coaching"),
}
# Placeholder: what it becomes.
WORDS = {
    "koperasi": _("name of the cooperative"),
    "ke": _("which warning it is, in Roman figures"),
    "batas": _("the last day to answer"),
}


def _text(key: str, default: str, label: Any, help_text: Any = "", **more: Any) -> Setting:
    return Setting(f"coaching_warning_{key}", str, default, label, help_text, has_own_page=True, **more)


TEXTS = (
    _text(
        "number",
        "518/{nomor}/TGR-P/{bulan}/{tahun}",
        _("How warnings of coaching are numbered"),
        _("{nomor} counts within the year, {bulan} is the month in Roman figures."),
        is_needed=True,
        check=check_number,
    ),
    _text("nature", "Penting", _("Nature"), _("What stands after “Sifat”.")),
    _text("enclosures", "", _("Enclosures"), _("What stands after “Lampiran”. Empty: none.")),
    _text("basis", BASIS, _("Legal basis of warnings of coaching"), ONE_A_LINE, is_long=True),
    _text(
        "text",
        TEXT,
        _("Text of warnings of coaching"),
        is_long=True,
        is_needed=True,
        check=check_words(WORDS),
    ),
    _text(
        "last",
        LAST,
        _("What the third warning of coaching says besides"),
        is_long=True,
        check=check_words(WORDS),
    ),
    _text("copies", "", _("Who gets a copy of warnings of coaching"), ONE_A_LINE, is_long=True),
)
SETTINGS = (*(Setting(key, int, 90, LABELS[step], "", 7, 365) for step, key in DAYS.items()), *TEXTS)
