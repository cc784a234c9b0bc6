from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, Count, Q, QuerySet, When
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Invitation
from accounts.permissions import Capability, held_by, may
from cooperatives.area import PUBLIC_REGISTER
from cooperatives.choices import STATUS_LOOK, Status
from cooperatives.contacts import contact_log
from cooperatives.key_figures import city_sums
from cooperatives.models import Complaint, Contact, Cooperative, RegisterImport
from cooperatives.register import as_of
from cooperatives.views import public
from core import areas, clock
from core.cache.remembered import remember
from core.papers.official import PaperState
from reports.choices import FilingState
from reports.escalation import worklist
from reports.models import Arrival, Letter, Obligation, Period, Proposal, Report
from reports.obligations import due_calendar
from reports.summary import period_statistics
from revival.models import Case as RevivalCase
from revival.results import charts as revival_charts
from revival.results import counts
from revival.results.charts import address_of_cases
from revival.visits import days
from solokop.city import waiting_matters
from solokop.city.waiting_matters import Waits
from solokop.home import charts as home_charts
from solokop.home import panels as office_page
from supervision.dispositions import matters
from training.models import Certificate, Enrolment, Session

language = login_not_required
SHOWN = 6
SENT = (FilingState.SUBMITTED, FilingState.IN_REVIEW, FilingState.ACCEPTED)
TO_DO = (FilingState.LATE, FilingState.RETURNED, FilingState.DRAFT, FilingState.DUE)


@login_not_required
def home(request):
    """The public's search box, a manager's cooperatives, or the office's day."""
    if not request.user.is_authenticated:
        return public.register(request) if areas.is_on(PUBLIC_REGISTER.key) else redirect_to_login("/")
    if request.user.is_of_office:
        return render(request, "home/office.html", office_day(request.user))
    return render(request, "home/manager.html", manager_day(request.user))


def manager_day(user) -> dict:
    """What a manager owes now, the most urgent first, and what comes next."""
    today = clock.today()
    owed = Obligation.objects.visible_to(user).with_filing_state(today).with_paper()
    owed = owed.select_related("cooperative", "period")
    if not may(user, Capability.FILE_REPORTS):
        owed = owed.none()
    due = owed.filter(filing_state__in=TO_DO).ended_on(today)
    # What can still be in time comes first, then the oldest.
    urgent = due.order_by(Case(When(late_after__gte=today, then=0), default=1), "late_after", "pk")
    running = owed.filter(filing_state__in=TO_DO).exclude(pk__in=owed.ended_on(today).values("pk"))
    return {
        "cooperatives": Cooperative.objects.visible_to(user).select_related("village", "district"),
        "due": urgent[:SHOWN],
        "n_due": due.count(),
        "coming": running.order_by("due_on", "pk").first(),
        "amendments": _amendments(user),
        "sent": owed.filter(filing_state__in=SENT).order_by("-period__year", "-period__quarter", "pk")[:SHOWN],
        "certificates": Certificate.objects.visible_to(user)
        .in_force()
        .select_related("enrolment__cooperative")[:SHOWN],
        "seats": Enrolment.objects.visible_to(user)
        .live()
        .filter(session__ends_at__gt=clock.now())
        .select_related("session__programme", "cooperative")
        .in_order()[:SHOWN],
        "calendar": settings.BASE_URL + reverse("own_calendar", args=[due_calendar.token_of(user)]),
    }


def _amendments(user) -> QuerySet[Report]:
    """Amendments of accepted reports that were begun and not sent."""
    begun = Report.objects.visible_to(user).amendments_begun()
    return begun[:SHOWN] if may(user, Capability.FILE_REPORTS) else begun.none()


def office_day(user) -> dict:
    """What waits for the officer, and the register in numbers: each number opens its list."""
    register = remember("register-in-short", lambda: register_in_short(user))
    day = {
        "register": register,
        "districts": home_charts.by_district(register["districts"]),
        "villages": home_charts.by_village(register["villages"]),
        "to_do": to_do(user),
        "waiting": _waiting(user),
        **(reports_in_short(user) if may(user, Capability.READ_REPORTS) else {}),
        **(coaching_in_short(user) if may(user, Capability.READ_REVIVAL) else {}),
    }
    day["panels"] = office_page.panels(
        held_by(user),
        is_empty=not register["totals"]["n"],
        waits=bool(day["waiting"]),
        coached=day.get("coaching") is not None,
    )
    return day


def _waiting(user) -> Sequence[Waits]:
    """For the head: whoever works on the register finds it among the day's work."""
    is_head = may(user, Capability.READ_CITY) and not may(user, Capability.CHANGE_REGISTER)
    return waiting_matters.of(user) if is_head else ()


def coaching_in_short(user) -> dict:
    """How far the cases of coaching have come: for those who read and do not work on them."""
    if may(user, Capability.RUN_REVIVAL):
        return {}
    far = remember("revival-far", lambda: dict(counts.tally(RevivalCase.objects.all()).all))
    listed = partial(address_of_cases, show="")
    return {"coaching": revival_charts.funnel(counts.funnel(far), listed) if far else None}


def to_do(user) -> dict:
    """The day's work in numbers: of what the user may do."""
    work = {
        "reviews": (Capability.REVIEW_REPORTS, Report.objects.visible_to(user).waiting()),
        "papers": (Capability.FILE_REPORTS, Arrival.objects.visible_to(user).to_type()),
        "messages": (Capability.SEND_MESSAGES, Contact.objects.visible_to(user).to_send()),
        "letters": (Capability.ISSUE_LETTERS, Letter.objects.filter(state=PaperState.PREPARED)),
        "complaints": (Capability.RECORD_CONTACTS, Complaint.objects.visible_to(user).waiting()),
        "unreached": (Capability.SEND_MESSAGES, contact_log.failed()),
        "proposals": (Capability.DECIDE_PROPOSALS, Proposal.objects.visible_to(user).open()),
        "coaching": (Capability.COACH, RevivalCase.objects.visible_to(user).overdue(clock.today()).in_charge_of(user)),
        "visits": (Capability.COACH, days.waiting_for(user, clock.today())),
        "passed_on": (Capability.READ_REGISTER, matters.with_person(user)),
        "training": (Capability.RUN_TRAINING, Session.objects.visible_to(user).to_decide(clock.now())),
        "imports": (Capability.IMPORT_REGISTER, RegisterImport.objects.filter(state__in=["mapping", "preview"])),
        "invitations": (Capability.GIVE_ACCESS, Invitation.objects.filter(accepted_at=None, withdrawn_at=None)),
    }
    held = held_by(user)
    return {name: rows.count() for name, (capability, rows) in work.items() if capability in held}


def register_in_short(user) -> dict:
    """The register in numbers: a look at every record."""
    register, today = Cooperative.objects.visible_to(user), clock.today()
    by_status = as_of.by_status(register, today)
    totals = register.aggregate(
        n=Count("pk"),
        incomplete=Count("pk", filter=Q(missing__gte=1)),
        revival=Count("pk", filter=Q(in_revival=True)),
    )
    placed = as_of.registered(today).exclude(district=None)
    counts = {"total": Count("pk"), "active": Count("pk", filter=Q(status_then__in=as_of.ACTIVE))}
    districts = placed.order_by("district__name").values_list("district__name").annotate(**counts)
    villages = placed.exclude(village=None).order_by().values_list("village").annotate(**counts)
    return {
        "totals": totals,
        # The status itself: what is remembered is shown in either language.
        "statuses": [
            (status, by_status[status.value], *STATUS_LOOK[status]) for status in Status if by_status.get(status.value)
        ],
        # Those of which nobody has said it: without them the numbers would not add up to the register.
        "unknown": by_status.get("", 0),
        "city": city_sums.of(today, names=("members", "assets")),
        "districts": [{"name": name, "total": total, "active": active} for name, total, active in districts],
        "villages": {village: (total, active) for village, total, active in villages},
    }


def reports_in_short(user) -> dict:
    """Who is late, by step, and the newest quarter that is over: the one that is being reported."""
    today, rungs = clock.today(), remember("office-rungs", worklist.counts)
    quarter = next((period for period in Period.objects.all()[:3] if period.value.end < today), None)
    return {
        "steps": home_charts.by_step(rungs),
        "n_late": sum(n for _step, n in rungs),
        "quarter": quarter,
        "quarter_city": remember(f"office-quarter-{quarter.pk}", lambda: period_statistics.city(quarter, user, today))
        if quarter
        else None,
    }
