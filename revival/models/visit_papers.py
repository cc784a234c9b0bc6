from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.papers.letter import OfficialLetter
from core.papers.official import OfficialPaper, PaperState
from revival.models.visits import Visit


class AssignmentLetter(OfficialLetter):
    """A surat tugas: who is sent where, and on which days."""

    KIND = "assignment"

    # [[name, position], …] of all who go, the adviser first.
    people = models.JSONField(default=list)

    class Meta(OfficialLetter.Meta):
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return self.number or str(self.made_on)

    def event_object(self) -> dict[str, Any]:
        return {"object_type": "assignment", "object_id": self.pk, "label": self.number or str(self.made_on)}

    def shown_to_all(self) -> list[tuple[Any, str]]:
        return [(_("Subject"), self.subject), (_("Sent"), ", ".join(name for name, _position in self.people))]


class VisitRecord(OfficialPaper):
    """The berita acara of a visit: what was found, as it was when it got its number."""

    KIND = "visit_record"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="records")
    # What is printed, as it was then: [[label, value], …], the sentence before, and who signs.
    words = models.JSONField(default=list)
    intro = models.TextField()
    signs = models.JSONField(default=list)

    class Meta(OfficialPaper.Meta):
        ordering = ["-year", "-sequence"]
        constraints = [
            *OfficialPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state=PaperState.ISSUED), name="one_record_in_force_a_visit"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def event_object(self) -> dict[str, Any]:
        case = self.visit.case
        return {"object_type": "case", "object_id": case.pk, "label": case.cooperative.name}

    def shown_to_all(self) -> list[tuple[Any, str]]:
        return [(_("Cooperative"), self.visit.case.cooperative.legal_name)]
