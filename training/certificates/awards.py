"""Giving certificates to those who have earned them, and withdrawing one with a reason."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock, events, office
from core.errors import DomainError
from core.messages import placeholders
from core.models import Signer
from core.office_papers import signers
from core.text import tokens
from core.text.formats import long_date
from training import notifications
from training.choices import EnrolmentNews, EnrolmentState, SessionState
from training.enrolments import seats
from training.models import Certificate, Enrolment, Session

NUMBER_LETTERS = 8
KIND, KIND_LABEL = "certificate", gettext_lazy("certificates")


@dataclass(frozen=True, slots=True)
class CertificateStanding:
    """Whether a participant has earned the certificate; `missing` says what is not there."""

    enrolment: Enrolment
    missing: list[str]
    certificate: Certificate | None

    @property
    def has_earned(self) -> bool:
        return not self.missing


def days_needed(days: int, percent: int) -> int:
    """On how many of the days one must have been there: 80 percent of 3 days are 3, of 5 days are 4."""
    return ceil(days * percent / 100)


def missing(session: Session, enrolment: Enrolment) -> list[str]:
    """What a participant lacks for the certificate, all at once; `enrolment` has its days counted (with_days)."""
    found = []
    if enrolment.state != EnrolmentState.CONFIRMED:
        found.append(str(enrolment.get_state_display()))
    needed = days_needed(enrolment.days_held, session.attendance_percent)
    if enrolment.days_there < max(needed, 1):
        text = ngettext(
            "there on {n} day, {needed} are needed", "there on {n} days, {needed} are needed", enrolment.days_there
        )
        found.append(text.format(n=enrolment.days_there, needed=max(needed, 1)))
    if session.pass_mark is not None:
        if enrolment.post_score is None:
            found.append(_("no score of the post-test"))
        elif enrolment.post_score < session.pass_mark:
            found.append(
                _("{score} points, {mark} are needed").format(score=enrolment.post_score, mark=session.pass_mark)
            )
    return found


def standings(session: Session) -> list[CertificateStanding]:
    """Everybody with a seat or a no-show, in the order of names, in three queries."""
    rows = session.enrolments.filter(state__in=[EnrolmentState.CONFIRMED, EnrolmentState.NO_SHOW])
    rows = rows.with_days().select_related("cooperative").prefetch_related("certificates").order_by("name", "pk")
    return [
        CertificateStanding(
            one, missing(session, one), next((c for c in one.certificates.all() if c.withdrawn_on is None), None)
        )
        for one in rows
    ]


def obstacle(session: Session) -> str:
    """Why no certificates can be given for a session now; empty when they can."""
    if session.state != SessionState.PUBLISHED or not session.is_over(clock.now()):
        return _("Certificates are given when the last day is over.")
    return ""


@transaction.atomic
def issue(session: Session, chosen: Iterable[int], *, actor) -> list[Certificate]:
    """Give certificates to those of the chosen enrolments who have earned one and have none in force.

    Giving again gives nothing twice: the session is held, and the database allows one in force. Raises DomainError
    while the session is not over or nobody is named who signs today.
    """
    session = seats.lock(session.pk)
    if problem := obstacle(session):
        raise DomainError(problem)
    signer = signers.signer_on(clock.today(), KIND)
    if signer is None:
        raise DomainError(no_signer())
    rows = session.enrolments.filter(pk__in=list(chosen)).with_days().select_related("cooperative")
    having = set(Certificate.objects.in_force().filter(enrolment__session=session).values_list("enrolment", flat=True))
    earned = [one for one in rows.order_by("name", "pk") if one.pk not in having and not missing(session, one)]
    days = [day.date for day in session.days.all()]
    made = Certificate.objects.bulk_create(_new(session, one, days, signer, actor) for one in earned)
    events.record_many(
        [
            events.build(
                "certificate.issued",
                actor=actor,
                object_type="session",
                object_id=session.pk,
                label=f"{paper.name} – {paper.cooperative_name}",
                after={"number": paper.number},
                source={"enrolment": paper.enrolment_id},
            )
            for paper in made
        ]
    )
    numbers = {paper.enrolment_id: paper.number for paper in made}
    notifications.tell(earned, EnrolmentNews.CERTIFICATE, key=lambda one: numbers[one.pk])
    return made


def no_signer() -> str:
    """What is said while nobody signs certificates."""
    return _("Nobody is named who signs certificates today: an administrator names one on the page “Signers”.")


def _new(session: Session, one: Enrolment, held: list[date], signer: Signer, actor) -> Certificate:
    layout, today = office.values(), clock.today()
    paper = Certificate(
        enrolment=one,
        number=number_of(today),
        name=one.name,
        cooperative_name=one.cooperative.legal_name[:250],
        programme=session.programme.name,
        hours=session.programme.hours,
        held_from=held[0],
        held_until=held[-1],
        venue=session.venue,
        issued_on=today,
        valid_until=_valid_until(today, session.valid_months),
        title=layout["certificate_title"][:80],
        basis={
            "attendance_percent": session.attendance_percent,
            "days_there": one.days_there,
            "days_held": one.days_held,
            "pass_mark": session.pass_mark,
            "post_score": one.post_score,
        },
        issued_by=actor,
        issued_by_name=actor.display_name[:150],
    )
    sign(paper, signer)
    paper.text = words(paper, layout["certificate_text"])
    return paper


def sign(paper: Certificate, signer: Signer) -> None:
    """Put who signs on a certificate, as it will be printed for ever; unsaved."""
    lines = signers.printed(signer)
    paper.signer_name, paper.signer_position = signer.name, signer.title
    paper.signature = {"heading": lines["heading"], "details": lines["details"]}


def number_of(day: date) -> str:
    """`SP-2026-7K3M-9QXT`: says its year, cannot be guessed, can be read out on the telephone."""
    return f"SP-{day.year}-{tokens.grouped(tokens.letters(NUMBER_LETTERS))}"


def number_in(text: str) -> str:
    """A number as somebody has typed it from the paper, in its own form: capitals, with hyphens."""
    plain = "".join(c for c in text.upper() if c.isalnum())[:30]
    if not plain.startswith("SP") or len(plain) != len("SP") + 4 + NUMBER_LETTERS:
        return text.strip().upper()[:30]
    return f"SP-{plain[2:6]}-{tokens.grouped(plain[6:])}"


def words(paper: Certificate, pattern: str) -> str:
    """The text of a certificate with what stands in braces filled in; in Indonesian, as certificates are written."""
    with translation.override(settings.LANGUAGE_CODE):
        held = long_date(paper.held_from)
        if paper.held_until != paper.held_from:
            held = f"{held} – {long_date(paper.held_until)}"
        return placeholders.fill(
            pattern,
            {
                "nama": paper.name,
                "koperasi": paper.cooperative_name,
                "program": paper.programme,
                "jam": str(paper.hours),
                "tanggal": held,
                "tempat": paper.venue,
            },
        )


def _valid_until(day: date, months: int) -> date | None:
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def withdraw(paper: Certificate, *, reason: str, actor) -> Certificate:
    """Make a certificate void; its public page says so, the cooperative is told why. Again it changes nothing.

    Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    session = seats.lock(paper.enrolment.session_id)
    changed = Certificate.objects.filter(pk=paper.pk, withdrawn_on=None).update(
        withdrawn_on=clock.today(), withdrawn_reason=reason.strip()[:500], withdrawn_by_name=actor.display_name[:150]
    )
    paper.refresh_from_db()
    if not changed:
        return paper
    events.record(
        "certificate.withdrawn",
        actor=actor,
        object_type="session",
        object_id=session.pk,
        label=f"{paper.name} – {paper.cooperative_name}",
        before={"number": paper.number},
        reason=reason.strip(),
        source={"enrolment": paper.enrolment_id},
    )
    one = session.enrolments.select_related("cooperative").get(pk=paper.enrolment_id)
    notifications.tell([one], EnrolmentNews.WITHDRAWN, key=paper.number)
    return paper


def is_valid_now(paper: Certificate) -> bool:
    return paper.is_in_force_on(clock.today())
