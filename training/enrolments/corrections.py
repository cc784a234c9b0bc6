"""What an officer puts right about a participant: a name that was misspelt, somebody who did not come."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Capability, may
from core import clock, events
from core.errors import DomainError
from training import notifications
from training.choices import EnrolmentNews, EnrolmentState
from training.enrolments import seats
from training.enrolments.enrolment import Person, held
from training.models import Enrolment


@transaction.atomic
def correct(enrolment: Enrolment, *, person: Person, actor) -> Enrolment:
    """Mend name, position or telephone of the same person; seat, card and attendance stay, a certificate keeps what is
    printed on it.

    Raises DomainError without a name, for a name that sits in the session already, or for a manager once it has begun.
    """
    enrolment = held(enrolment)
    if enrolment.session.has_started(clock.now()) and not may(actor, Capability.RUN_TRAINING):
        raise DomainError(_("The session has begun: tell the contact person."))
    if not person.key:
        raise DomainError(_("Give the name of the person."))
    names = ("name", "position", "phone")
    before = {name: getattr(enrolment, name) for name in names}
    enrolment.name, enrolment.name_key = " ".join(person.name.split())[:150], person.key
    enrolment.position, enrolment.phone = person.position[:80], person.number[:40]
    after = {name: getattr(enrolment, name) for name in names}
    if after == before:
        return enrolment
    try:
        with transaction.atomic():
            enrolment.save(update_fields=["name", "name_key", "position", "phone"])
    except IntegrityError:
        raise DomainError(_("{name} is enrolled in this session already.").format(name=person.name)) from None
    changed = [name for name in names if before[name] != after[name]]
    events.record(
        "enrolment.corrected",
        actor=actor,
        object_type="session",
        object_id=enrolment.session_id,
        label=f"{enrolment.name} – {enrolment.cooperative.name}",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        source={"enrolment": enrolment.pk},
    )
    return enrolment


@transaction.atomic
def mark_no_show(enrolment: Enrolment, *, actor) -> None:
    """Note that somebody with a seat did not come. Raises DomainError before the session begins."""
    enrolment = held(enrolment)
    if not enrolment.session.has_started(clock.now()):
        raise DomainError(_("The session has not begun."))
    if enrolment.attendance.exists():
        raise DomainError(_("{name} was there on a day.").format(name=enrolment.name))
    if enrolment.state != EnrolmentState.NO_SHOW:
        seats.move(enrolment, EnrolmentState.NO_SHOW, actor=actor)
        notifications.tell([enrolment], EnrolmentNews.NO_SHOW, key=clock.today().isoformat())


@transaction.atomic
def came_after_all(enrolment: Enrolment, *, actor) -> Enrolment:
    """Take a no-show back: the person is there. Raises FullError when the seat was given to somebody else."""
    enrolment = held(enrolment)
    if enrolment.state == EnrolmentState.NO_SHOW:
        seats.move(enrolment, EnrolmentState.CONFIRMED, actor=actor)
        notifications.tell([enrolment], EnrolmentNews.CAME, key=clock.today().isoformat())
    return enrolment
