from datetime import date
from functools import reduce
from operator import and_

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cooperatives import keys


class MembershipQuerySet(models.QuerySet):
    def in_force(self):
        """Those that give access today."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.localdate()))


class CooperativeQuerySet(models.QuerySet):
    def current(self):
        """Without the records that were merged into another."""
        return self.filter(merged_into=None)

    def public(self):
        """What anybody may read: current records, without those that were removed from the public register."""
        removed = self.model._meta.get_field("removals").related_model.objects.in_force()
        return self.current().exclude(pk__in=removed.values("cooperative_id"))

    def visible_to(self, user):
        """Everything for the office, the linked cooperatives for a manager, nothing for anybody else."""
        if not user.is_authenticated:
            return self.none()
        if user.is_of_office:
            return self.current()
        return self.current().filter(pk__in=self._linked_to(user))

    def public_search(self, q: str):
        """By the words of the name in any order, or numbers, only: the public search must not answer questions about
        people or addresses.
        """
        key = keys.legal_key(q)
        found = Q(pk__in=[])
        if name := keys.name_key(q):
            # A key has no spaces, and its form of a cooperative is short: as a whole, and by its words.
            words = dict.fromkeys(keys.plain_upper(q).split())
            found |= Q(name_key__contains=name) | reduce(and_, (Q(name_key__contains=word) for word in words))
        if any(c.isdigit() for c in key) and len(key) >= 4:
            found |= Q(legal_key__contains=key) | Q(national_number=q.replace(" ", ""))
        return self.filter(found)

    def _linked_to(self, user):
        return user.memberships.in_force().values("cooperative_id")


class PublicRemovalQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class StatusChangeQuerySet(models.QuerySet):
    def standing(self, known_on: date | None = None):
        """Entries that no correction has replaced, without the annulments: by now, or by the end of a day (WIB)."""
        if known_on is None:
            return self.filter(correction=None, annuls=False)
        return self.filter(annuls=False).filter(
            Q(correction=None) | Q(correction__at__date__gt=known_on),
            at__date__lte=known_on,
        )

    def with_origin(self):
        """Each with what the first entry at its place has said: `origin_basis` and `origin_new`."""
        first = self.model._default_manager.filter(pk=Coalesce(OuterRef("place"), OuterRef("pk")))
        return self.annotate(
            origin_basis=Subquery(first.values("basis")[:1]), origin_new=Subquery(first.values("new")[:1])
        )

    def in_order(self):
        """The oldest first; a correction stands at the place of the entry that it replaces."""
        return self.annotate(rank=Coalesce("place", "pk", output_field=models.BigIntegerField())).order_by("on", "rank")


class KeyFiguresQuerySet(models.QuerySet):
    def counting(self, known_on: date | None = None):
        """Those that count: now, or as it was known at the end of a day (WIB)."""
        if known_on is None:
            return self.filter(ended_at=None)
        return self.filter(Q(ended_at=None) | Q(ended_at__date__gt=known_on), recorded_at__date__lte=known_on)

    def until(self, day: date):
        """Of a state of affairs that was reached by a day; figures without a date are by the day they rank by."""
        return self.filter(rank__lte=day)

    def in_order(self):
        """The oldest first: what comes later replaces what came before."""
        return self.order_by("cooperative_id", "rank", "recorded_at", "pk")
