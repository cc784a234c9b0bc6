"""The office's rules of reporting: each a setting, since the law was not read in the original (DOMAIN.md 2.3, 10)."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core import office
from core.errors import DomainError
from core.messages import placeholders
from core.office import Setting
from core.papers.numbers import LONGEST
from reports.checks.base import Limits
from reports.obligations.quarter import DueRules

ATTESTATION = (
    "Kami, pengurus koperasi, menyatakan bahwa laporan ini disusun dari pembukuan koperasi, benar dan lengkap, "
    "dan kami bertanggung jawab atas isinya."
)
NUMBER_WORDS = ("nomor", "tingkat", "bulan", "tahun")


def check_letter_number(pattern: str) -> None:
    """Raises DomainError for a pattern that would give two letters one number, or one that does not fit."""
    words = placeholders.names(pattern)
    if "nomor" not in words or set(words) - set(NUMBER_WORDS):
        raise DomainError(_("The pattern needs {nomor}; besides it only {tingkat}, {bulan} and {tahun} are known."))
    longest = placeholders.fill(pattern, {"nomor": "0" * 10, "tingkat": "III", "bulan": "VIII", "tahun": "2000"})
    if len(longest) > LONGEST:
        raise DomainError(_("This pattern gives numbers of more than 60 characters; make it shorter."))


SETTINGS = (
    Setting(
        "upload_keep_days",
        int,
        60,
        _("Days for which an uploaded file is kept that no report was made of"),
        _("Files of reports are kept for ever; of the others, what was found in them stays."),
        7,
        3650,
    ),
    Setting(
        "report_due_day",
        int,
        20,
        _("Day of the month after the quarter on which the report is due"),
        _("20 by Permenkop UKM 2/2024. Holds for quarters that are opened from now on."),
        1,
        28,
    ),
    Setting(
        "report_grace_days",
        int,
        0,
        _("Days of grace after the due date"),
        _("A report within them is not late; after them, days late count from the due date."),
        0,
        60,
    ),
    Setting(
        "asked_late_days",
        int,
        30,
        _("Days to report a quarter that is asked for after its due date"),
        _("Counted from the day of the asking: nobody is late, or warned, on that very day."),
        1,
        365,
    ),
    Setting(
        "report_shift",
        bool,
        False,
        _("Move a due date on a weekend or holiday to the next working day"),
    ),
    Setting(
        "report_fourth_annual",
        bool,
        False,
        _("Quarter IV is reported with the annual report, due 30 April"),
        _("Otherwise quarter IV has its own due date in January."),
    ),
    Setting(
        "show_reports_received",
        bool,
        False,
        _("Show on the public register which quarterly reports have come"),
        _("Received or not, by quarter; never what they say."),
    ),
    Setting(
        "coaching_stops_letters",
        bool,
        True,
        _("No warning letters to a cooperative that is being coached"),
        _("Reminders go on. When the case has ended without success, the letters go on where they stood."),
    ),
    Setting(
        "attention_quarters",
        int,
        2,
        _("Quarters late after which a cooperative is proposed as “needs attention”"),
        _("An officer decides about every proposal."),
        1,
        12,
    ),
    Setting(
        "attention_rat",
        int,
        1,
        _("Annual meetings (RAT) missed after which it is proposed as “needs attention”"),
        "",
        1,
        10,
    ),
    Setting(
        "remind_rest",
        bool,
        False,
        _("Send no reminders on weekends and holidays"),
        _("What was due on such a day is sent on the next working day."),
    ),
    Setting(
        "letter_days",
        int,
        30,
        _("Days a cooperative has to answer a warning letter"),
        _("The next letter is not prepared before they have passed."),
        0,
        180,
    ),
    Setting(
        "letter_initials",
        bool,
        False,
        _("Warning letters need initials (paraf) before they get a number"),
        _("Somebody looks at the draft first; who it was is kept with the letter."),
    ),
    Setting(
        "letter_number",
        str,
        "518/{nomor}/TEGUR-{tingkat}/{bulan}/{tahun}",
        _("How warning letters are numbered"),
        _("{nomor} counts within the year, {tingkat} is I to III, {bulan} the month in Roman figures."),
        check=check_letter_number,
    ),
    Setting("letter_nature", str, "Biasa", _("Nature of warning letters"), _("What stands after “Sifat”.")),
    Setting(
        "letter_enclosures",
        str,
        "",
        _("Enclosures of warning letters"),
        _("What stands after “Lampiran”, for instance “satu berkas”. Empty: none."),
    ),
    Setting(
        "letter_basis",
        str,
        "Undang-Undang Nomor 25 Tahun 1992 tentang Perkoperasian",
        _("Legal basis of warning letters"),
        _("One a line. Empty: the letter names none."),
        is_long=True,
    ),
    Setting(
        "letter_copies", str, "", _("Who gets a copy of warning letters (tembusan)"), _("One a line."), is_long=True
    ),
    Setting(
        "recap_decimals",
        int,
        1,
        _("Decimals of a million rupiah in the provincial recap"),
        _("0 rounds to whole millions. The sums are made of whole rupiah and rounded once, at the end."),
        0,
        3,
    ),
    Setting("report_passive", bool, False, _("Passive cooperatives must report too")),
    Setting(
        "report_as_warning",
        str,
        "",
        _("Checks that only warn for the time being"),
        _("Numbers of checks, separated by commas, for instance N5, N9. A new check can be tried out like this."),
    ),
    Setting("check_move_percent", int, 50, _("Explain a line that moved by more than (percent)"), "", 1, 1000),
    Setting(
        "check_move_million",
        int,
        50,
        _("… and by more than (million rupiah)"),
        _("Both must be exceeded against the last quarter (check S1)."),
        0,
        100_000,
    ),
    Setting("check_members_percent", int, 20, _("Explain a change of members by more than (percent)"), "", 1, 1000),
    Setting("check_npl_percent", int, 5, _("Bad loans without allowance are allowed up to (percent)")),
    Setting("check_cash_percent", int, 50, _("Cash in the till is allowed up to (percent of assets)")),
    Setting(
        "check_bank_percent",
        int,
        40,
        _("Bank loans are allowed up to (percent of assets)"),
        _("Permenkop 8/2023 art. 65."),
    ),
    Setting(
        "check_participation_percent",
        int,
        25,
        _("Participation capital is allowed up to (percent of assets)"),
        _("Permenkop 8/2023 art. 68."),
    ),
    Setting("report_attestation", str, ATTESTATION, _("Text that a board member signs"), is_long=True, is_needed=True),
)


def due_when_asked(due_on: date, today: date) -> date:
    """The due date of a report that an officer asks for on a day: the quarter's, or a later one if that is too near."""
    return max(due_on, today + timedelta(days=office.value("asked_late_days"))) if due_on < today else due_on


def due_rules() -> DueRules:
    """The rules in force now."""
    values = office.values()
    return DueRules(
        due_day=values["report_due_day"],
        grace_days=values["report_grace_days"],
        shift_to_working_day=values["report_shift"],
        fourth_by_annual_report=values["report_fourth_annual"],
    )


def limits() -> Limits:
    """The figures by which the plausibility checks decide now."""
    values = office.values()
    return Limits(
        move_percent=values["check_move_percent"],
        move_rupiah=values["check_move_million"] * 1_000_000,
        members_percent=values["check_members_percent"],
        npl_percent=values["check_npl_percent"],
        cash_percent=values["check_cash_percent"],
        bank_loan_percent=values["check_bank_percent"],
        participation_percent=values["check_participation_percent"],
    )


def checks_as_warning() -> frozenset[str]:
    """Ids of the checks that the office has set to warn only."""
    return frozenset(part.strip().upper() for part in office.value("report_as_warning").split(",") if part.strip())
