"""The lists of those who have no case: whom first, and those of other authorities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import Authority, Kind, Status
from cooperatives.lists import district_filter
from cooperatives.models import Cooperative
from core import clock
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import Filter, cases, one_of
from revival import signs
from revival.models import Question
from revival.question import questions

Page = Callable[[HttpRequest, QuerySet], HttpResponseBase]


@dataclass(slots=True)
class Candidate:
    """A passive cooperative, what its signs are worth together, and the signs."""

    cooperative: Cooperative
    worth: int
    signs: list[signs.WeightedSign]

    @property
    def pk(self) -> int:
        return self.cooperative.pk

    @property
    def in_words(self) -> str:
        return "; ".join(f"{one.sign.label} ({one.weight:+})" for one in self.signs)


def _candidates(request: HttpRequest) -> QuerySet[Cooperative]:
    rows = Cooperative.objects.visible_to(request.user) & signs.passive()
    return rows.annotate(worth=signs.worth(clock.today())).select_related("district", "village")


def _describe(rows: list[Any]) -> list[Candidate]:
    found = signs.of([row.pk for row in rows], clock.today())
    return [Candidate(row, row.worth, found.get(row.pk, [])) for row in rows]


def _by_sign(sign: signs.Sign) -> Callable[[bool], Sequence[OrderBy]]:
    def order(backwards: bool) -> Sequence[OrderBy]:
        has: Combinable = Case(When(sign.chosen(clock.today()), then=Value(1)), default=0, output_field=IntegerField())
        return [OrderBy(has, descending=not backwards), OrderBy(F("worth"), descending=True), F("pk").asc()]

    return order


def _with_sign(values: list[str]) -> Q:
    """Rows that have all of the named signs; an unknown name selects nothing."""
    used, found = {sign.key: sign for sign in signs.in_use()}, Q()
    for value in values:
        found &= used[value].chosen(clock.today()) if value in used else Q(pk__in=[])
    return found


CANDIDATE_CELLS = (
    ListColumn(_("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(
        _("District (kecamatan)"), lambda row: row.cooperative.district.name if row.cooperative.district else ""
    ),
    ListColumn(_("Village (kelurahan)"), lambda row: row.cooperative.village.name if row.cooperative.village else ""),
    ListColumn(_("Worth"), lambda row: row.worth, "number", 10),
    ListColumn(_("Signs"), lambda row: row.in_words, width=70),
    ListColumn(_("Last RAT"), lambda row: row.cooperative.last_rat_year, "number", 10),
    ListColumn(_("Members"), lambda row: row.cooperative.members, "number", 10),
    ListColumn(_("Assets"), lambda row: row.cooperative.assets, "money", 18),
    ListColumn(_("Telephone"), lambda row: row.cooperative.phone, width=18),
)


def _ask(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    asked = questions.ask(rows.values_list("pk", flat=True), actor=request.user)
    text = ngettext(
        "{n} cooperative is asked: its code stands under “{page}”.",
        "{n} cooperatives are asked: their codes stand under “{page}”.",
        asked.new,
    )
    sentences = [text.format(n=asked.new, page=str(_("Asked")))] if asked.new else []
    if asked.renewed:
        text = ngettext("{n} code counts longer now.", "{n} codes count longer now.", asked.renewed)
        sentences.append(text.format(n=asked.renewed))
    return " ".join(sentences)


ASKED = Q(Exists(Question.objects.in_force().filter(cooperative=OuterRef("pk"))))


def candidates(open_page: Page) -> ListOf:
    """Whom first: passive cooperatives without a case, the worthiest first, or by any single sign."""
    used = signs.in_use()
    return ListOf(
        name="candidates",
        title=_("Whom first?"),
        rows=_candidates,
        cells=CANDIDATE_CELLS,
        orders={
            "worth": ("-worth", "name_key"),
            "name": ("name_key",),
            "rat": ("-last_rat_year", "name_key"),
            "members": ("-members", "name_key"),
            "assets": ("-assets", "name_key"),
            "village": ("village__name", "name_key"),
            **{f"sign_{sign.key}": _by_sign(sign) for sign in used},
        },
        order_names={
            "worth": _("Worthiest first"),
            "name": _("By name"),
            "village": _("By kelurahan"),
            "rat": _("Last RAT first"),
            "members": _("Most members first"),
            "assets": _("Most assets first"),
            **{f"sign_{sign.key}": format_lazy(_("First: {sign}"), sign=sign.label) for sign in used},
        },
        search=("name", "legal_number", "chair", "village__name"),
        search_label=_("Name, number, chair or kelurahan"),
        filters=(
            district_filter("district"),
            Filter(
                key="kind", label=_("Kind"), condition=one_of("kind", dict(Kind.choices)), choices=dict(Kind.choices)
            ),
            Filter(
                key="asked",
                label=_("“Do you want to go on?”"),
                condition=cases({"yes": ASKED, "no": ~ASKED}),
                choices={"yes": _("asked"), "no": _("not asked yet")},
                empty="",
            ),
            Filter(
                key="sign",
                label=_("Sign"),
                condition=_with_sign,
                empty="",
                choices={sign.key: sign.label for sign in used},
            ),
        ),
        actions=(
            Action("open", _("Open cases"), "sprout", None, allowed(Capability.RUN_REVIVAL), page=open_page),
            Action(
                "ask",
                _("Ask whether they want to go on"),
                "message-circle-question-mark",
                _ask,
                allowed(Capability.RUN_REVIVAL),
                leads_to=lambda: f"{reverse('revival_asked')}?said=unsent",
            ),
        ),
        describe=_describe,
        called=lambda row: row.cooperative.legal_name,
        file_name="siapa-dulu",
        is_of_request=True,
        most=1000,
    )


OTHERS = {Authority.PROVINCE: Authority.PROVINCE.label, Authority.CENTRAL: Authority.CENTRAL.label}


def of_others() -> QuerySet[Cooperative]:
    """Passive ones that another authority supervises: to be handed over, not coached."""
    return Cooperative.objects.current().filter(status=Status.PASSIVE, authority__in=OTHERS)


# As a list, and as the file that is handed over.
OTHER_LIST = ListOf(
    name="revival_others",
    title=_("Of other authorities"),
    rows=lambda request: of_others().visible_to(request.user).select_related("district", "village"),
    cells=(
        ListColumn(_("Cooperative"), lambda row: row.name, width=42),
        ListColumn(_("Number of the legal status"), lambda row: row.legal_number, width=28),
        ListColumn(_("Supervised by"), lambda row: str(row.get_authority_display()), width=24),
        ListColumn(_("Village (kelurahan)"), lambda row: row.village.name if row.village else "", width=24),
        ListColumn(_("District (kecamatan)"), lambda row: row.district.name if row.district else "", width=20),
        ListColumn(_("Address"), lambda row: row.address, width=42),
        ListColumn(_("Last RAT"), lambda row: row.last_rat_year, "number", 10),
        ListColumn(_("Members"), lambda row: row.members, "number", 10),
    ),
    orders={
        "authority": ("authority", "name_key"),
        "name": ("name_key",),
        "district": ("district__name", "name_key"),
        "rat": ("-last_rat_year", "name_key"),
    },
    search=("name", "legal_number", "village__name"),
    search_label=_("Name, number or kelurahan"),
    filters=(
        Filter(
            key="authority",
            label=_("Supervised by"),
            condition=one_of("authority", OTHERS),
            choices=OTHERS,
            empty="",
        ),
        district_filter("district"),
    ),
    file_name="kewenangan-lain",
)
