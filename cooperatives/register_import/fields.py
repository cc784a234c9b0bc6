"""The fields a column of a register can mean, declared once: label, words of the lists, reader.

Words are compared by `headings.normal`; those of REGISTER_HEADERS.md H2–H6 are all here.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from cooperatives import choices
from cooperatives.models import Cooperative
from cooperatives.register_import import cells
from core.reading import read_count, read_date, read_rupiah

Reader = cells.Reader


def record_field(name: str) -> Field:
    field = Cooperative._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - the names stand in this file
    return field


@dataclass(frozen=True, slots=True)
class ImportField:
    """`column` is the record's column, or empty for what the importer works out itself."""

    key: str
    words: tuple[str, ...]
    read: Reader
    column: str = ""
    title: Any = ""
    max_length: int = 0

    @property
    def label(self) -> str:
        return str(self.title or record_field(self.column).verbose_name)


def _field(key: str, read: Reader, *words: str, title: Any = "") -> ImportField:
    length = record_field(key).max_length or 0
    return ImportField(key, words, read, column=key, title=title, max_length=length)


def _special(key: str, read: Reader, title: Any, *words: str, max_length: int = 0) -> ImportField:
    return ImportField(key, words, read, title=title, max_length=max_length)


text, date, count, rupiah = cells.read_text, read_date, read_count, read_rupiah
_form = cells.read_choice(cells.FORM_WORDS, choices.Form)
_kind = cells.read_choice(cells.KIND_WORDS, choices.Kind)
_authority = cells.read_choice(cells.AUTHORITY_WORDS, choices.Authority)
a_pattern = cells.read_choice(cells.PATTERN_WORDS, choices.Pattern)
a_form = cells.read_facts("form", _form, ("authority", _authority), wholes=cells.WHOLE_KINDS)
a_kind = cells.read_facts("kind", _kind, ("pattern", a_pattern), wholes=cells.WHOLE_KINDS)
an_authority = cells.read_facts("authority", _authority, ("form", _form), wholes={})
a_filing = cells.read_choice(cells.FILING_WORDS, choices.FilingType)
a_status = cells.read_choice(cells.STATUS_WORDS, choices.Status)

FIELDS: dict[str, ImportField] = {
    field.key: field
    for field in (
        _field("name", text, "nama koperasi", "koperasi", "nama", "nama kop", "nama lembaga", "cooperative", "name",
               "name of the cooperative"),
        _field("legal_number", text, "nomor badan hukum", "no badan hukum", "badan hukum nomor", "badan hukum",
               "nomor badan hukum pendirian", "no bh", "nomor bh", "bh", "badan hukum no", "no dan tgl badan hukum",
               "nomor badan hukum koperasi", "nomor bh koperasi", "legal entity number"),
        _field("legal_date", date, "tanggal badan hukum", "tgl badan hukum", "badan hukum tanggal", "badan hukum tgl",
               "tanggal badan hukum pendirian", "tgl bh", "tanggal bh", "date of legal entity"),
        _field("amendment_number", text, "nomor perubahan anggaran dasar", "no pad", "nomor pad", "pad nomor",
               "nomor perubahan anggaran dasar terbaru", "perubahan anggaran dasar nomor",
               "number of last amendment pad"),
        _field("amendment_date", date, "tanggal perubahan anggaran dasar", "tgl pad", "tanggal pad", "pad tanggal",
               "tanggal perubahan anggaran dasar terbaru", "perubahan anggaran dasar tanggal",
               "date of last amendment"),
        _field("national_number", cells.read_national_number, "nomor induk koperasi", "nik koperasi", "nik",
               "no koperasi", "no nik", "nomor nik", "no induk koperasi", "nik kop"),
        _field("certified_until", date, "tanggal berlaku sertifikat", "tgl berlaku sertifikat", "sertifikat berlaku",
               "masa berlaku sertifikat", "sertifikat berlaku sampai", "tanggal kadaluarsa sertifikat",
               "tanggal kedaluwarsa sertifikat", "certificate valid until"),
        _field("grade", text, "grade", "status grade", "grade sertifikat"),
        _field("kuk", cells.read_kuk, "kuk", "klasifikasi usaha koperasi", "business class kuk"),
        _field("form", a_form, "bentuk", "bentuk koperasi", "bentuk usaha", "form"),
        _field("kind", a_kind, "jenis", "jenis koperasi", "kind"),
        _field("group", cells.read_group, "kelompok", "kelompok koperasi", "group"),
        _field("pattern", a_pattern, "pola pengelolaan", "pola", "pattern"),
        _field("sector", text, "sektor usaha", "sektor", "bidang usaha", "business sector"),
        _field("business_unit", text, "unit usaha", "kategori usaha", "business units"),
        _field("has_savings_unit", cells.read_yes, "usp", "punya usp", "unit simpan pinjam",
               "has a savings and loan unit usp"),
        _field("licence_number", text, "nomor izin usaha simpan pinjam", "iusp nomor", "no iusp", "iusp",
               "nomor iusp", "izin usaha simpan pinjam", "savings and loan licence"),
        _field("licence_date", date, "tanggal iusp", "tgl iusp", "iusp tanggal", "tanggal izin usaha simpan pinjam",
               "date of licence"),
        _field("nib_number", text, "nib", "nomor nib", "no nib", "nib nomor", "business number nib"),
        _field("nib_date", date, "tanggal nib", "tgl nib", "nib tanggal", "date of nib"),
        _field("npwp", text, "npwp", "npwp koperasi", "nomor npwp", "no npwp", "tax number npwp"),
        _field("bank_account", text, "rekening", "rekening bank", "no rekening", "nomor rekening", "bank account"),
        _field("authority", an_authority, "kewenangan", "kewenangan pengawasan",
               "wilayah keanggotaan", "supervising authority"),
        _field("filing_type", a_filing, "cara lapor", "cara pelaporan", "filing"),
        _field("address", text, "alamat", "alamat lengkap", "alamat koperasi", "alamat kantor", "jalan", "address"),
        _special("village", text, _("village (kelurahan)"), "kelurahan", "desa kelurahan", "kelurahan desa", "desa",
                 "kel", "kel desa", "desa kel", "village kelurahan"),
        _special("district", text, _("district (kecamatan)"), "kecamatan", "kec", "district kecamatan"),
        _special("village_code", text, _("code of the village (Kemendagri or BPS)"), "kode wilayah", "kode kelurahan",
                 "kode desa", "kode desa kelurahan", "kode kelurahan desa", "kode kel", "kode kemendagri",
                 "kode wilayah kemendagri", "kode kelurahan kemendagri", "kode wilayah kelurahan", "kode bps",
                 "kode wilayah bps", "kode kelurahan bps", "kode desa bps", "kd wilayah", "kd kelurahan", "kd desa",
                 "id kelurahan", "id desa", "id wilayah", "kode wil", "village code"),
        _special("regency", text, _("regency or city"), "kabupaten", "kabupaten kota", "kota kabupaten", "kota",
                 "kab kota", "kabkota", "kabkot", "kab", "nama kabupaten", "nama kabupaten kota", "regency"),
        _special("province", text, _("province"), "provinsi", "propinsi", "prov", "nama provinsi", "province"),
        _field("postcode", text, "kode pos", "kodepos", "postcode"),
        _field("phone", cells.read_phone, "no telp wa", "telepon", "no telp", "no hp", "telp", "hp", "nomor telepon",
               "no telp 1", "no telepon", "wa", "whatsapp", "no wa", "kontak", "no telp hp", "no hp wa", "notelp 1",
               "telepon whatsapp", "telephone whatsapp"),
        _field("email", cells.read_email, "email", "e mail", "alamat email", "surel"),
        _field("website", text, "website", "situs web", "web"),
        _field("members_male", count, "jumlah anggota pria", "jumlah anggota l", "anggota l", "anggota pria",
               "anggota laki laki", "jumlah anggota laki laki", "anggota lk", "jumlah anggota lk",
               "members male"),
        _field("members_female", count, "jumlah anggota wanita", "jumlah anggota p", "anggota p", "anggota wanita",
               "anggota perempuan", "jumlah anggota perempuan", "anggota pr", "jumlah anggota pr",
               "members female"),
        _field("members", count, "jumlah anggota", "total anggota", "anggota", "jml anggota", "jumlah anggota jumlah",
               "jumlah anggota total", "anggota jumlah", "jumlah anggota jml", "jumlah anggota orang",
               "anggota total", "members"),
        _field("candidate_members", count, "calon anggota", "jumlah calon anggota", "candidate members"),
        _field("employees_male", count, "karyawan pria", "karyawan l", "jumlah karyawan l", "jumlah karyawan pria",
               "karyawan laki laki", "employees male"),
        _field("employees_female", count, "karyawan wanita", "karyawan p", "jumlah karyawan p",
               "jumlah karyawan wanita", "karyawan perempuan", "employees female"),
        _field("employees", count, "karyawan", "jumlah karyawan", "total karyawan", "karyawan jumlah",
               "karyawan orang", "employees"),
        _field("managers_male", count, "manager pria", "manajer pria", "manajer l", "manager l", "managers male"),
        _field("managers_female", count, "manager wanita", "manajer wanita", "manajer p", "manager p",
               "managers female"),
        _field("managers", count, "total manajer", "jumlah manajer", "jumlah manager", "total manager", "managers"),
        _field("branches", count, "jumlah kantor cabang", "kantor cabang", "jumlah cabang", "branch offices"),
        _field("own_capital", rupiah, "modal sendiri", "own capital"),
        _field("outside_capital", rupiah, "modal luar", "modal luar pinjaman", "modal pinjaman", "outside capital"),
        _field("assets", rupiah, "aset", "asset", "aktiva", "total aset", "jumlah aset", "assets", "total asset",
               "jumlah asset"),
        _field("turnover", rupiah, "volume usaha", "omset", "omzet", "turnover"),
        _field("surplus", rupiah, "shu", "sisa hasil usaha", "sisa hasil usaha shu", "surplus shu"),
        _field("figures_as_of", date, "keadaan per", "posisi per", "per tanggal", "figures as of"),
        _special("last_rat", cells.read_meeting, _("last annual meeting (RAT)"), "rat terakhir",
                 "tanggal rat terakhir", "tgl rat", "tanggal rat", "rat", "tahun rat terakhir", "tahun rat",
                 "last annual meeting rat", "tgl rat terakhir"),
        _field("health_rating", text, "kesehatan", "predikat kesehatan", "predikat", "tingkat kesehatan",
               "health rating"),
        _field("health_year", cells.read_year, "tahun kesehatan", "tahun predikat", "year of the health rating"),
        _special("status", a_status, _("status"), "status", "status koperasi",
                 "status keaktifan", "keaktifan", "keterangan aktif tidak aktif", "aktif tidak aktif", "kondisi"),
        _special("status_active", text, _("status: column “active”"), "aktif", "status aktif", "koperasi aktif",
                 "status koperasi aktif"),
        _special("status_passive", text, _("status: column “not active”"), "tidak aktif", "status tidak aktif",
                 "koperasi tidak aktif", "pasif", "status pasif", "status koperasi tidak aktif", "non aktif",
                 "status tidak"),
        _special("chair", text, _("chair"), "ketua", "nama ketua", "ketua pengurus", "ketua koperasi", max_length=150),
        _special("secretary", text, _("secretary"), "sekretaris", "nama sekretaris", max_length=150),
        _special("treasurer", text, _("treasurer"), "bendahara", "nama bendahara", max_length=150),
        _special("manager_name", text, _("manager (pengelola)"), "manager", "manajer", "nama manajer", "pengelola",
                 "nama manager", max_length=150),
        _field("remarks", text, "keterangan", "ket", "catatan", "remarks in the register"),
    )
}  # fmt: skip

BOARD = {"chair": "chair", "secretary": "secretary", "treasurer": "treasurer", "manager_name": "manager"}
# A sheet is a register when at least so many of its columns are known, the name among them.
ENOUGH_COLUMNS = 3
