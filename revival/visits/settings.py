"""The office's rules and words of visits and their papers."""

from django.utils.translation import gettext_lazy as _

from core.office import Setting
from revival.question.question_texts import ONE_A_LINE, check_number, check_words

PURPOSE = (
    "Melaksanakan kunjungan lapangan dalam rangka pembinaan koperasi pasif pada {hari}: memastikan keberadaan kantor, "
    "pengurus, usaha dan pembukuan koperasi, serta mendengar keinginan pengurus dan anggota.\n\n"
    "Setelah selesai, petugas melaporkan hasil kunjungan kepada kepala dinas."
)
# Placeholder: what it becomes.
WORDS = {"hari": _("the days of the visits")}
ASSIGNMENT = (
    Setting(
        "assignment_number",
        str,
        "094/{nomor}/ST/{bulan}/{tahun}",
        _("How assignment letters (surat tugas) are numbered"),
        _("{nomor} counts within the year, {bulan} is the month in Roman figures."),
        is_needed=True,
        check=check_number,
        has_own_page=True,
    ),
    Setting(
        "assignment_basis",
        str,
        "Undang-Undang Nomor 25 Tahun 1992 tentang Perkoperasian",
        _("Legal basis of assignment letters"),
        ONE_A_LINE,
        is_long=True,
        has_own_page=True,
    ),
    Setting(
        "assignment_text",
        str,
        PURPOSE,
        _("Text of assignment letters"),
        is_long=True,
        is_needed=True,
        check=check_words(WORDS),
        has_own_page=True,
    ),
    Setting(
        "assignment_closing",
        str,
        "Demikian surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab.",
        _("Closing of assignment letters"),
        is_long=True,
        has_own_page=True,
    ),
    Setting(
        "assignment_copies",
        str,
        "",
        _("Who gets a copy of assignment letters"),
        ONE_A_LINE,
        is_long=True,
        has_own_page=True,
    ),
)
SETTINGS = (
    Setting("revival_visits_a_day", int, 12, _("Visits that are planned for one day at most"), "", 1, 40),
    Setting(
        "revival_photo_months",
        int,
        60,
        _("Months for which photos of visits are kept"),
        _("After that they are deleted for good; what was written stays."),
        1,
        240,
    ),
    *ASSIGNMENT,
    Setting(
        "visit_record_number",
        str,
        "518/{nomor}/BAK/{bulan}/{tahun}",
        _("How records of visits (berita acara) are numbered"),
        _("{nomor} counts within the year, {bulan} is the month in Roman figures."),
        is_needed=True,
        check=check_number,
    ),
)
