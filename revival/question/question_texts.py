"""The office's words of the question: letters, messages, the letter to a lurah; words in braces are filled in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import office
from core.errors import DomainError
from core.messages import placeholders
from core.office import Setting
from core.papers.numbers import LONGEST
from core.text.formats import local_phone, long_date
from revival.models import Question

# Placeholder: what it becomes.
OFFICE = {
    "kantor": gettext_lazy("name of the office"),
    "telepon": gettext_lazy("telephone of the office"),
    "jam": gettext_lazy("office hours"),
    "sampai": gettext_lazy("the last day to answer"),
}
TO_BOARD = OFFICE | {
    "koperasi": gettext_lazy("name of the cooperative"),
    "tautan": gettext_lazy("the link that opens the questions"),
    "kode": gettext_lazy("the code"),
}
TO_LURAH = OFFICE | {
    "kelurahan": gettext_lazy("name of the kelurahan"),
    "jumlah": gettext_lazy("how many cooperatives the letter lists"),
}
NUMBER_WORDS = ("nomor", "bulan", "tahun")
SUBJECT = 150
LETTER = (
    "Koperasi Saudara, {koperasi}, tercatat pasif di {kantor}. Kami ingin membantu, dan terlebih dahulu ingin "
    "mendengar dari Saudara: masih inginkah koperasi ini berjalan?\n\n"
    "Mohon jawab lima pertanyaan singkat paling lambat {sampai}. Cukup tiga menit, tanpa akun dan tanpa biaya."
    "\n\nTidak memakai HP? Telepon {telepon} atau datang ke kantor kami, {jam}. Kami yang menuliskan jawaban Saudara."
)
REMINDER = (
    "Kami pernah menanyakan apakah {koperasi} masih ingin berjalan, dan belum menerima jawaban. Mohon jawab lima "
    "pertanyaan singkat paling lambat {sampai}; jawaban “tidak” pun membantu kami.\n\n"
    "Tidak memakai HP? Telepon {telepon} atau datang ke kantor kami, {jam}. Kami yang menuliskan jawaban Saudara."
)
MESSAGE = (
    "Yth. Pengurus {koperasi},\nkami dari {kantor}. Masih inginkah koperasi ini berjalan? Mohon jawab lima pertanyaan "
    "singkat paling lambat {sampai}, tanpa akun, tiga menit:\n{tautan}\nKode: {kode}\n"
    "Pertanyaan? Telepon {telepon}."
)
MESSAGE_AGAIN = (
    "Yth. Pengurus {koperasi},\nkami belum menerima jawaban: masih inginkah koperasi ini berjalan? Jawaban “tidak” pun "
    "membantu kami. Mohon jawab paling lambat {sampai}:\n{tautan}\nKode: {kode}\n{kantor}, {telepon}"
)
LURAH = (
    "Di Kelurahan {kelurahan} tercatat {jumlah} koperasi pasif yang tidak dapat kami hubungi melalui surat maupun "
    "telepon. Mohon bantuan Saudara mengisi tabel di bawah ini: apakah koperasinya masih ada, siapa pengurus yang "
    "dapat ditemui, dan hal lain yang Saudara ketahui.\n\n"
    "Mohon lembar ini dikembalikan ke kantor kami paling lambat {sampai}, atau hubungi {telepon}."
)


def check_words(known: dict[str, Any], *needed: str) -> Any:
    """The rule of a text: only words that can be filled in, and those without which nobody could answer."""

    def check(text: str) -> None:
        if unknown := placeholders.unknown(text, known):
            told = _("Nothing can be filled in for {names}. The words that are known: {known}.")
            raise DomainError(told.format(names=_braced(unknown), known=_braced(known)))
        if {"{", "}"} & set(placeholders.BRACES.sub("", text)):
            raise DomainError(_("A brace is left alone: a word that is filled in stands between { and }."))
        if missing := [name for name in needed if name not in placeholders.names(text)]:
            told = _("Without {names} nobody could answer: put it into the text.")
            raise DomainError(told.format(names=_braced(missing)))

    return check


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def check_number(pattern: str) -> None:
    words = placeholders.names(pattern)
    if "nomor" not in words or set(words) - set(NUMBER_WORDS):
        raise DomainError(_("The pattern needs {nomor}; besides it only {bulan} and {tahun} are known."))
    longest = placeholders.fill(pattern, {"nomor": "0" * 10, "bulan": "VIII", "tahun": "2000"})
    if len(longest) > LONGEST:
        raise DomainError(_("This pattern gives numbers of more than 60 characters; make it shorter."))


def _setting(key: str, default: str, label: Any, help_text: Any = "", **more: Any) -> Setting:
    return Setting(f"question_{key}", str, default, label, help_text, has_own_page=True, **more)


def _long(key: str, default: str, label: Any, known: dict[str, Any], *needed: str) -> Setting:
    return _setting(key, default, label, is_long=True, is_needed=True, check=check_words(known, *needed))


ONE_A_LINE = gettext_lazy("One a line.")
SETTINGS = (
    _setting(
        "number",
        "518/{nomor}/BINA/{bulan}/{tahun}",
        gettext_lazy("How these letters are numbered"),
        gettext_lazy("{nomor} counts within the year, {bulan} is the month in Roman figures."),
        is_needed=True,
        check=check_number,
    ),
    _setting("nature", "Biasa", gettext_lazy("Nature"), gettext_lazy("What stands after “Sifat”.")),
    _setting("enclosures", "", gettext_lazy("Enclosures"), gettext_lazy("What stands after “Lampiran”. Empty: none.")),
    _setting("basis", "", gettext_lazy("Legal basis"), ONE_A_LINE, is_long=True),
    _setting("copies", "", gettext_lazy("Who gets a copy (tembusan)"), ONE_A_LINE, is_long=True),
    _setting(
        "subject",
        "Permohonan keterangan kelanjutan koperasi",
        gettext_lazy("Subject of the letter"),
        is_needed=True,
        check=check_words(TO_BOARD),
    ),
    _long("letter", LETTER, gettext_lazy("Letter to a board"), TO_BOARD),
    _long("letter_again", REMINDER, gettext_lazy("Letter that reminds a board"), TO_BOARD),
    _long("message", MESSAGE, gettext_lazy("WhatsApp message"), TO_BOARD, "tautan"),
    _long("message_again", MESSAGE_AGAIN, gettext_lazy("WhatsApp message that reminds"), TO_BOARD, "tautan"),
    _setting(
        "lurah_subject",
        "Permohonan bantuan mencari pengurus koperasi",
        gettext_lazy("Subject of the letter to a lurah"),
        is_needed=True,
        check=check_words(TO_LURAH),
    ),
    _long("lurah", LURAH, gettext_lazy("Letter to a lurah"), TO_LURAH),
)
KEYS = tuple(setting.key for setting in SETTINGS)


def link_of(question: Question) -> str:
    """The full address that opens the questions."""
    return settings.BASE_URL + reverse("answer", args=[question.code_in_groups])


def for_board(key: str, question: Question) -> str:
    """The office's text of a name (`question_` before it) for the board that is asked; in Indonesian."""
    with translation.override(settings.LANGUAGE_CODE):
        values = _of_office(question.expires_on) | {
            "koperasi": question.cooperative.legal_name,
            "tautan": link_of(question),
            "kode": question.code_in_groups,
        }
        return placeholders.fill(office.value(f"question_{key}"), values)


def for_lurah(key: str, *, village: str, n: int, until: Any) -> str:
    """The same for the lurah of a kelurahan, after `n` cooperatives."""
    with translation.override(settings.LANGUAGE_CODE):
        values = _of_office(until) | {"kelurahan": village, "jumlah": str(n)}
        return placeholders.fill(office.value(f"question_{key}"), values)


def in_one_line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT]


def _of_office(until: Any) -> dict[str, str]:
    kept = office.values()
    return {
        "kantor": kept["name"],
        "telepon": local_phone(kept["phone"]),
        "jam": kept["hours"],
        "sampai": long_date(until),
    }
