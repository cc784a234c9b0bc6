"""The list of cases: what is overdue first."""

from collections.abc import Callable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Capability, allowed, roles_with
from cooperatives.lists import district_filter, village_filter
from core import clock
from core.lists.declaration import Action, ListColumn, ListOf
from core.lists.filters import Filter, by_number, cases, one_of
from revival.cases import milestones
from revival.choices import CauseCode, Stage
from revival.lists import Page
from revival.models import Case as RevivalCase
from revival.models import Cause, CoachingProgramme, TeamMember


def coaches() -> QuerySet[User]:
    """Everybody who can be in charge of a case."""
    return User.objects.filter(is_active=True, role__in=roles_with(Capability.COACH)).order_by("name", "email")


def _open_or_ended(request: HttpRequest) -> QuerySet[RevivalCase]:
    today = clock.today()
    rows = RevivalCase.objects.visible_to(request.user).select_related("cooperative__district", "adviser", "programme")
    overdue = Q(closed_on=None, step_due__lt=today) & (Q(hold_until=None) | Q(hold_until__lte=today))
    places = [When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)]
    return rows.annotate(
        is_late=Case(When(overdue, then=Value(1)), default=0, output_field=IntegerField()),
        stage_place=Case(*places, default=0, output_field=IntegerField()),
    )


def _state() -> dict[str, Callable[[], Q]]:
    def now() -> Q:
        return Q(closed_on=None) & (Q(hold_until=None) | Q(hold_until__lte=clock.today()))

    return {
        "open": now,
        "overdue": lambda: now() & Q(step_due__lt=clock.today()),
        "hold": lambda: Q(closed_on=None, hold_until__gt=clock.today()),
        "ended": lambda: Q(closed_on__isnull=False),
    }


STATES = {"open": _("Open"), "overdue": _("Overdue"), "hold": _("On hold"), "ended": _("Ended")}


def case_list(hand_over_page: Page, visit_page: Page) -> ListOf:
    """The cases: what is overdue first."""
    return ListOf(
        name="cases",
        title=_("Coaching"),
        rows=_open_or_ended,
        cells=(
            ListColumn(_("Cooperative"), lambda case: case.cooperative.legal_name, width=42),
            ListColumn(
                _("District (kecamatan)"),
                lambda case: case.cooperative.district.name if case.cooperative.district else "",
            ),
            ListColumn(_("Stage"), lambda case: str(case.get_stage_display()), width=24),
            ListColumn(_("Since"), lambda case: case.stage_on, "date", 12),
            ListColumn(_("In charge"), lambda case: case.adviser.display_name if case.adviser else "", width=26),
            ListColumn(_("Next step"), lambda case: case.step, width=42),
            ListColumn(_("To be done by"), lambda case: case.step_due, "date", 12),
            ListColumn(_("On hold until"), lambda case: case.hold_until, "date", 12),
            ListColumn(_("Opened"), lambda case: case.opened_on, "date", 12),
            ListColumn(_("Programme"), lambda case: case.programme.name if case.programme else "", width=24),
            ListColumn(_("Outcome"), lambda case: str(case.get_outcome_display()), width=30),
        ),
        orders={
            "due": ("-is_late", "step_due", "cooperative__name_key"),
            "name": ("cooperative__name_key",),
            "stage": ("stage_place", "step_due"),
            "since": ("stage_on",),
            "adviser": ("adviser__name", "step_due"),
        },
        search=("cooperative__name", "step", "adviser__name"),
        search_label=_("Name, next step or adviser"),
        filters=(
            Filter(
                key="show",
                label=_("Which cases"),
                condition=cases(_state()),
                choices=STATES,
                empty="",
                usual="open",
                kind="tabs",
            ),
            Filter(
                key="stage",
                label=_("Stage"),
                condition=one_of("stage", dict(Stage.choices)),
                choices=dict(Stage.choices),
                empty="",
            ),
            Filter(
                key="adviser",
                label=_("In charge"),
                condition=_of_adviser,
                empty=_("nobody"),
                choices=lambda: {str(user.pk): user.display_name for user in coaches()},
            ),
            Filter(
                key="team",
                label=_("Team"),
                condition=_of_team,
                empty="",
                choices=lambda: {str(user.pk): user.display_name for user in coaches().filter(teams__isnull=False)},
            ),
            district_filter("cooperative__district"),
            village_filter("cooperative__village"),
            Filter(
                key="milestone",
                label=_("Has come to"),
                condition=milestones.condition_of,
                choices=lambda: {one.key: one.label for one in milestones.in_use()},
                empty="",
            ),
            Filter(key="cause", label=_("Cause"), condition=_with_cause, choices=dict(CauseCode.choices), empty=""),
            Filter(
                key="programme",
                label=_("Programme"),
                condition=by_number("programme"),
                choices=lambda: {str(one.pk): one.name for one in CoachingProgramme.objects.all()},
                empty="",
            ),
        ),
        actions=(
            Action("visit", _("Plan visits"), "map-pin", None, allowed(Capability.COACH), page=visit_page),
            Action("hand_over", _("Hand over"), "hand", None, allowed(Capability.RUN_REVIVAL), page=hand_over_page),
        ),
        called=lambda case: case.cooperative.legal_name,
        file_name="pembinaan",
        is_of_request=True,
        most=1000,
    )


def _of_team(values: list[str]) -> Q:
    """Cases of the kecamatan in whose teams somebody is."""
    return Q(cooperative__district__in=TeamMember.objects.filter(by_number("user")(values)).values("district"))


def _with_cause(values: list[str]) -> Q:
    return Q(pk__in=Cause.objects.filter(code__in=values).values("case"))


def _of_adviser(values: list[str]) -> Q:
    nobody = Q(adviser=None) if "none" in values else Q(pk__in=[])
    return by_number("adviser")(values) | nobody
