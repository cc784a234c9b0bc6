"""What anybody tells of a cooperative by its public record: something is wrong, or money cannot be withdrawn.

The number is the key to the answer: nobody needs an account. Of a withdrawal that an officer has recorded the early
warning counts.
"""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cooperatives.choices import ComplaintKind, ComplaintState
from cooperatives.models import Complaint, Cooperative
from cooperatives.record.versions import lock
from core import clock, events, office
from core.errors import DomainError
from core.text import tokens

# The same words of one cooperative within so many seconds are one complaint that was sent twice.
TWICE_SECONDS = 600
TRIES, LETTERS = 5, 8


def as_number(typed: str) -> str:
    """A number as it is kept, however it was typed: in small letters, with blanks, without its hyphens."""
    plain = tokens.clean(typed)
    code = plain[1:] if len(plain) == LETTERS + 1 and plain.startswith("A") else plain
    return f"A-{tokens.grouped(code)}" if len(code) == LETTERS else ""


@transaction.atomic
def tell(cooperative: Cooperative, *, kind: str, text: str, contact: str = "") -> Complaint:
    """Take a complaint in, once; the same words again give the one that is there. Raises DomainError without words."""
    held = lock(cooperative.pk)
    said = text.strip()
    if not said:
        raise DomainError(_("Write what happened."))
    begin = clock.now().timestamp() - TWICE_SECONDS
    for one in held.complaints.filter(kind=kind, text=said, contact=contact.strip()).order_by("-at")[:1]:
        if one.at.timestamp() > begin:
            return one
    made = _made(held, kind, said, contact.strip())
    _event("complaint.told", made, None)
    return made


def _made(cooperative: Cooperative, kind: str, text: str, contact: str) -> Complaint:
    for _n in range(TRIES):
        made = Complaint(cooperative=cooperative, kind=kind, text=text, contact=contact)
        made.number = f"A-{tokens.grouped(tokens.letters(LETTERS))}"
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            # The number is somebody else's: one of a million millions.
            continue
        return made
    raise DomainError(_("The portal could not give a number just now. Try again."))


@transaction.atomic
def record(complaint: Complaint, *, actor) -> None:
    """Record that money could not be withdrawn. Raises DomainError for another kind, or when it is recorded."""
    held = _held(complaint)
    if held.kind != ComplaintKind.WITHDRAWAL:
        raise DomainError(_("Only that money could not be withdrawn is recorded."))
    if held.recorded_at:
        raise DomainError(_("It is recorded already."))
    Complaint.objects.filter(pk=held.pk).update(recorded_at=clock.now())
    _event("complaint.recorded", held, actor)


@transaction.atomic
def take_back(complaint: Complaint, *, actor) -> None:
    """Undo the recording: it was not so, or it is settled. Raises DomainError for one that is not recorded."""
    held = _held(complaint)
    if not held.recorded_at:
        raise DomainError(_("It is not recorded."))
    Complaint.objects.filter(pk=held.pk).update(recorded_at=None)
    _event("complaint.taken_back", held, actor)


@transaction.atomic
def answer(complaint: Complaint, *, text: str, actor) -> None:
    """Answer it; whoever holds the number reads it. An answer may be given anew. Raises DomainError without words."""
    held = _held(complaint)
    if not text.strip():
        raise DomainError(_("Write the answer."))
    Complaint.objects.filter(pk=held.pk).update(
        state=ComplaintState.ANSWERED,
        answer=text.strip(),
        answered_at=clock.now(),
        by=actor,
        by_name=actor.display_name,
    )
    _event("complaint.answered", held, actor)


def forget_contacts(today: date) -> int:
    """Forget how complainants can be reached, so many days after their answer; how many. Safe to repeat."""
    before = today - timedelta(days=office.value("complaint_contact_days"))
    old = Complaint.objects.filter(state=ComplaintState.ANSWERED, answered_at__date__lt=before).exclude(contact="")
    return old.update(contact="")


def _held(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",)).select_related("cooperative").get(pk=complaint.pk)


def _event(verb: str, complaint: Complaint, actor) -> None:
    """The number and the kind alone: what was said stays in the complaint."""
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=complaint.cooperative_id,
        label=complaint.cooperative.name,
        after={"complaint": complaint.number, "about": complaint.kind},
    )
