"""What the register's list says of training: declared from this floor (training/apps.py)."""

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cooperatives.register.filters import Facet
from core.lists.filters import NONE
from training.area import AREA
from training.enrolments.invitations import trained

TRAINED = "1"


def _condition(values: list[str]) -> Q:
    found = Q(pk__in=trained()) if TRAINED in values else Q(pk__in=[])
    return found | ~Q(pk__in=trained()) if NONE in values else found


def _grouping() -> Case:
    return Case(When(pk__in=trained(), then=Value(TRAINED)), output_field=CharField())


FACETS = (
    Facet(
        key="trained",
        label=_("Training"),
        condition=_condition,
        group_by=_grouping,
        choices={TRAINED: _("somebody was trained")},
        empty=_("never trained"),
        area=AREA.key,
    ),
)
