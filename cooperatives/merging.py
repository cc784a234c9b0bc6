"""Two records of one cooperative become one; both histories stay readable."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives import memberships
from cooperatives.choices import MeetingKind
from cooperatives.models import Cooperative, Membership
from cooperatives.record import display, save
from cooperatives.register_import.comparing import COLUMNS, FIGURES, PEOPLE
from core import events, locks
from core.errors import DomainError

# What higher floors move along, e.g. the reports: functions of the kept and the dropped record, in this transaction.
FOLLOWERS: list[Callable[[Cooperative, Cooperative], None]] = []


@transaction.atomic
def merge(*, keep: int, drop: int, reason: str, actor) -> Cooperative:
    """Fill the blanks of `keep` from `drop`, move over what hangs on it, and point it to `keep`.

    Raises DomainError when either is gone already or they are the same.
    """
    locks.hold("register")
    found = {c.pk: c for c in Cooperative.objects.current().select_for_update(no_key=True).filter(pk__in=(keep, drop))}
    if keep == drop or len(found) < 2:
        raise DomainError(_("One of the two records has been merged or removed already."))
    kept, dropped = found[keep], found[drop]
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    Cooperative.objects.filter(pk=drop).update(
        merged_into=kept, version=F("version") + 1, updated_at=timezone.now(), in_revival=False
    )
    taken = _fill_blanks(kept, dropped)
    # Before the contacts move: higher floors hold what is theirs first, then change messages (docs/adr/0015).
    for follow in FOLLOWERS:
        follow(kept, dropped)
    _move(kept, dropped, actor)
    save(kept, [*taken, "chair", "in_revival"])
    for record, other, verb in ((kept, dropped, "cooperative.merged_in"), (dropped, kept, "cooperative.merged_away")):
        events.record(
            verb,
            actor=actor,
            object_type="cooperative",
            object_id=record.pk,
            label=record.name,
            before={"other": other.name},
            after={
                "other_number": other.pk,
                **({name: display(kept, name) for name in taken} if record is kept else {}),
            },
            reason=reason.strip(),
        )
    return kept


def _fill_blanks(kept: Cooperative, dropped: Cooperative) -> list[str]:
    """Take over what the kept record does not know. Figures come as a set, with their date, or not at all."""
    names = [name.removesuffix("_id") for name in COLUMNS]
    if any(getattr(kept, name) is not None for name in FIGURES):
        names = [name for name in names if name not in (*FIGURES, "figures_as_of")]
    for whole in PEOPLE:
        # A number of people and its parts by sex come together, or not at all.
        if getattr(kept, whole) is not None:
            names = [name for name in names if name not in (f"{whole}_male", f"{whole}_female")]
    taken = [
        name
        for name in names
        if getattr(kept, name) in (None, "") and getattr(dropped, name) not in (None, "") and name != "last_rat_year"
    ]
    for name in taken:
        setattr(kept, name, getattr(dropped, name))
    if not kept.last_rat_on:
        kept.last_rat_year = max(filter(None, (kept.last_rat_year, dropped.last_rat_year)), default=None)
    return [*taken, "last_rat_year"]


def _move(kept: Cooperative, dropped: Cooperative, actor) -> None:
    dropped.notes.update(cooperative=kept)
    dropped.contacts.update(cooperative=kept)
    years = set(kept.meetings.filter(kind=MeetingKind.RAT).values_list("book_year", flat=True))
    dropped.meetings.exclude(kind=MeetingKind.RAT, book_year__in=years).update(cooperative=kept)
    for membership in Membership.objects.filter(cooperative=dropped, until=None).select_related("user"):
        memberships.link(membership.user, kept, actor=actor)
        memberships.end(membership, on=timezone.localdate(), actor=actor)
    invited = kept.invitations.values_list("invitation_id", flat=True)
    dropped.invitations.exclude(invitation__in=list(invited)).update(cooperative=kept)
    if kept.revival_cases.filter(closed_on=None).exists():
        dropped.revival_cases.filter(closed_on=None).update(closed_on=timezone.localdate())
    dropped.revival_cases.update(cooperative=kept)
    kept.in_revival = kept.revival_cases.filter(closed_on=None).exists()
    if not kept.board.filter(left_on=None).exists():
        dropped.board.filter(left_on=None).update(cooperative=kept)
        kept.chair = dropped.chair
