"""The steps of the ladder as an administrator changes them."""

from django.db import transaction

from core import events
from reports.models import Step


@transaction.atomic
def save(pk: int, form, *, actor) -> None:
    """Save a step from a valid form, with one event that keeps the old words."""
    old = Step.objects.get(pk=pk)
    before = {name: getattr(old, name) for name in form.changed_data}
    step = form.save()
    if before:
        events.record(
            "step.changed",
            actor=actor,
            object_type="step",
            object_id=step.pk,
            label=step.code,
            before=before,
            after={name: getattr(step, name) for name in before},
        )
