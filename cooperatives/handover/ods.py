"""The columns of the ministry's Online Data System (REGISTER_HEADERS H2), in their order and spelling."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind, Status
from cooperatives.handover import ministry_words
from cooperatives.handover.declaration import HandOver, HandoverColumn, nothing, text
from cooperatives.models import Cooperative
from core import clock


def _certificate(one: Cooperative) -> str:
    """Whether the certificate of the NIK is valid today; "" where it has a NIK and nobody has said until when."""
    until: date | None = one.certified_until
    if one.national_number and not until:
        return ""
    return "Sudah Bersertifikat" if until and until >= clock.today() else "Belum Bersertifikat"


# Kinds that the ministry knows, or the Merah Putih cooperatives, which it takes for one.
NO_KIND = ~Q(group=ministry_words.MERAH_PUTIH) & (Q(kind="") | Q(kind=Kind.MULTI_PURPOSE))

ODS = HandOver(
    key="ods",
    name="ODS",
    about=_("The Online Data System of the ministry (nik.kop.go.id), one row a cooperative."),
    among=~Q(status=Status.DISSOLVED),
    columns=(
        HandoverColumn("Nomor Induk Koperasi", lambda one: one.national_number, text("national_number")),
        HandoverColumn("Koperasi", lambda one: one.name, width=42),
        HandoverColumn("Nomor Badan Hukum Pendirian", lambda one: one.legal_number, text("legal_number"), width=30),
        HandoverColumn("Tanggal Badan Hukum Pendirian", lambda one: one.legal_date, nothing("legal_date"), "date", 14),
        HandoverColumn("Nomor Perubahan Anggaran Dasar (Terbaru)", lambda one: one.amendment_number, width=30),
        HandoverColumn(
            "Tanggal Perubahan Anggaran Dasar (Terbaru)", lambda one: one.amendment_date, kind="date", width=14
        ),
        HandoverColumn("Nomor Pelaporan (Terbaru)"),
        HandoverColumn("Tanggal Pelaporan (Terbaru)", width=14),
        HandoverColumn("Tanggal RAT Terakhir", lambda one: one.last_rat_on, nothing("last_rat_on"), "date", 14),
        HandoverColumn("Alamat", lambda one: one.address, text("address"), width=42),
        HandoverColumn("Desa / Kelurahan", lambda one: one.village.name if one.village else "", nothing("village")),
        HandoverColumn(
            "Kode Wilayah", lambda one: one.village.code if one.village else "", nothing("village"), width=15
        ),
        HandoverColumn("Kecamatan", lambda one: one.district.name if one.district else "", nothing("district")),
        HandoverColumn("Kabupaten", lambda one: "Kota Surakarta"),
        HandoverColumn("Provinsi", lambda one: "Jawa Tengah"),
        HandoverColumn("Bentuk Koperasi", ministry_words.form, text("form"), width=24),
        HandoverColumn("Jenis Koperasi", ministry_words.kind, NO_KIND),
        HandoverColumn("Sektor Usaha", lambda one: one.sector, text("sector"), width=24),
        HandoverColumn("Kelompok Koperasi", lambda one: one.group, text("group")),
        HandoverColumn("Pola Pengelolaan", ministry_words.pattern, text("pattern"), width=16),
        HandoverColumn("Status NIK", _certificate),
        HandoverColumn("Tanggal Berlaku Sertifikat", lambda one: one.certified_until, kind="date", width=14),
        HandoverColumn("Grade", lambda one: one.grade, width=8),
        HandoverColumn("KUK", lambda one: one.kuk, kind="count", width=8),
        HandoverColumn("Jumlah Anggota Pria", lambda one: one.members_male, nothing("members_male"), "count", 10),
        HandoverColumn("Jumlah Anggota Wanita", lambda one: one.members_female, nothing("members_female"), "count", 10),
        HandoverColumn("Total Anggota", lambda one: one.members, nothing("members"), "count", 10),
        HandoverColumn("Total Karyawan", lambda one: one.employees, nothing("employees"), "count", 10),
        HandoverColumn("Total Manajer", lambda one: one.managers, nothing("managers"), "count", 10),
    ),
)
