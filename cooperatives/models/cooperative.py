from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import STATUS_LOOK, Status
from cooperatives.models.columns import FigureColumns, RecordColumns
from cooperatives.models.places import District, Village
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.register_fields import BY_NAME

STATUS_LABELS = dict(Status.choices)


class Cooperative(RecordColumns, FigureColumns):
    """One record of the register (DOMAIN.md 3.1): what cooperatives/register_fields declares, and what follows from it.

    Columns under "derived" are written only by cooperatives/record/derived.py, `status` only by
    cooperatives/status.py, everything with an event and a new `version`.
    """

    village = models.ForeignKey(
        Village, verbose_name=BY_NAME["village"].label, null=True, blank=True, on_delete=models.PROTECT
    )
    district = models.ForeignKey(
        District, verbose_name=BY_NAME["district"].label, null=True, blank=True, on_delete=models.PROTECT
    )

    # The following are derived, see cooperatives/record/derived.py
    chair = models.CharField(max_length=150, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    legal_key = models.CharField(max_length=80, blank=True, db_index=True)
    search_text = models.TextField(blank=True)
    missing = models.PositiveSmallIntegerField(default=0)
    in_revival = models.BooleanField(default=False)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    # Set when this record was found to be a duplicate and merged into another.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                "national_number",
                condition=~Q(national_number="") & Q(merged_into=None),
                name="one_cooperative_per_national_number",
            ),
            models.CheckConstraint(condition=Q(status__in=["", *Status.values]), name="status_is_known"),
            models.CheckConstraint(condition=Q(kuk=None) | Q(kuk__range=(1, 4)), name="kuk_between_1_and_4"),
            models.CheckConstraint(
                condition=Q(members_male=None)
                | Q(members_female=None)
                | Q(members=models.F("members_male") + models.F("members_female")),
                name="members_are_the_sum_by_sex",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="coop_by_name", condition=Q(merged_into=None)),
            models.Index(fields=["status", "name_key", "id"], name="coop_by_status", condition=Q(merged_into=None)),
            models.Index(
                fields=["district", "status", "name_key", "id"], name="coop_by_district", condition=Q(merged_into=None)
            ),
            models.Index(fields=["village", "name_key", "id"], name="coop_by_village", condition=Q(merged_into=None)),
            models.Index(fields=["kind", "name_key", "id"], name="coop_by_kind", condition=Q(merged_into=None)),
            # Read alone by cooperatives/public/counts.py.
            models.Index(
                fields=["status", "kind", "group", "district", "village"],
                name="coop_public_cells",
                condition=Q(merged_into=None),
            ),
            models.Index(fields=["missing", "name_key", "id"], name="coop_by_missing", condition=Q(merged_into=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def legal_name(self) -> str:
        """The name with the words that UU 25/1992 art. 52 asks for while it is wound up."""
        return f"{self.name} (Koperasi dalam penyelesaian)" if self.status == Status.WINDING_UP else self.name

    @property
    def status_look(self) -> tuple[str, str]:
        return STATUS_LOOK.get(self.status, ("quiet", "circle-question-mark"))

    @property
    def status_label(self) -> str:
        return str(STATUS_LABELS.get(self.status) or _("Status not known"))
