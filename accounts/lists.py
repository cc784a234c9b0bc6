"""The list of people with an account."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, cases, choice_of

USERS = ListOf(
    name="users",
    title=gettext_lazy("Users"),
    rows=lambda request: User.objects.all(),
    cells=(
        ListColumn(gettext_lazy("Name"), lambda row: row.display_name, width=32),
        ListColumn(gettext_lazy("Signs in with"), lambda row: row.sign_in_name, width=34),
        ListColumn(gettext_lazy("Role"), lambda row: str(row.get_role_display()), width=26),
        ListColumn(gettext_lazy("State"), lambda row: _("active") if row.is_active else _("cannot sign in"), width=26),
        ListColumn(
            gettext_lazy("Last sign-in"),
            lambda row: timezone.localdate(row.last_login) if row.last_login else None,
            "date",
            12,
        ),
    ),
    orders={"role": ("role", "name"), "name": ("name",), "email": ("email",), "seen": ("-last_login",)},
    search=("name", "email", "login_phone"),
    search_label=gettext_lazy("Name, e-mail or telephone"),
    filters=(
        choice_of("role", gettext_lazy("Role"), dict(Role.choices)),
        Filter(
            key="access",
            label=gettext_lazy("Access"),
            condition=cases({"active": Q(is_active=True), "stopped": Q(is_active=False)}),
            choices={"active": gettext_lazy("active"), "stopped": gettext_lazy("stopped")},
            empty="",
        ),
    ),
    called=lambda row: row.display_name,
    file_name="pengguna",
)
