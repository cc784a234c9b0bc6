"""Due dates as a calendar to subscribe to (iCalendar, RFC 5545): of the quarters for all, of one's own reports."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives.models import Membership
from core import clock, ical
from reports.models import Holiday, Obligation, Period
from reports.obligations.quarter import Quarter
from reports.office_settings import due_rules

SALT = "calendar"
AHEAD = 4
ALARM = timedelta(days=7)


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=SALT)


def token_of(user: User) -> str:
    """What stands in the address of somebody's own calendar: signed, so that nobody can guess another's.

    A new password makes the old address void.
    """
    return _signer().sign_object([user.pk, user.get_session_auth_hash()[:16]])


def owner_of(token: str) -> User | None:
    """The user of a token who may still sign in."""
    try:
        pk, password = _signer().unsign_object(token)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and user.get_session_auth_hash()[:16] == password else None


def quarters(today: date) -> bytes:
    """The due dates of the quarters that are open and of the next ones, by the rules in force."""
    calendar = ical.empty(_("Due dates of quarterly reports"))
    opened = {period.value: period.due_on for period in Period.objects.all()[:12]}
    holidays = set(Holiday.objects.values_list("date", flat=True))
    quarter = Quarter.of(today)
    for _n in range(AHEAD):
        opened.setdefault(quarter, due_rules().due_on(quarter, holidays))
        quarter = quarter.next
    for quarter, due_on in sorted(opened.items()):
        title = _("Report {quarter} is due").format(quarter=quarter.label)
        calendar.add_component(ical.day(f"quarter-{quarter.slug}", title, due_on, settings.BASE_URL, alarm=ALARM))
    return calendar.to_ical()


def own(user: User) -> bytes:
    """What somebody's own cooperatives still owe, with their due dates; an office's view of all is not meant."""
    calendar = ical.empty(_("My quarterly reports"))
    own = Membership.objects.in_force().filter(user=user).values("cooperative")
    owed = Obligation.objects.filter(cooperative__in=own, cooperative__merged_into=None).missing()
    owed = owed.not_waived_on(clock.today()).select_related("cooperative", "period")
    for item in owed.order_by("-due_on")[:60]:
        title = _("Report {quarter}, {name}").format(quarter=item.period.label, name=item.cooperative.legal_name)
        address = f"{settings.BASE_URL}/reports/{item.pk}/"
        calendar.add_component(ical.day(f"obligation-{item.pk}", title, item.due_on, address, alarm=ALARM))
    return calendar.to_ical()
