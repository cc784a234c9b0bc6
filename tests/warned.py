"""Makers for the tests of the early warning."""

from datetime import timedelta
from decimal import Decimal

from core import clock
from reports.models import Proposal
from reports.obligations.quarter import Quarter
from supervision.dispositions import dispositions, matters
from supervision.histories import Facts, History, place_of
from supervision.measures import NAMES
from supervision.models import Disposition, EarlyWarning
from tests.factories import make_user

# The newest quarter of a made-up history.
LAST = place_of(Quarter(2026, 2))


def history(*quarters: dict | None, profile: str = "savings_loan", **about) -> History:
    """Quarters that follow on each other, the last one LAST; None is one without a report."""
    found = []
    for back, sums in enumerate(reversed(quarters)):
        whole = None if sums is None else {name: sums.get(name) for name in NAMES}
        known = {key: value for key, value in (sums or {}).items() if key not in NAMES}
        found.append(Facts(LAST - back, whole, **known))
    return History.of(found, profile=profile, **about)


def make_warning(cooperative, flag: str = "bad_loans", **fields) -> EarlyWarning:
    usual = {"value": Decimal("12.5"), "level": 2, "limits": "5; 10", "version": "2026.1", "raised_on": clock.today()}
    usual["told_on"] = usual["raised_on"]
    return EarlyWarning.objects.create(cooperative=cooperative, flag=flag, **usual | fields)


def make_proposal(cooperative) -> Proposal:
    """That a cooperative might have to become passive: it waits for a yes."""
    return Proposal.objects.create(
        cooperative=cooperative, to="passive", made_on=clock.today(), quarters=2, rat_missed=1, late_since=None
    )


def passed_on(cooperative, actor, **given) -> Disposition:
    """A change of status that was passed on to an officer."""
    proposal = Proposal.objects.open().filter(cooperative=cooperative).first() or make_proposal(cooperative)
    thing = matters.find("status", proposal.pk, actor)
    usual = {"note": "Mohon ditinjau.", "due_on": clock.today() + timedelta(days=3)}
    to = given.pop("to", None) or make_user("officer")
    return dispositions.pass_on(thing, to=to, **usual | given, actor=actor)
