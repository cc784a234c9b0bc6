"""The office's rules and words of warnings and of the way to the ministry."""

from django.utils.translation import gettext_lazy as _

from core.office import Setting
from revival.question_texts import check_number

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
# Of one regency: three months each (DOMAIN.md 2.3).
DAYS = {1: "coaching_warning_days_1", 2: "coaching_warning_days_2", 3: "coaching_warning_days_3"}
LABELS = {
    1: _("Days that a board has to answer the first warning of coaching"),
    2: _("Days that a board has to answer the second warning of coaching"),
    3: _("Days that a board has to answer the third warning of coaching"),
}
SETTINGS = (
    *(Setting(key, int, 90, LABELS[step], "", 7, 365) for step, key in DAYS.items()),
    Setting(
        "coaching_warning_number",
        str,
        "518/{nomor}/TGR-P/{bulan}/{tahun}",
        _("How warnings of coaching are numbered"),
        _("{nomor} counts within the year, {bulan} is the month in Roman figures."),
        is_needed=True,
        check=check_number,
    ),
    Setting(
        "coaching_warning_text",
        str,
        TEXT,
        _("Text of warnings of coaching"),
        _("{koperasi} becomes the name, {ke} the Roman figure, {batas} the last day to answer."),
        is_long=True,
        is_needed=True,
    ),
    Setting("coaching_warning_last", str, LAST, _("What the third warning of coaching says besides"), "", is_long=True),
    Setting(
        "coaching_warning_basis", str, "", _("Legal basis of warnings of coaching"), _("One a line."), is_long=True
    ),
    Setting(
        "coaching_warning_copies",
        str,
        "",
        _("Who gets a copy of warnings of coaching"),
        _("One a line."),
        is_long=True,
    ),
)
