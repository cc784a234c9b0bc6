"""A list of cooperatives as an office sends it, for the tests of the import."""

from tests.factories import workbook

HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "STATUS", "JUMLAH ANGGOTA", "ASET", "KETUA", "EMAIL"]


def register(*rows, heading=HEADING):
    return workbook([heading, *rows])


def one_row(
    name="KSP Maju",
    legal="12/BH/X/2001",
    place="Jajar",
    status="Aktif",
    members=10,
    assets=500,
    chair="Ani",
    email=None,
):
    return [name, legal, place, status, members, assets, chair, email]
