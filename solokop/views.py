from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q, Sum
from django.shortcuts import render

from accounts.models import Invitation
from cooperatives.choices import STATUS_LOOK, Status
from cooperatives.models import Cooperative, District, RegisterImport
from cooperatives.views import public
from core import clock
from reports import overview
from reports.choices import FilingState
from reports.models import Obligation, Period, Report

language = login_not_required
TO_DO = (FilingState.LATE, FilingState.RETURNED, FilingState.DRAFT, FilingState.DUE)


@login_not_required
def home(request):
    """The public's search box, a manager's cooperatives, or the office's day."""
    if not request.user.is_authenticated:
        return public.register(request)
    if request.user.is_of_office:
        return render(request, "home/office.html", office_day(request.user))
    own = Cooperative.objects.visible_to(request.user).select_related("village", "district")
    due = Obligation.objects.visible_to(request.user).with_filing_state(clock.today())
    due = due.filter(filing_state__in=TO_DO).select_related("cooperative", "period").order_by("late_after", "pk")[:6]
    return render(request, "home/manager.html", {"cooperatives": own, "due": due})


def office_day(user) -> dict:
    """What waits for the officer, and the register in numbers: each number opens its list."""
    register = Cooperative.objects.visible_to(user)
    by_status = dict(register.order_by().values_list("status").annotate(n=Count("pk")))
    totals = register.aggregate(
        n=Count("pk"),
        members=Sum("members"),
        assets=Sum("assets"),
        incomplete=Count("pk", filter=Q(missing__gte=1)),
        revival=Count("pk", filter=Q(in_revival=True)),
    )
    districts = District.objects.annotate(
        total=Count("cooperative", filter=Q(cooperative__merged_into=None)),
        active=Count(
            "cooperative",
            filter=Q(cooperative__merged_into=None, cooperative__status__in=[Status.ACTIVE, Status.ATTENTION]),
        ),
    )
    return {
        "totals": totals,
        "statuses": [
            (status.value, status.label, by_status.get(status.value, 0), *STATUS_LOOK[status])
            for status in Status
            if by_status.get(status.value)
        ],
        "districts": districts,
        "largest": max((district.total for district in districts), default=0),
        **quarter_in_short(user),
        "waiting_imports": RegisterImport.objects.filter(state__in=["mapping", "preview"]).count(),
        "waiting_invitations": Invitation.objects.filter(accepted_at=None, withdrawn_at=None).count(),
    }


def quarter_in_short(user) -> dict:
    """The newest quarter and what waits for a reviewer."""
    quarter = Period.objects.first()
    return {
        "waiting_reports": Report.objects.visible_to(user).waiting().count(),
        "quarter": quarter,
        "quarter_city": overview.city(quarter, user, clock.today()) if quarter else None,
    }
