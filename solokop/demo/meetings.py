"""Annual meetings of the years since the demo's register was drawn up: most are held, some have stopped."""

import random
from datetime import date, timedelta

from cooperatives.choices import MeetingKind, Status
from cooperatives.models import AnnualMeeting, Cooperative
from reports.escalation.proposals import last_due_meeting

# For how many years back the last meeting lies, and how often.
GAPS = ((0, 84), (1, 9), (2, 4), (3, 3))


def build(today: date) -> None:
    """Written in bulk and with dates in the past, which no function of the portal allows: the demo alone does this."""
    chance = random.Random(4)  # noqa: S311 - the demo is the same every time
    held, rows = [], []
    for cooperative in Cooperative.objects.current().filter(status=Status.ACTIVE).order_by("pk"):
        gap = chance.choices([years for years, _n in GAPS], [n for _years, n in GAPS])[0]
        year = last_due_meeting(today) - gap
        day = date(year, 1, 15) + timedelta(days=chance.randint(0, 140))
        cooperative.last_rat_on, cooperative.last_rat_year = day, year
        rows.append(cooperative)
        held.append(
            AnnualMeeting(
                cooperative=cooperative,
                kind=MeetingKind.RAT,
                book_year=year - 1,
                held_on=day,
                place="Balai kelurahan",
                attendance=max(12, (cooperative.members or 40) // 3),
                quorum_met=True,
            )
        )
    Cooperative.objects.bulk_update(rows, ["last_rat_on", "last_rat_year"], batch_size=300)
    AnnualMeeting.objects.bulk_create(held, batch_size=500)
