"""The fields of SIMKOPDES for a Merah Putih cooperative (REGISTER_HEADERS H6), in the names of its tables.

It has no door for programs: whoever fills it in copies field by field (DOMAIN-2.md F).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import MeetingKind, Position, Status
from cooperatives.handover import ministry_words
from cooperatives.handover.declaration import HandOver, HandoverColumn, nothing, text
from cooperatives.models import AnnualMeeting, BoardMember, Cooperative
from core.text.formats import local_phone


def _rounded(one: Cooperative) -> str:
    """Three decimals, as the register keeps them."""
    return f"{one.latitude}, {one.longitude}" if one.latitude is not None and one.longitude is not None else ""


def _meeting(one: Cooperative) -> AnnualMeeting | None:
    """The last annual meeting, where more of it is known than its day."""
    held = (meeting for meeting in one.meetings.all() if meeting.kind == MeetingKind.RAT)
    return next((meeting for meeting in held if meeting.held_on == one.last_rat_on), None)


def _of_meeting(value: Callable[[AnnualMeeting], Any]) -> Callable[[Cooperative], Any]:
    def found(one: Cooperative) -> Any:
        meeting = _meeting(one)
        return value(meeting) if meeting else None

    return found


def _person(one: Cooperative, position: str) -> BoardMember | None:
    people = [member for member in one.board.all() if member.position == position and member.left_on is None]
    return max(people, key=lambda member: member.name, default=None)


def _board(position: str, part: str) -> tuple[HandoverColumn, ...]:
    def name(one: Cooperative) -> str:
        return person.name if (person := _person(one, position)) else ""

    def phone(one: Cooperative) -> str:
        person = _person(one, position)
        return local_phone(person.phone) if person and person.phone else ""

    def term(one: Cooperative) -> Any:
        return person.term_end if (person := _person(one, position)) else None

    lacks = text("chair") if position == Position.CHAIR else None
    return (
        HandoverColumn(f"{part} – nama", name, lacks, width=26),
        HandoverColumn(f"{part} – no_hp", phone, width=18),
        HandoverColumn(f"{part} – periode_selesai", term, kind="date", width=14),
    )


SIMKOPDES = HandOver(
    key="simkopdes",
    name="SIMKOPDES",
    about=_("The ministry’s system of the Merah Putih cooperatives (KKMP): fields to copy, one cooperative at a time."),
    among=Q(group=ministry_words.MERAH_PUTIH) & ~Q(status=Status.DISSOLVED),
    related=("board", "meetings"),
    columns=(
        HandoverColumn("nama_koperasi", lambda one: one.name, width=42),
        HandoverColumn("nik_koperasi", lambda one: one.national_number, text("national_number")),
        HandoverColumn("bentuk_koperasi", ministry_words.form, text("form"), width=24),
        HandoverColumn("pola_pengelolaan", ministry_words.pattern, text("pattern"), width=16),
        HandoverColumn(
            "kategori_usaha", lambda one: one.business_unit or one.sector, text("business_unit") & text("sector")
        ),
        HandoverColumn("alamat_lengkap", lambda one: one.address, text("address"), width=42),
        HandoverColumn("kelurahan", lambda one: one.village.name if one.village else "", nothing("village")),
        HandoverColumn(
            "kode_wilayah", lambda one: one.village.code if one.village else "", nothing("village"), width=15
        ),
        HandoverColumn("kode_pos", lambda one: one.postcode, text("postcode"), width=10),
        HandoverColumn("koordinat_dibulatkan", _rounded, nothing("latitude") | nothing("longitude")),
        HandoverColumn("modal_awal"),
        HandoverColumn("sumber_persetujuan"),
        HandoverColumn("tentang_koperasi"),
        HandoverColumn("metode_pengisian", ministry_words.filing),
        HandoverColumn("dokumen: badan hukum – nomor", lambda one: one.legal_number, text("legal_number"), width=30),
        HandoverColumn("dokumen: badan hukum – tanggal", lambda one: one.legal_date, nothing("legal_date"), "date", 14),
        HandoverColumn("dokumen: NPWP – nomor", lambda one: one.npwp, text("npwp")),
        HandoverColumn("dokumen: NIB – nomor", lambda one: one.nib_number, text("nib_number")),
        HandoverColumn("dokumen: NIB – tanggal", lambda one: one.nib_date, kind="date", width=14),
        *_board(Position.CHAIR, "ketua"),
        *_board(Position.SECRETARY, "sekretaris"),
        *_board(Position.TREASURER, "bendahara"),
        HandoverColumn("rat: tahun_buku", _of_meeting(lambda meeting: meeting.book_year), width=10),
        HandoverColumn("rat: tanggal_rat", lambda one: one.last_rat_on, nothing("last_rat_on"), "date", 14),
        HandoverColumn(
            "rat: jumlah_peserta_rat", _of_meeting(lambda meeting: meeting.attendance), kind="count", width=10
        ),
        HandoverColumn("rat: urutan_rat"),
        HandoverColumn("rat: tahun_rencana_kerja"),
        HandoverColumn("rat: tahun_rencana_anggaran"),
    ),
)
