"""What a cooperative is told about training: subject and text for mail, inbox and WhatsApp."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import office
from core.text.formats import in_indonesian, local_phone, long_date, moment, rupiah
from training.choices import EnrolmentNews, EnrolmentState
from training.models import Enrolment, Session, SessionDay


def hours_of(day: SessionDay) -> str:
    """`pukul 08.30–15.00 WIB`."""
    if in_indonesian():
        return f"pukul {day.starts:%H.%M}–{day.ends:%H.%M} WIB"
    return f"{day.starts:%H:%M}–{day.ends:%H:%M} WIB"


def days_of(session: Session) -> list[str]:
    return [f"{long_date(day.date)}, {hours_of(day)}" for day in session.days.all()]


def dates_of(session: Session) -> str:
    """The first and the last day, in short."""
    if session.starts_at is None or session.ends_at is None:
        return "–"
    first, last = timezone.localdate(session.starts_at), timezone.localdate(session.ends_at)
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    return f"{long_date(first)} – {long_date(last)}"


def card_address(enrolment: Enrolment) -> str:
    """The participant's card with the QR code: reached without signing in, by whoever has the address."""
    return settings.BASE_URL + reverse("training_card", args=[enrolment.code])


def session_address(session: Session) -> str:
    return settings.BASE_URL + reverse("session", args=[session.pk])


def enrol_address(session: Session) -> str:
    return settings.BASE_URL + reverse("enrol", args=[session.pk])


def where_and_when(session: Session) -> str:
    """The block that every message ends with."""
    lines = [str(session), *days_of(session), f"{session.venue}, {session.address}"]
    if session.fee:
        lines.append(_("Fee: {fee} a person").format(fee=rupiah(session.fee)))
    contact = " ".join(
        filter(None, (session.contact_name, local_phone(session.contact_phone or office.value("phone"))))
    )
    return "\n".join([*lines, _("Contact: {contact}").format(contact=contact)])


def compose(what: str, enrolment: Enrolment) -> tuple[str, str]:
    """Subject and text of a piece of news, in the language that is in force."""
    session = enrolment.session
    subject, opening = TEXTS[what](enrolment)
    greeting = _("To the board of {cooperative},").format(cooperative=enrolment.cooperative.legal_name)
    parts = [greeting, opening, where_and_when(session), office.value("name")]
    return _subject(subject, session), "\n\n".join(part for part in parts if part)


def _subject(what: str, session: Session) -> str:
    """A header of a mail cannot hold a line break."""
    return " ".join(f"{what}: {session.programme.name}".split())[:200]


def _requested(one: Enrolment) -> tuple[str, str]:
    return _("Request received"), _(
        "The request for {name} has arrived. The office chooses the participants and tells you here."
    ).format(name=one.name)


def _confirmed(one: Enrolment) -> tuple[str, str]:
    return _("Seat confirmed"), _(
        "{name} has a seat. Show this card with its QR code at the door, on the telephone or printed: {card}\n"
        "If {name} cannot come, please give the seat back or send somebody else: {page}"
    ).format(name=one.name, card=card_address(one), page=enrol_address(one.session))


def _waitlisted(one: Enrolment) -> tuple[str, str]:
    return _("On the waiting list"), _(
        "{name} is on the waiting list. When a seat is free for you we offer it, and you have {hours} hours to take it."
    ).format(name=one.name, hours=one.session.offer_hours)


def _offered(one: Enrolment) -> tuple[str, str]:
    until = moment(one.offer_until) if one.offer_until else ""
    return _("A seat is free for you"), _(
        "A seat has become free for {name}. Take it before {until}, or it goes to the next: {page}"
    ).format(name=one.name, until=until, page=enrol_address(one.session))


def _lapsed(one: Enrolment) -> tuple[str, str]:
    return _("Enrolment lapsed"), _(
        "{name} has no seat in this session. {reason} You can enrol for another one."
    ).format(name=one.name, reason=one.reason)


def _declined(one: Enrolment) -> tuple[str, str]:
    return _("Not chosen this time"), _("{name} was not chosen for this session. Reason: {reason}").format(
        name=one.name, reason=one.reason
    )


def _cancelled(one: Enrolment) -> tuple[str, str]:
    because = " " + _("Reason: {reason}").format(reason=one.reason) if one.reason else ""
    return _("Enrolment cancelled"), _("The enrolment of {name} is cancelled.").format(name=one.name) + because


def _replaced(one: Enrolment) -> tuple[str, str]:
    return _("Participant replaced"), _("{name} does not take part any more. {reason}").format(
        name=one.name, reason=one.reason
    )


def _no_show(one: Enrolment) -> tuple[str, str]:
    return _("Did not come"), _(
        "{name} had a seat in this session and is noted as not having come. If that is wrong, please tell us."
    ).format(name=one.name)


def _came(one: Enrolment) -> tuple[str, str]:
    return _("Came after all"), _("{name} is noted as having come after all.").format(name=one.name)


def _changed(one: Enrolment) -> tuple[str, str]:
    """With what is still open, since this message takes the place of one that was not sent yet."""
    text = _(
        "The session of {name} has changed. Please note the new particulars below. If they do not suit you, give the "
        "seat back: {page}"
    ).format(name=one.name, page=enrol_address(one.session))
    if one.state == EnrolmentState.OFFERED:
        text += "\n" + _offered(one)[1]
    elif one.state == EnrolmentState.CONFIRMED:
        text += "\n" + _("The card with the QR code: {card}").format(card=card_address(one))
    return _("Session changed"), text


def _called_off(one: Enrolment) -> tuple[str, str]:
    return _("Session cancelled"), _("This session does not take place. {name} need not come. Reason: {reason}").format(
        name=one.name, reason=one.session.cancel_reason
    )


def _reminder(one: Enrolment) -> tuple[str, str]:
    return _("Reminder"), _("The training of {name} begins soon. Bring this card with its QR code: {card}").format(
        name=one.name, card=card_address(one)
    )


def _evaluation(one: Enrolment) -> tuple[str, str]:
    return _("How was it?"), _("Thank you, {name}, for taking part. Four questions, without your name: {page}").format(
        name=one.name, page=settings.BASE_URL + reverse("evaluate", args=[one.code])
    )


def _certificate(one: Enrolment) -> tuple[str, str]:
    return _("Certificate"), _(
        "The certificate of {name} is ready: {card}\nThere you can also say how it was, without your name."
    ).format(name=one.name, card=card_address(one))


def _withdrawn(one: Enrolment) -> tuple[str, str]:
    last = one.certificates.exclude(withdrawn_on=None).order_by("-withdrawn_on", "-pk").first()
    return _("Certificate withdrawn"), _("The certificate {number} of {name} is withdrawn. Reason: {reason}").format(
        number=last.number if last else "", name=one.name, reason=last.withdrawn_reason if last else ""
    )


TEXTS: dict[str, Callable[[Enrolment], tuple[str, str]]] = {
    EnrolmentNews.REQUESTED: _requested,
    EnrolmentNews.CONFIRMED: _confirmed,
    EnrolmentNews.WAITLISTED: _waitlisted,
    EnrolmentNews.OFFERED: _offered,
    EnrolmentNews.LAPSED: _lapsed,
    EnrolmentNews.DECLINED: _declined,
    EnrolmentNews.CANCELLED: _cancelled,
    EnrolmentNews.REPLACED: _replaced,
    EnrolmentNews.NO_SHOW: _no_show,
    EnrolmentNews.CAME: _came,
    EnrolmentNews.CHANGED: _changed,
    EnrolmentNews.CALLED_OFF: _called_off,
    EnrolmentNews.REMINDER: _reminder,
    EnrolmentNews.EVALUATION: _evaluation,
    EnrolmentNews.CERTIFICATE: _certificate,
    EnrolmentNews.WITHDRAWN: _withdrawn,
}


def help_without_account() -> str:
    """For a cooperative nobody of which can sign in."""
    return _("You have no account yet? Answer this message or call the office: it does everything for you.")


def invitation(session: Session, cooperative) -> tuple[str, str]:
    """Subject and text by which a cooperative is invited to a session."""
    text = _(
        "The office invites you to this training. It is {cost}; {seats} from your cooperative may come. "
        "Enrol until {day}: {page}"
    ).format(
        cost=_("free of charge") if not session.fee else rupiah(session.fee),
        seats=_("one person") if session.per_cooperative == 1 else _("{n} people").format(n=session.per_cooperative),
        day=long_date(session.closes_on),
        page=enrol_address(session),
    )
    greeting = _("To the board of {cooperative},").format(cooperative=cooperative.legal_name)
    parts = [greeting, text, where_and_when(session), office.value("name")]
    return _subject(_("Invitation"), session), "\n\n".join(parts)
