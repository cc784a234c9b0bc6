"""For whom a session is meant: who may enrol, why not, and who comes first when a seat is freed."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Kind, Status
from cooperatives.models import BoardMember, Cooperative
from core import clock, office
from training.choices import Priority
from training.models import Session

# Which of these cooperatives are late with a report on a day: told by the top floor (solokop/apps.py), since reports
# and training do not know each other.
LATE: list[Callable[[Iterable[int], date], set[int]]] = []
# A cooperative that is gone is trained no more.
GONE = (Status.WINDING_UP, Status.DISSOLVED)


def eligible(session: Session) -> QuerySet[Cooperative]:
    """The cooperatives that may enrol."""
    found = Cooperative.objects.current().exclude(status__in=GONE)
    if session.statuses:
        fits = Q(status__in=session.statuses)
        found = found.filter(fits | Q(in_revival=True) if session.with_revival else fits)
    if session.kinds:
        found = found.filter(kind__in=session.kinds)
    if districts := list(session.districts.values_list("pk", flat=True)):
        found = found.filter(district__in=districts)
    if session.only_named:
        found = found.filter(pk__in=session.named.values("pk"))
    return found


def obstacles(session: Session, cooperative: Cooperative) -> list[str]:
    """Why a cooperative may not enrol, all at once; empty when it may."""
    found = []
    if cooperative.status in GONE:
        found.append(_("The cooperative is “{status}”.").format(status=cooperative.status_label))
    elif not _has_a_wanted_status(session, cooperative):
        found.append(
            _("This session is for cooperatives with the status {wanted}; this one is “{status}”.").format(
                wanted=words(session.statuses, Status), status=cooperative.status_label
            )
        )
    if session.kinds and cooperative.kind not in session.kinds:
        found.append(
            _("This session is for cooperatives of the kind {wanted}.").format(wanted=words(session.kinds, Kind))
        )
    districts = {district.pk: district.name for district in session.districts.all()}
    if districts and cooperative.district_id not in districts:
        found.append(
            _("This session is for cooperatives in {wanted}.").format(wanted=", ".join(sorted(districts.values())))
        )
    if session.only_named and not session.named.filter(pk=cooperative.pk).exists():
        found.append(_("This session is only for cooperatives that the office has invited by name."))
    return found


def _has_a_wanted_status(session: Session, cooperative: Cooperative) -> bool:
    if not session.statuses or cooperative.status in session.statuses:
        return True
    return session.with_revival and cooperative.in_revival


def words(values: Iterable[str], choices) -> str:
    labels = dict(choices.choices)
    return ", ".join(f"“{labels[value]}”" for value in values if value in labels)


def target_in_words(session: Session) -> str:
    """For whom a session is, in one line."""
    parts = []
    if session.statuses:
        parts.append(words(session.statuses, Status))
    if session.statuses and session.with_revival:
        parts.append(_("or in revival"))
    if session.kinds:
        parts.append(_("kind {kinds}").format(kinds=words(session.kinds, Kind)))
    if districts := [district.name for district in session.districts.all()]:
        parts.append(_("in {districts}").format(districts=", ".join(districts)))
    if session.only_named:
        parts.append(_("only those invited by name"))
    return ", ".join(parts) or _("all cooperatives")


def priorities(session: Session, cooperative: Cooperative, on: date) -> list[str]:
    """For which of the session's reasons a cooperative comes first."""
    found = []
    if Priority.LATE in session.priorities and any(late([cooperative.pk], on) for late in LATE):
        found.append(Priority.LATE.value)
    if Priority.PASSIVE in session.priorities and cooperative.status == Status.PASSIVE:
        found.append(Priority.PASSIVE.value)
    if Priority.NEW_BOARD in session.priorities and has_new_board(cooperative):
        found.append(Priority.NEW_BOARD.value)
    return found


def has_new_board(cooperative: Cooperative) -> bool:
    """Whether a term of office began lately (setting `training_new_board_months`)."""
    since = clock.today() - timedelta(days=30 * office.value("training_new_board_months"))
    return BoardMember.objects.filter(cooperative=cooperative, left_on=None, term_start__gte=since).exists()
