"""Queries with a meaning for the office; access to obligations and reports goes through `.visible_to(user)`."""

from datetime import date

from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, Subquery, Value, When

from cooperatives.models import Cooperative
from reports.choices import ArrivalState, FilingState, Standing, State
from reports.obligations.quarter import Quarter

NOT_FILED = (Standing.NONE, Standing.DRAFT)


class ObligationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office, those of the linked cooperatives for a manager; none of merged records."""
        if user.is_authenticated and user.is_of_office:
            return self.current()
        return self.filter(cooperative__in=Cooperative.objects.visible_to(user))

    def current(self):
        """None of merged records."""
        return self.filter(cooperative__merged_into=None)

    def waived_on(self, day: date):
        return self.filter(Exists(self._waivers(day)))

    def not_waived_on(self, day: date):
        return self.exclude(Exists(self._waivers(day)))

    def missing(self):
        """Without a report that was sent."""
        return self.filter(standing__in=NOT_FILED)

    def overdue_on(self, day: date):
        """Missing after the days of grace, and not waived."""
        return self.missing().filter(late_after__lt=day).not_waived_on(day)

    def not_overdue_on(self, day: date):
        """The others: filed, not yet due, or waived."""
        return self.filter(~Q(standing__in=NOT_FILED) | Q(late_after__gte=day) | Exists(self._waivers(day)))

    def without_arrival_to_type(self):
        """The others have sent a paper that the office has not typed in yet: now it is the office's turn."""
        arrivals = self.model._meta.get_field("arrivals").related_model
        return self.exclude(Exists(arrivals.objects.to_type().filter(obligation=OuterRef("pk"))))

    def with_paper(self):
        """Each with `arrived_at` and `arrival_pk` of a paper that waits, and `asked_at`, when the board was asked for
        its yes.
        """
        arrivals = self.model._meta.get_field("arrivals").related_model.objects.waiting()
        reports = self.model._meta.get_field("reports").related_model.objects.filter(state=State.DRAFT)
        mine = {"obligation": OuterRef("pk")}
        return self.annotate(
            arrived_at=Subquery(arrivals.filter(**mine).values("arrived_at")[:1]),
            arrival_pk=Subquery(arrivals.filter(**mine).values("pk")[:1]),
            asked_at=Subquery(reports.filter(**mine).order_by().values("asked_at")[:1]),
        )

    def ended_on(self, day: date):
        """Of quarters that are over: only then can there be a report."""
        running = Quarter.of(day)
        return self.filter(
            Q(period__year__lt=running.year) | Q(period__year=running.year, period__quarter__lt=running.number)
        )

    def with_filing_state(self, day: date):
        """Each with `filing_state` as of a day (reports/choices.py FilingState)."""
        return self.annotate(
            filing_state=Case(
                *(
                    When(standing=standing, then=Value(standing.value))
                    for standing in Standing
                    if standing not in NOT_FILED
                ),
                When(Exists(self._waivers(day)), then=Value(FilingState.WAIVED.value)),
                When(late_after__lt=day, then=Value(FilingState.LATE.value)),
                When(standing=Standing.DRAFT, then=Value(FilingState.DRAFT.value)),
                default=Value(FilingState.DUE.value),
                output_field=CharField(),
            )
        )

    def _waivers(self, day: date):
        """The waivers in force on a day, of the obligation at hand."""
        waiver = self.model._meta.get_field("waivers").related_model
        in_force = Q(expires_on=None) | Q(expires_on__gte=day)
        return waiver.objects.filter(in_force, obligation=OuterRef("pk"), ended_at=None)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.is_authenticated and user.is_of_office:
            return self.filter(obligation__cooperative__merged_into=None)
        return self.filter(obligation__cooperative__in=Cooperative.objects.visible_to(user))

    def current(self):
        """The accepted version of each obligation."""
        return self.filter(state=State.ACCEPTED)

    def of_quarter(self, quarter: Quarter):
        return self.filter(obligation__period__year=quarter.year, obligation__period__quarter=quarter.number)

    def amendments_begun(self):
        """Amendments of accepted reports that were not sent yet, with what a card shows of them."""
        begun = self.filter(state=State.DRAFT).exclude(amendment_reason="")
        return begun.select_related("obligation__cooperative", "obligation__period")

    def waiting(self):
        """What a reviewer has to look at, the oldest first."""
        return self.filter(state__in=[State.SUBMITTED, State.IN_REVIEW]).order_by("submitted_at", "pk")


# States in which a board reads what its reviewer has noted.
DECIDED = (State.RETURNED, State.ACCEPTED, State.SUPERSEDED)


class LineCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office; for a manager those of reports that were returned or accepted."""
        found = self.filter(report__in=self._reports().visible_to(user))
        if user.is_authenticated and user.is_of_office:
            return found
        return found.filter(report__state__in=DECIDED)

    def _reports(self):
        return self.model._meta.get_field("report").related_model._default_manager.all()


class ArrivalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office, those of the linked cooperatives for a manager."""
        if user.is_authenticated and user.is_of_office:
            return self.filter(obligation__cooperative__merged_into=None)
        return self.filter(obligation__cooperative__in=Cooperative.objects.visible_to(user))

    def waiting(self):
        """What has not become a report yet and was not set aside."""
        return self.filter(state=ArrivalState.WAITING)

    def to_type(self):
        """Of these, what the office has to type in: the board was not asked for its yes yet."""
        return self.waiting().exclude(self._is_asked())

    def to_confirm(self):
        """Of these, what is typed in and waits for the board's yes."""
        return self.waiting().filter(self._is_asked())

    def _is_asked(self):
        reports = self.model._meta.get_field("obligation").related_model._meta.get_field("reports").related_model
        drafts = reports._default_manager.filter(state=State.DRAFT, asked_at__isnull=False)
        return Exists(drafts.filter(obligation=OuterRef("obligation")))
