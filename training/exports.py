"""The participants of a session as Excel: in the order of their cooperatives, with attendance, scores, certificate."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import local_phone
from core.workbook_write import Column
from training.models import Enrolment, Session, SessionDay


def columns(days: list[SessionDay]) -> list[Column]:
    return [
        Column(_("Cooperative"), width=42), Column(_("District (kecamatan)"), width=16),
        Column(_("Status of the cooperative"), width=20), Column(_("Name"), width=30), Column(_("Position"), width=20),
        Column(_("Telephone / WhatsApp"), width=18), Column(_("State"), width=20), Column(_("Priority"), width=20),
        Column(_("Enrolled on"), "date", 12),
        *(Column(f"{day.date:%d/%m/%Y}", width=12) for day in days),
        Column(_("Days there"), "count", 9), Column(_("Pre-test"), "count", 9), Column(_("Post-test"), "count", 9),
        Column(_("Certificate"), width=24), Column(_("Reason"), width=40),
    ]  # fmt: skip


def rows(session: Session, found: QuerySet[Enrolment]) -> Iterator[list[Any]]:
    days = [day.pk for day in session.days.all()]
    ordered = found.order_by("cooperative__name_key", "pk").select_related("cooperative__district")
    for one in ordered.prefetch_related("attendance", "certificates"):
        there = {mark.day_id for mark in one.attendance.all()}
        numbers = [certificate.number for certificate in one.certificates.all() if certificate.withdrawn_on is None]
        cooperative = one.cooperative
        yield [
            cooperative.name, cooperative.district.name if cooperative.district else "", cooperative.status_label,
            one.name, one.position, local_phone(one.phone), str(one.get_state_display()), one.priority_words,
            timezone.localdate(one.made_at), *(_("there") if day in there else "" for day in days), len(there),
            one.pre_score, one.post_score, ", ".join(numbers), one.reason or one.override_reason,
        ]  # fmt: skip
