"""Queries with a meaning for the office; access goes through `.visible_to(user)`."""

from datetime import datetime

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from cooperatives.models import Cooperative
from training.choices import HOLDING, LIVE, EnrolmentState, Phase, SessionState

# The order of a waiting list.
LINE = ("-has_priority", "queued_at", "pk")
# Of sessions with their phase: somebody has asked for a seat, and an officer has not decided.
TO_DECIDE = Q(state=SessionState.PUBLISHED, asked__gt=0) & ~Q(phase_now__in=[Phase.RUNNING, Phase.FINISHED])


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office; for everybody else, signed in or not, those that were published."""
        if user.is_authenticated and user.is_of_office:
            return self
        return self.exclude(state=SessionState.DRAFT)

    def with_seats(self):
        """Each with `held` (taken or offered), `taken`, `waiting` (on the list or asked for) and `asked`."""
        return self.annotate(
            held=self._counted(HOLDING),
            taken=self._counted([EnrolmentState.CONFIRMED]),
            waiting=self._counted([EnrolmentState.WAITLISTED, EnrolmentState.REQUESTED]),
            asked=self._counted([EnrolmentState.REQUESTED]),
        )

    def with_phase(self, now: datetime):
        """Each with `phase_now` (training/choices.py Phase): the same as `Session.phase`, for filters and counts."""
        today = timezone.localdate(now)
        return self.with_seats().annotate(
            phase_now=Case(
                When(state=SessionState.DRAFT, then=Value(Phase.DRAFT.value)),
                When(state=SessionState.CANCELLED, then=Value(Phase.CANCELLED.value)),
                When(ends_at__lte=now, then=Value(Phase.FINISHED.value)),
                When(starts_at__lte=now, then=Value(Phase.RUNNING.value)),
                When(opens_on__gt=today, then=Value(Phase.SOON.value)),
                When(closes_on__lt=today, then=Value(Phase.CLOSED.value)),
                When(held__gte=F("quota"), then=Value(Phase.FULL.value)),
                default=Value(Phase.OPEN.value),
                output_field=CharField(),
            )
        )

    def to_decide(self, now: datetime):
        """Those in which somebody has asked for a seat and an officer has not decided."""
        return self.with_phase(now).filter(TO_DECIDE)

    def with_distance(self, now: datetime):
        """Each with `distance`: how long until it begins, or since it began once it is over."""
        ahead = ExpressionWrapper(F("starts_at") - Value(now), output_field=DurationField())
        past = ExpressionWrapper(Value(now) - F("starts_at"), output_field=DurationField())
        return self.annotate(distance=Case(When(ends_at__lte=now, then=past), default=ahead))

    def _counted(self, states):
        enrolment = self.model._meta.get_field("enrolments").related_model
        counted = enrolment.objects.filter(session=OuterRef("pk"), state__in=states).order_by()
        return Coalesce(Subquery(counted.values("session").annotate(n=Count("pk")).values("n")), 0)


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office, those of the linked cooperatives for a manager; none of merged records."""
        if not user.is_authenticated:
            return self.none()
        if user.is_of_office:
            return self.filter(cooperative__merged_into=None)
        return self.filter(cooperative__in=Cooperative.objects.visible_to(user))

    def live(self):
        return self.filter(state__in=LIVE)

    def holding(self):
        """With a seat, or one that is offered."""
        return self.filter(state__in=HOLDING)

    def confirmed(self):
        return self.filter(state=EnrolmentState.CONFIRMED)

    def with_rank(self):
        """Each with `rank`: offers and seats first, then those who ask, then the waiting list."""
        order = [EnrolmentState.OFFERED, EnrolmentState.CONFIRMED, EnrolmentState.NO_SHOW, EnrolmentState.REQUESTED]
        cases = (When(state=state, then=Value(n)) for n, state in enumerate(order))
        return self.annotate(rank=Case(*cases, default=Value(len(order))))

    def in_order(self):
        """By rank, the waiting list with its next first."""
        return self.with_rank().order_by("rank", *LINE)

    def in_line(self):
        """The waiting list, the next first."""
        return self.filter(state=EnrolmentState.WAITLISTED).order_by(*LINE)

    def trained(self):
        """Who was there on a day at least."""
        mark = self.model._meta.get_field("attendance").related_model
        return self.filter(Exists(mark.objects.filter(enrolment=OuterRef("pk"))))

    def with_training(self, session):
        """Each with `trained_before`: somebody of the cooperative was there in another session."""
        mark = self.model._meta.get_field("attendance").related_model
        others = mark.objects.filter(enrolment__cooperative=OuterRef("cooperative")).exclude(enrolment__session=session)
        return self.annotate(trained_before=Exists(others))

    def with_days(self):
        """Each with `days_there` and `days_held`: on how many days of the session, of how many."""
        mark = self.model._meta.get_field("attendance").related_model
        day = self.model._meta.get_field("session").related_model._meta.get_field("days").related_model
        there = mark.objects.filter(enrolment=OuterRef("pk")).order_by()
        held = day.objects.filter(session=OuterRef("session")).order_by()
        return self.annotate(
            days_there=Coalesce(Subquery(there.values("enrolment").annotate(n=Count("pk")).values("n")), 0),
            days_held=Coalesce(Subquery(held.values("session").annotate(n=Count("pk")).values("n")), 0),
        )


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_of_office:
            return self
        return self.filter(enrolment__cooperative__in=Cooperative.objects.visible_to(user))

    def in_force(self):
        """Not withdrawn; whether it is still valid is a matter of the day."""
        return self.filter(Q(withdrawn_on=None))
