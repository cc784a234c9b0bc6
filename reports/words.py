"""The events of reports in words."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import event_words
from core.database.many_keys import among
from core.event_words import EventObject, pages
from reports.area import AREA
from reports.choices import ArrivalWay
from reports.models import Arrival, Letter, Obligation, Period, Report, Step, Upload

WORDS = {
    "obligation.added": _("A report was asked for"),
    "obligation.waived": _("A report was waived"),
    "obligation.realigned": _("The lines of a report were changed"),
    "obligation.waiver_ended": _("The waiver of a report ended"),
    "letter.issued": _("A warning letter was issued"),
    "letter.set_aside": _("A warning letter was set aside"),
    "letter.prepared_anew": _("Another warning letter was prepared in the place of a void one"),
    "proposal.confirmed": _("A proposed status was confirmed"),
    "proposal.dismissed": _("A proposed status was dismissed"),
    "arrival.received": _("Report on paper arrived"),
    "arrival.added": _("Pages added to a report on paper"),
    "arrival.corrected": _("Arrival of a report on paper corrected"),
    "arrival.set_aside": _("Report on paper set aside"),
    "arrival.restored": _("Report on paper counts again"),
    "arrival.file_dropped": _("File of a report on paper taken out"),
    "arrival.downloaded": _("File of a report on paper downloaded"),
    "arrival.receipt_downloaded": _("Receipt of a report on paper downloaded"),
    "books.chosen": _("Said which column the books give"),
    "holiday.added": _("Holiday added"),
    "holiday.removed": _("Holiday removed"),
    "lateness.flagged": _("Late reports marked by the night’s work"),
    "period.opened": _("Quarter opened"),
    "period.extended": _("Quarter extended"),
    "period.removed": _("Quarter removed"),
    "proposals.made": _("Changes of status proposed by the night’s work"),
    "receipt.downloaded": _("Receipt downloaded"),
    "reminders.made": _("Reminders made"),
    "reminders.told": _("Reminders told"),
    "report.begun": _("Draft begun"),
    "report.saved": _("Figures saved"),
    "report.explained": _("Warnings explained"),
    "report.unit_confirmed": _("Figures confirmed as full rupiah"),
    "report.discarded": _("Draft discarded"),
    "report.asked": _("Board asked for its yes"),
    "report.asked_no_more": _("Board asked no more"),
    "report.sheet_printed": _("Sheet for the board’s signature printed"),
    "report.submitted": _("Report sent"),
    "report.in_review": _("Review begun"),
    "report.accepted": _("Report accepted"),
    "report.returned": _("Report returned for correction"),
    "report.released": _("Review given back to the queue"),
    "report.withdrawn": _("Report withdrawn before review"),
    "report.superseded": _("Report replaced by an amendment"),
    "report.reopened": _("Acceptance of a report taken back"),
    "report.restored": _("Report accepted again"),
    "report.commented": _("Comment written"),
    "report.comment_deleted": _("Comment deleted"),
    "step.changed": _("Step of reminders changed"),
    "summary.exported": _("Summary of a quarter downloaded"),
    "template.downloaded": _("Template of a report downloaded"),
    "upload.received": _("Report file uploaded"),
    "upload.declined": _("Report file left aside"),
    "upload.downloaded": _("Report file downloaded"),
    "upload.expired": _("Report file deleted after its time"),
}


def pages_of_periods(keys: Collection[int]) -> Mapping[int, str]:
    rows = Period.objects.filter(pk__in=among(keys)).order_by()
    return {row.pk: reverse("period", args=[row.slug]) for row in rows}


THINGS = {
    "arrival": EventObject(_("Report on paper"), pages(Arrival, "arrival", "obligation", "pk"), AREA.key),
    "holiday": EventObject(_("Holiday")),
    "letter": EventObject(_("Warning letter"), pages(Letter, "letter"), AREA.key),
    "obligation": EventObject(_("Report that is owed"), pages(Obligation, "obligation"), AREA.key),
    "period": EventObject(_("Quarter"), pages_of_periods, AREA.key),
    "report": EventObject(_("Report"), pages(Report, "report_version", "obligation", "version"), AREA.key),
    "step": EventObject(_("Step of reminders"), pages(Step, "step_edit", "code"), AREA.key),
    "upload": EventObject(_("Report file"), pages(Upload, "upload_result", "obligation", "pk"), AREA.key),
}
LABELS = {
    "number": _("number"),
    "level": _("letter"),
    "signed_on": _("signed on"),
    "delivered_on": _("delivered on"),
    "receiver": _("receiver"),
    "by": _("initials by"),
    "result_on": _("day of the result"),
    "replaces": _("in the place of"),
    "kept": _("kept as"),
    "file": _("file"),
    "sha256": _("digest of the file"),
    "quarters": _("quarters late"),
    "rat_missed": _("annual meetings missed"),
    "to": _("proposed status"),
    "expires_on": _("valid until"),
    "waiver": _("reason"),
    "lines": _("Lines"),
    "report.version": _("version"),
    "arrival.way": _("way"),
    "arrival.on": _("day"),
    "arrival.pages": _("pages"),
    "lateness.flagged": _("newly late"),
    "lateness.lifted": _("late no more"),
    "proposals.made": _("proposed"),
    "proposals.lapsed": _("lapsed"),
    "period.created": _("newly owed"),
    "period.total": _("owed in all"),
    "period.due_on": _("due on"),
    "obligation.due_on": _("due on"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("reports", _("Reports"), WORDS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS, choices={"arrival.way": dict(ArrivalWay.choices)})
