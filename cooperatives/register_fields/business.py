"""Kind and licences."""

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Authority, FilingType, Form, Kind, Pattern
from cooperatives.register_fields import rules
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from cooperatives.register_import import cells

_form = cells.read_choice(cells.FORM_WORDS, Form)
_kind = cells.read_choice(cells.KIND_WORDS, Kind)
_pattern = cells.read_choice(cells.PATTERN_WORDS, Pattern)
_authority = cells.read_choice(cells.AUTHORITY_WORDS, Authority)

FIELDS = (
    RegisterField(
        name="form",
        label=_("form"),
        kind=FieldKind.CHOICE,
        max_length=12,
        choices=Form,
        words="bentuk, bentuk koperasi, bentuk usaha",
        value_words=cells.FORM_WORDS,
        reader=cells.read_facts("form", _form, ("authority", _authority), wholes=cells.WHOLE_KINDS),
        width=10,
        wanted=True,
        facet=7,
    ),
    RegisterField(
        name="kind",
        label=_("kind"),
        kind=FieldKind.CHOICE,
        max_length=16,
        choices=Kind,
        words="jenis, jenis koperasi",
        value_words=cells.KIND_WORDS,
        reader=cells.read_facts("kind", _kind, ("pattern", _pattern), wholes=cells.WHOLE_KINDS),
        wanted=True,
        facet=4,
    ),
    RegisterField(
        name="group",
        label=_("group"),
        max_length=60,
        words="kelompok, kelompok koperasi",
        rule=rules.group,
        width=18,
        wanted=True,
        facet=5,
    ),
    RegisterField(
        name="pattern",
        label=_("pattern"),
        kind=FieldKind.CHOICE,
        max_length=14,
        choices=Pattern,
        words="pola pengelolaan, pola",
        value_words=cells.PATTERN_WORDS,
        reader=_pattern,
        width=14,
        wanted=True,
        facet=6,
    ),
    RegisterField(
        name="sector",
        label=_("business sector"),
        max_length=100,
        words="sektor usaha, sektor, bidang usaha",
        width=20,
        wanted=True,
    ),
    RegisterField(
        name="business_unit",
        label=_("business units"),
        max_length=200,
        words="unit usaha, kategori usaha",
        width=30,
    ),
    RegisterField(
        name="has_savings_unit",
        label=_("has a savings-and-loan unit (USP)"),
        kind=FieldKind.YES_NO,
        words="usp, punya usp, unit simpan pinjam",
        width=14,
    ),
    RegisterField(
        name="licence_number",
        label=_("savings-and-loan licence"),
        max_length=80,
        words="nomor izin usaha simpan pinjam, iusp nomor, no iusp, iusp, nomor iusp, izin usaha simpan pinjam",
        width=24,
    ),
    RegisterField(
        name="licence_date",
        label=_("date of licence"),
        kind=FieldKind.DATE,
        words="tanggal iusp, tgl iusp, iusp tanggal, tanggal izin usaha simpan pinjam",
    ),
    RegisterField(
        name="nib_number",
        label=_("business number (NIB)"),
        max_length=40,
        words="nib, nomor nib, no nib, nib nomor",
        width=20,
    ),
    RegisterField(
        name="nib_date",
        label=_("date of NIB"),
        kind=FieldKind.DATE,
        words="tanggal nib, tgl nib, nib tanggal",
    ),
    RegisterField(
        name="authority",
        label=_("supervising authority"),
        kind=FieldKind.CHOICE,
        max_length=10,
        choices=Authority,
        default=Authority.CITY,
        words="kewenangan, kewenangan pengawasan, wilayah keanggotaan",
        value_words=cells.AUTHORITY_WORDS,
        reader=cells.read_facts("authority", _authority, ("form", _form), wholes={}),
        width=14,
    ),
    RegisterField(
        name="filing_type",
        label=_("filing"),
        kind=FieldKind.CHOICE,
        max_length=10,
        choices=FilingType,
        default=FilingType.SELF,
        words="cara lapor, cara pelaporan",
        value_words=cells.FILING_WORDS,
        width=18,
    ),
)
