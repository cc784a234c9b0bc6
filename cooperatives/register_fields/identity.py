"""The fields that say which cooperative it is, and whether it is active."""

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status
from cooperatives.register_fields import rules
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from cooperatives.register_import import cells
from core.text.parsing import read_count

FIELDS = (
    # The portal's own number: a row of its export finds its record again, whatever else two records share.
    RegisterField(
        name="portal_number",
        label=_("number in the portal"),
        kind=FieldKind.NUMBER,
        column=False,
        words="nomor di portal",
        reader=read_count,
        settled=True,
        typed=False,
        path="pk",
    ),
    RegisterField(
        name="name",
        label=_("name"),
        required=True,
        max_length=200,
        words="nama koperasi, koperasi, nama, nama kop, nama lembaga, cooperative, name",
        essential=True,
        title=_("Name of the cooperative"),
        width=42,
    ),
    RegisterField(
        name="legal_number",
        label=_("legal-entity number"),
        max_length=80,
        words="nomor badan hukum, no badan hukum, badan hukum nomor, badan hukum, nomor badan hukum pendirian, no bh,"
        " nomor bh, bh, badan hukum no, no dan tgl badan hukum, nomor badan hukum koperasi, nomor bh koperasi",
        essential=True,
        width=30,
        wanted=True,
    ),
    RegisterField(
        name="legal_date",
        label=_("date of legal entity"),
        kind=FieldKind.DATE,
        words="tanggal badan hukum, tgl badan hukum, badan hukum tanggal, badan hukum tgl,"
        " tanggal badan hukum pendirian, tgl bh, tanggal bh",
        wanted=True,
    ),
    RegisterField(
        name="amendment_number",
        label=_("number of last amendment (PAD)"),
        max_length=80,
        words="nomor perubahan anggaran dasar, no pad, nomor pad, pad nomor, nomor perubahan anggaran dasar terbaru,"
        " perubahan anggaran dasar nomor",
        width=30,
    ),
    RegisterField(
        name="amendment_date",
        label=_("date of last amendment"),
        kind=FieldKind.DATE,
        words="tanggal perubahan anggaran dasar, tgl pad, tanggal pad, pad tanggal,"
        " tanggal perubahan anggaran dasar terbaru, perubahan anggaran dasar tanggal",
    ),
    RegisterField(
        name="national_number",
        label=_("Nomor Induk Koperasi"),
        max_length=32,
        rule=rules.without_spaces,
        words="nomor induk koperasi, nik koperasi, nik, no koperasi, no nik, nomor nik, no induk koperasi, nik kop",
        reader=cells.read_national_number,
        essential=True,
        width=18,
        wanted=True,
    ),
    RegisterField(
        name="certified_until",
        label=_("certificate valid until"),
        kind=FieldKind.DATE,
        may_lie_ahead=True,
        words="tanggal berlaku sertifikat, tgl berlaku sertifikat, sertifikat berlaku, masa berlaku sertifikat,"
        " sertifikat berlaku sampai, tanggal kadaluarsa sertifikat, tanggal kedaluwarsa sertifikat",
    ),
    RegisterField(
        name="grade",
        label=_("grade"),
        max_length=10,
        words="grade, status grade, grade sertifikat",
        width=9,
    ),
    RegisterField(
        name="kuk",
        label=_("business class (KUK)"),
        kind=FieldKind.NUMBER,
        low=1,
        high=4,
        words="kuk, klasifikasi usaha koperasi",
        reader=cells.read_kuk,
    ),
    # Moved by cooperatives/status.py alone, with a reason.
    RegisterField(
        name="status",
        label=_("status"),
        kind=FieldKind.CHOICE,
        max_length=24,
        choices=Status,
        words="status, status koperasi, status keaktifan, keaktifan, keterangan aktif tidak aktif, aktif tidak aktif,"
        " kondisi",
        value_words=cells.STATUS_WORDS,
        settled=True,
        essential=True,
        typed=False,
        width=22,
        wanted=True,
        facet=1,
    ),
    RegisterField(
        name="status_active",
        label=_("status: column “active”"),
        column=False,
        words="aktif, status aktif, koperasi aktif, status koperasi aktif",
        settled=True,
        essential=True,
        typed=False,
        not_exported="the status says it",
    ),
    RegisterField(
        name="status_passive",
        label=_("status: column “not active”"),
        column=False,
        words="tidak aktif, status tidak aktif, koperasi tidak aktif, pasif, status pasif,"
        " status koperasi tidak aktif, non aktif, status tidak",
        settled=True,
        essential=True,
        typed=False,
        not_exported="the status says it",
    ),
    RegisterField(
        name="status_on",
        label=_("status since"),
        kind=FieldKind.DATE,
        typed=False,
    ),
)
