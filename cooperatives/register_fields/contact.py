"""Address and contact. The columns of the places are written out in models/cooperative.py."""

from django.utils.translation import gettext_lazy as _

from cooperatives.register_fields import rules
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from cooperatives.register_import import cells
from core.text.formats import local_phone

CONSENT = "what the cooperative allows is noted on its page, not in a list"

FIELDS = (
    RegisterField(
        name="address",
        label=_("address"),
        max_length=255,
        words="alamat, alamat lengkap, alamat koperasi, alamat kantor, jalan",
        width=42,
        wanted=True,
    ),
    RegisterField(
        name="address_is_public",
        label=_("show the address to the public"),
        kind=FieldKind.YES_NO,
        default=False,
        not_exported=CONSENT,
    ),
    RegisterField(
        name="village",
        label=_("village (kelurahan)"),
        kind=FieldKind.PLACE,
        column=False,
        words="kelurahan, desa kelurahan, kelurahan desa, desa, kel, kel desa, desa kel",
        settled=True,
        path="village__name",
        width=18,
        wanted=True,
        facet=3,
    ),
    RegisterField(
        name="district",
        label=_("district (kecamatan)"),
        kind=FieldKind.PLACE,
        column=False,
        words="kecamatan, kec",
        settled=True,
        typed=False,
        path="district__name",
        facet=2,
    ),
    RegisterField(
        name="village_code",
        label=_("code of the village (Kemendagri or BPS)"),
        column=False,
        words="kode wilayah, kode kelurahan, kode desa, kode desa kelurahan, kode kelurahan desa, kode kel,"
        " kode kemendagri, kode wilayah kemendagri, kode kelurahan kemendagri, kode wilayah kelurahan, kode bps,"
        " kode wilayah bps, kode kelurahan bps, kode desa bps, kd wilayah, kd kelurahan, kd desa, id kelurahan,"
        " id desa, id wilayah, kode wil, village code",
        settled=True,
        typed=False,
        not_exported="the name of the village says it",
    ),
    RegisterField(
        name="regency",
        label=_("regency or city"),
        column=False,
        words="kabupaten, kabupaten kota, kota kabupaten, kota, kab kota, kabkota, kabkot, kab, nama kabupaten,"
        " nama kabupaten kota, regency",
        settled=True,
        typed=False,
        not_exported="the register is of one city",
    ),
    RegisterField(
        name="province",
        label=_("province"),
        column=False,
        words="provinsi, propinsi, prov, nama provinsi",
        settled=True,
        typed=False,
        not_exported="the register is of one city",
    ),
    RegisterField(
        name="postcode",
        label=_("postcode"),
        max_length=5,
        rule=rules.postcode,
        words="kode pos, kodepos",
        width=9,
        wanted=True,
    ),
    RegisterField(
        name="phone",
        label=_("telephone / WhatsApp"),
        max_length=40,
        rule=rules.phone,
        words="no telp wa, telepon, no telp, no hp, telp, hp, nomor telepon, no telp 1, no telepon, wa, whatsapp,"
        " no wa, kontak, no telp hp, no hp wa, notelp 1",
        reader=cells.read_phone,
        width=20,
        personal="contacts",
        written=local_phone,
        wanted=True,
    ),
    RegisterField(
        name="phone_is_public",
        label=_("show the telephone to the public"),
        kind=FieldKind.YES_NO,
        default=False,
        not_exported=CONSENT,
    ),
    RegisterField(
        name="email",
        label=_("e-mail"),
        kind=FieldKind.EMAIL,
        max_length=254,
        rule=rules.email,
        words="email, e mail, alamat email, surel",
        width=32,
        personal="contacts",
        wanted=True,
    ),
    RegisterField(
        name="email_is_public",
        label=_("show the e-mail to the public"),
        kind=FieldKind.YES_NO,
        default=False,
        not_exported=CONSENT,
    ),
    RegisterField(
        name="website",
        label=_("website"),
        max_length=200,
        rule=rules.website,
        words="website, situs web, web",
        width=26,
    ),
    # Three decimals (about 100 m) are enough for a map and no more than may be public.
    RegisterField(
        name="latitude",
        label=_("latitude"),
        kind=FieldKind.DEGREE,
        low=-11,
        high=6,
        not_exported="a list cannot fill it",
    ),
    RegisterField(
        name="longitude",
        label=_("longitude"),
        kind=FieldKind.DEGREE,
        low=95,
        high=141,
        not_exported="a list cannot fill it",
    ),
)
