from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from core.requests import throttle
from reports.arrivals.receipt import day_of
from reports.checks import CATALOGUE, RULES_VERSION
from reports.choices import Level, Profile, State
from reports.models import Arrival, Report
from reports.statement.lines import PARTS, STATEMENT
from reports.statement.versions import CURRENT


@login_not_required
@throttle.misses_limited("public_number")
def receipt(request, number: str):
    """Whether a receipt is genuine, of a report or of papers that arrived: cooperative, quarter, version and time; no
    figures, no names of people.
    """
    report = (
        Report.objects.filter(receipt_number=number.upper())
        .select_related("obligation__cooperative", "obligation__period")
        .first()
    )
    arrival = None if report else _arrival(number)
    context = {
        "number": number[:24],
        "report": report,
        "arrival": arrival,
        "day": day_of(arrival) if arrival else "",
        "withdrawn": report and report.state == State.WITHDRAWN,
    }
    return render(request, "reports/public_receipt.html", context, status=200 if report or arrival else 404)


def _arrival(number: str) -> Arrival | None:
    found = Arrival.objects.select_related("obligation__cooperative", "obligation__period")
    return found.filter(number=number.upper()).first()


@login_not_required
def guide(request):
    """Every line and every check in plain words, made from their declarations."""
    profile = request.GET.get("profile", "")
    lines = [
        (
            part,
            [
                line
                for line in STATEMENT.lines.values()
                if line.part is part and (profile not in Profile.values or profile in line.profiles)
            ],
        )
        for part in PARTS
    ]
    groups = [
        (label, [rule for rule in CATALOGUE.values() if rule.level == label and not rule.id.startswith("B")])
        for label in Level
    ]
    context = {
        "parts": [(part, found) for part, found in lines if found],
        "profile": profile,
        "profiles": Profile.choices,
        "groups": groups,
        "reading": [rule for rule in CATALOGUE.values() if rule.id.startswith("B")],
        "version": CURRENT,
        "rules_version": RULES_VERSION,
    }
    return render(request, "reports/guide.html", context)
