"""What became of letters that were brought: on the letter, and in the contact log."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import ContactResult
from cooperatives.contacts import contact_log
from core.errors import DomainError
from core.papers import trail
from core.papers.official import PaperState

RESULTS = [
    (result.value, result.label) for result in (ContactResult.DELIVERED, ContactResult.CAME_BACK, ContactResult.CLOSED)
]


@transaction.atomic
def note_results(rows: QuerySet, *, result: str, on: date, receiver: str, actor) -> int:
    """Note what became of letters that were brought: delivered to whom and when, or why not. Returns how many.

    Of each result the contact log's event keeps the day and who was met; the letter has them while it is delivered.
    Raises DomainError for a result that no letter has, or a day that cannot be.
    """
    if result not in dict(RESULTS):
        raise DomainError(_("Choose what came of it."))
    issued = rows.filter(state=PaperState.ISSUED)
    trail.check_day(on, issued, "issued_on")
    keys = list(issued.values_list("pk", "contact"))
    if result == ContactResult.DELIVERED:
        trail.deliver(rows, on=on, receiver=receiver, actor=actor)
    else:
        trail.undeliver(rows, actor=actor)
    told = {"result_on": on} | ({"receiver": receiver.strip()[:150]} if receiver.strip() else {})
    contact_log.set_results([contact for _pk, contact in keys if contact], result=result, actor=actor, told=told)
    return len(keys)
