"""The lists of the office about contacts and imports; the register's own is in register/listing.py."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import ContactResult
from cooperatives.contacts import contact_log as contacts
from cooperatives.messaging import registry
from cooperatives.models import Contact, RegisterImport
from cooperatives.places import districts, villages
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import NOTHING, Filter, by_number, by_number_or_none, choice_of, one_of
from core.text.formats import local_phone


def district_choices() -> Mapping[str, Any]:
    return {str(district.pk): district.name for district in sorted(districts().values(), key=lambda one: one.name)}


def district_filter(column: str, *, empty: Any = "") -> Filter:
    """The kecamatan of a row, where `column` leads to it; `empty` is what rows without one are called."""
    label = gettext_lazy("District (kecamatan)")
    condition = by_number_or_none(column) if empty else by_number(column)
    return Filter(key="district", label=label, condition=condition, choices=district_choices, empty=empty)


def village_choices() -> Mapping[str, Any]:
    return {str(village.pk): village.name for village in sorted(villages().values(), key=lambda one: one.name)}


def village_filter(column: str, *, empty: Any = "") -> Filter:
    """The kelurahan of a row, where `column` leads to it; `empty` is what rows without one are called."""
    label = gettext_lazy("Village (kelurahan)")
    condition = by_number_or_none(column) if empty else by_number(column)
    return Filter(key="village", label=label, condition=condition, choices=village_choices, empty=empty)


# What messages are about, by the first word of their `about`; each app adds its own when it is ready.
MESSAGE_KINDS: dict[str, Any] = {}


def _of_kind(values: list[str]) -> Q:
    found = NOTHING
    for kind in values:
        found |= Q(about__startswith=f"{kind}-") if kind in MESSAGE_KINDS else NOTHING
    return found


def _district(row: Contact) -> str:
    return row.cooperative.district.name if row.cooperative.district else ""


CONTACT_CELLS = (
    ListColumn(gettext_lazy("Prepared"), lambda row: timezone.localdate(row.made_at), "date", 12),
    ListColumn(gettext_lazy("Done"), lambda row: timezone.localdate(row.done_at) if row.done_at else None, "date", 12),
    ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(gettext_lazy("District (kecamatan)"), _district),
    ListColumn(gettext_lazy("Way"), lambda row: row.get_channel_display(), width=14),
    ListColumn(gettext_lazy("To"), lambda row: local_phone(row.to), width=30),
    ListColumn(gettext_lazy("About"), lambda row: row.subject, width=36),
    ListColumn(gettext_lazy("Text"), lambda row: row.text, width=60),
    ListColumn(gettext_lazy("State"), lambda row: row.state_label, width=18),
    ListColumn(gettext_lazy("Result"), lambda row: row.get_result_display(), width=24),
    ListColumn(gettext_lazy("By"), lambda row: row.by_name, width=20),
)


def _contacts(request: HttpRequest):
    return Contact.objects.visible_to(request.user).select_related("cooperative__district", "mail")


def _mark_sent(request: HttpRequest, rows, said: Said) -> str:
    n = sum(contacts.mark_sent(row, actor=request.user) for row in rows)
    return ngettext("{n} message is noted as sent.", "{n} messages are noted as sent.", n).format(n=n)


def _set_result(request: HttpRequest, rows, said: Said) -> str:
    found = [row.pk for row in rows]
    contacts.set_by_hand(found, result=said.choice, actor=request.user)
    n = len(found)
    return ngettext("The result of {n} contact is noted.", "The results of {n} contacts are noted.", n).format(n=n)


MESSAGES = ListOf(
    name="messages",
    title=gettext_lazy("WhatsApp messages to send"),
    rows=lambda request: _contacts(request).to_send(),
    cells=CONTACT_CELLS,
    orders={"made": ("made_at", "cooperative__name_key"), "name": ("cooperative__name_key",), "to": ("to",)},
    search=("cooperative__name", "subject", "to"),
    search_label=gettext_lazy("Name, number or subject"),
    filters=(
        district_filter("cooperative__district"),
        Filter(
            key="about",
            label=gettext_lazy("About"),
            condition=_of_kind,
            choices=lambda: MESSAGE_KINDS,
            empty="",
        ),
        Filter(
            key="channel",
            label=gettext_lazy("Way"),
            condition=lambda values: one_of("channel", dict(registry.choices()))(values),
            choices=lambda: {name: registry.of(name).label for name in registry.by_hand()},
            empty="",
        ),
    ),
    actions=(Action("sent", gettext_lazy("Note as sent"), "check", _mark_sent, allowed(Capability.SEND_MESSAGES)),),
    called=lambda row: row.cooperative.legal_name,
    file_name="pesan-wa",
)

UNREACHED = ListOf(
    name="unreached",
    title=gettext_lazy("No working contact"),
    rows=lambda request: _contacts(request).filter(pk__in=contacts.failed().values("pk")),
    cells=CONTACT_CELLS,
    orders={"made": ("-made_at",), "name": ("cooperative__name_key",)},
    search=("cooperative__name", "subject", "to"),
    search_label=gettext_lazy("Name, number or subject"),
    filters=(
        district_filter("cooperative__district"),
        Filter(
            key="result",
            label=gettext_lazy("Result"),
            condition=one_of("result", dict(ContactResult.choices)),
            choices={result.value: result.label for result in contacts.NOT_REACHED},
            empty="",
        ),
    ),
    actions=(
        Action(
            "result",
            gettext_lazy("Note the result"),
            "pencil",
            _set_result,
            allowed(Capability.SEND_MESSAGES),
            choices=ContactResult.choices,
        ),
    ),
    describe=contacts.with_pages,
    called=lambda row: row.cooperative.legal_name,
    file_name="tidak-terhubung",
)


def contact_log(cooperative) -> ListOf:
    """All contacts with one cooperative, the newest first."""
    return ListOf(
        name="contacts",
        is_of_request=True,
        title=_("Contacts with {name}").format(name=cooperative.legal_name),
        rows=lambda request: _contacts(request).filter(cooperative=cooperative),
        cells=CONTACT_CELLS,
        orders={"made": ("-made_at",)},
        describe=contacts.with_pages,
        file_name=f"kontak-{cooperative.pk}",
    )


IMPORTS = ListOf(
    name="imports",
    title=gettext_lazy("Imports"),
    rows=lambda request: RegisterImport.objects.select_related("uploaded_by"),
    cells=(
        ListColumn(gettext_lazy("File"), lambda row: row.file_name, width=42),
        ListColumn(gettext_lazy("State"), lambda row: str(row.get_state_display()), width=20),
        ListColumn(gettext_lazy("Figures as of"), lambda row: row.as_of, "date", 13),
        ListColumn(gettext_lazy("Uploaded"), lambda row: timezone.localdate(row.uploaded_at), "date", 12),
        ListColumn(gettext_lazy("By"), lambda row: row.uploaded_by.display_name if row.uploaded_by else "", width=26),
        ListColumn(
            gettext_lazy("Applied"),
            lambda row: timezone.localdate(row.applied_at) if row.applied_at else None,
            "date",
            12,
        ),
    ),
    orders={"uploaded": ("-uploaded_at",), "name": ("file_name",)},
    search=("file_name",),
    search_label=gettext_lazy("Name of the file"),
    filters=(choice_of("state", gettext_lazy("State"), dict(RegisterImport.State.choices)),),
    called=lambda row: row.file_name,
    file_name="impor",
)
