from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import STATUS_LOOK, Authority, FigureSource, FilingType, Form, Kind, Pattern, Status
from cooperatives.models.figure_columns import FigureColumns
from cooperatives.models.places import District, Village
from cooperatives.querysets import CooperativeQuerySet


def between(low: int, high: int) -> list:
    return [MinValueValidator(low), MaxValueValidator(high)]


STATUS_LABELS = dict(Status.choices)


class Cooperative(FigureColumns):
    """One record of the register (DOMAIN.md 3.1).

    Columns under "derived" are written only by cooperatives/derived.py, `status` only by
    cooperatives/status.py, everything with an event and a new `version`.
    """

    name = models.CharField(_("name"), max_length=200)
    legal_number = models.CharField(_("legal-entity number"), max_length=80, blank=True)
    legal_date = models.DateField(_("date of legal entity"), null=True, blank=True)
    amendment_number = models.CharField(_("number of last amendment (PAD)"), max_length=80, blank=True)
    amendment_date = models.DateField(_("date of last amendment"), null=True, blank=True)
    national_number = models.CharField(_("Nomor Induk Koperasi"), max_length=32, blank=True)
    certified_until = models.DateField(_("certificate valid until"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=10, blank=True)
    kuk = models.PositiveSmallIntegerField(_("business class (KUK)"), null=True, blank=True, validators=between(1, 4))

    form = models.CharField(_("form"), max_length=12, choices=Form, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, blank=True)
    group = models.CharField(_("group"), max_length=60, blank=True)
    pattern = models.CharField(_("pattern"), max_length=14, choices=Pattern, blank=True)
    sector = models.CharField(_("business sector"), max_length=100, blank=True)
    business_unit = models.CharField(_("business units"), max_length=200, blank=True)
    has_savings_unit = models.BooleanField(_("has a savings-and-loan unit (USP)"), null=True, blank=True)
    licence_number = models.CharField(_("savings-and-loan licence"), max_length=80, blank=True)
    licence_date = models.DateField(_("date of licence"), null=True, blank=True)
    nib_number = models.CharField(_("business number (NIB)"), max_length=40, blank=True)
    nib_date = models.DateField(_("date of NIB"), null=True, blank=True)
    npwp = models.CharField(_("tax number (NPWP)"), max_length=30, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=100, blank=True)
    authority = models.CharField(_("supervising authority"), max_length=10, choices=Authority, default=Authority.CITY)
    filing_type = models.CharField(_("filing"), max_length=10, choices=FilingType, default=FilingType.SELF)

    address = models.CharField(_("address"), max_length=255, blank=True)
    village = models.ForeignKey(
        Village, verbose_name=_("village (kelurahan)"), null=True, blank=True, on_delete=models.PROTECT
    )
    district = models.ForeignKey(
        District, verbose_name=_("district (kecamatan)"), null=True, blank=True, on_delete=models.PROTECT
    )
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    # Three decimals (about 100 m) are enough for a map and no more than may be public.
    latitude = models.DecimalField(
        _("latitude"), max_digits=6, decimal_places=3, null=True, blank=True, validators=between(-11, 6)
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=6, decimal_places=3, null=True, blank=True, validators=between(95, 141)
    )
    phone = models.CharField(_("telephone / WhatsApp"), max_length=40, blank=True)
    phone_is_public = models.BooleanField(_("show the telephone to the public"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    email_is_public = models.BooleanField(_("show the e-mail to the public"), default=False)
    website = models.CharField(_("website"), max_length=200, blank=True)

    figures_as_of = models.DateField(_("figures as of"), null=True, blank=True)
    # Derived: where the newest of these come from (cooperatives/figures.py).
    figures_source = models.CharField(_("source of the figures"), max_length=10, choices=FigureSource, blank=True)
    last_rat_on = models.DateField(_("last annual meeting (RAT)"), null=True, blank=True)
    last_rat_year = models.PositiveSmallIntegerField(_("year of the last annual meeting"), null=True, blank=True)
    health_rating = models.CharField(_("health rating"), max_length=40, blank=True)
    health_year = models.PositiveSmallIntegerField(
        _("year of the health rating"), null=True, blank=True, validators=between(1990, 2100)
    )
    remarks = models.CharField(_("remarks in the register"), max_length=255, blank=True)

    status = models.CharField(_("status"), max_length=24, choices=Status, blank=True)
    status_on = models.DateField(_("status since"), null=True, blank=True)

    # The following are derived, see cooperatives/derived.py
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
