"""Members and employees: numbers of people, and of offices."""

from django.utils.translation import gettext_lazy as _

from cooperatives.register_fields.declaration import FieldKind, RegisterField

FIELDS = (
    RegisterField(
        name="members_male",
        label=_("members, male"),
        kind=FieldKind.COUNT,
        words="jumlah anggota pria, jumlah anggota l, anggota l, anggota pria, anggota laki laki,"
        " jumlah anggota laki laki, anggota lk, jumlah anggota lk",
    ),
    RegisterField(
        name="members_female",
        label=_("members, female"),
        kind=FieldKind.COUNT,
        words="jumlah anggota wanita, jumlah anggota p, anggota p, anggota wanita, anggota perempuan,"
        " jumlah anggota perempuan, anggota pr, jumlah anggota pr",
    ),
    RegisterField(
        name="members",
        label=_("members"),
        kind=FieldKind.COUNT,
        words="jumlah anggota, total anggota, anggota, jml anggota, jumlah anggota jumlah, jumlah anggota total,"
        " anggota jumlah, jumlah anggota jml, jumlah anggota orang, anggota total",
        wanted=True,
    ),
    RegisterField(
        name="candidate_members",
        label=_("candidate members"),
        kind=FieldKind.COUNT,
        words="calon anggota, jumlah calon anggota",
    ),
    RegisterField(
        name="employees_male",
        label=_("employees, male"),
        kind=FieldKind.COUNT,
        words="karyawan pria, karyawan l, jumlah karyawan l, jumlah karyawan pria, karyawan laki laki",
    ),
    RegisterField(
        name="employees_female",
        label=_("employees, female"),
        kind=FieldKind.COUNT,
        words="karyawan wanita, karyawan p, jumlah karyawan p, jumlah karyawan wanita, karyawan perempuan",
    ),
    RegisterField(
        name="employees",
        label=_("employees"),
        kind=FieldKind.COUNT,
        words="karyawan, jumlah karyawan, total karyawan, karyawan jumlah, karyawan orang",
        wanted=True,
    ),
    RegisterField(
        name="managers_male",
        label=_("managers, male"),
        kind=FieldKind.COUNT,
        words="manager pria, manajer pria, manajer l, manager l",
    ),
    RegisterField(
        name="managers_female",
        label=_("managers, female"),
        kind=FieldKind.COUNT,
        words="manager wanita, manajer wanita, manajer p, manager p",
    ),
    # A list calls the name of the manager “Manajer”.
    RegisterField(
        name="managers",
        label=_("managers"),
        kind=FieldKind.COUNT,
        words="total manajer, jumlah manajer, jumlah manager, total manager, managers",
        title=_("Number of managers"),
    ),
    RegisterField(
        name="branches",
        label=_("branch offices"),
        kind=FieldKind.COUNT,
        words="jumlah kantor cabang, kantor cabang, jumlah cabang",
    ),
)
