"""Figures: money of one day, the last annual meeting, the health rating."""

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import FigureSource
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from cooperatives.register_import import cells

FIELDS = (
    RegisterField(
        name="own_capital",
        label=_("own capital"),
        kind=FieldKind.MONEY,
        words="modal sendiri",
        wanted=True,
    ),
    RegisterField(
        name="outside_capital",
        label=_("outside capital"),
        kind=FieldKind.MONEY,
        low=0,
        words="modal luar, modal luar pinjaman, modal pinjaman",
        wanted=True,
    ),
    RegisterField(
        name="assets",
        label=_("assets"),
        kind=FieldKind.MONEY,
        low=0,
        words="aset, asset, aktiva, total aset, jumlah aset, total asset, jumlah asset",
        wanted=True,
    ),
    RegisterField(
        name="turnover",
        label=_("turnover"),
        kind=FieldKind.MONEY,
        low=0,
        words="volume usaha, omset, omzet",
        wanted=True,
    ),
    RegisterField(
        name="surplus",
        label=_("surplus (SHU)"),
        kind=FieldKind.MONEY,
        words="shu, sisa hasil usaha, sisa hasil usaha shu",
        wanted=True,
    ),
    RegisterField(
        name="figures_as_of",
        label=_("figures as of"),
        kind=FieldKind.DATE,
        words="keadaan per, posisi per, per tanggal",
        title=_("Figures as of"),
        wanted=True,
    ),
    # Derived: where the newest of these come from (cooperatives/key_figures/figures.py).
    RegisterField(
        name="figures_source",
        label=_("source of the figures"),
        kind=FieldKind.CHOICE,
        max_length=10,
        choices=FigureSource,
        typed=False,
        width=18,
    ),
    # A date, or only its year.
    RegisterField(
        name="last_rat",
        label=_("last annual meeting (RAT)"),
        kind=FieldKind.DATE,
        column=False,
        words="rat terakhir, tanggal rat terakhir, tgl rat, tanggal rat, rat, tgl rat terakhir",
        settled=True,
        reader=cells.read_meeting,
        typed=False,
        not_exported="its date and its year are columns of their own",
    ),
    RegisterField(
        name="last_rat_on",
        label=_("last annual meeting (RAT)"),
        kind=FieldKind.DATE,
    ),
    RegisterField(
        name="last_rat_year",
        label=_("year of the last annual meeting"),
        kind=FieldKind.YEAR,
        words="tahun rat terakhir, tahun rat",
        settled=True,
        reader=cells.read_meeting,
        typed=False,
        wanted=True,
    ),
    RegisterField(
        name="health_rating",
        label=_("health rating"),
        max_length=40,
        words="kesehatan, predikat kesehatan, predikat, tingkat kesehatan",
        width=20,
    ),
    RegisterField(
        name="health_year",
        label=_("year of the health rating"),
        kind=FieldKind.YEAR,
        low=1990,
        high=2100,
        words="tahun kesehatan, tahun predikat",
    ),
    RegisterField(
        name="remarks",
        label=_("remarks in the register"),
        max_length=255,
        words="keterangan, ket, catatan",
        width=42,
    ),
)
