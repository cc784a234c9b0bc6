from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import DomainError
from core.form_fields import DayField, FilesField
from core.papers import pages
from core.papers.pages import IncomingPaper
from reports.arrivals import arrival_log
from reports.choices import ArrivalWay
from reports.models import Arrival, Obligation

MOST_FILES = 20
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
# What an officer can have been handed; the board itself sends through the portal.
WAYS = [(way.value, way.label) for way in ArrivalWay if way != ArrivalWay.PORTAL]


class CameByForm(forms.Form):
    """How and when a paper came, as an officer says it."""

    way = forms.ChoiceField(label=gettext_lazy("How did it come?"), choices=WAYS, initial=ArrivalWay.COUNTER)
    on = DayField(
        label=gettext_lazy("On which day did it come?"),
        help_text=gettext_lazy("The report counts as received on that day."),
    )
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)

    def __init__(self, *args, obligation: Obligation, **kwargs):
        super().__init__(*args, **kwargs)
        self.obligation = obligation
        self.fields["on"].initial = clock.today
        self.fields["note"].help_text = _("For instance: from whom, or what is missing. The board sees it.")

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if said := arrival_log.problem_of_day(self.obligation, day):
            raise forms.ValidationError(said)
        return day

    @property
    def came_by(self) -> dict[str, Any]:
        """What `arriving.receive` is told of way, day and remark."""
        return {name: self.cleaned_data[name] for name in ("way", "on", "note") if name in self.fields}


class ArrivalForm(CameByForm):
    """The files of a paper; an officer says how and when it came. `is_added`: to one that waits already."""

    files = FilesField(
        label=gettext_lazy("Photos or PDF of the report"),
        most=MOST_FILES,
        help_text=gettext_lazy(
            "Each page as a photo (JPEG, PNG, WebP, HEIC; up to 15 MB), or a PDF (up to 10 MB). Choose several at once."
        ),
        error_messages={"required": gettext_lazy("Choose the photos or the PDF first.")},
    )
    field_order = ("files",)

    def __init__(self, *args, by_office: bool, is_added: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs |= {"accept": ACCEPT, "data-small": "paper"}
        if not by_office or is_added:
            for name in ("way", "on", "note"):
                del self.fields[name]


def read_files(files: list[UploadedFile]) -> tuple[list[IncomingPaper], list[str]]:
    """What can be taken of some files, and in words why the others cannot. Once there are too many pages, no further
    file is looked at.
    """
    papers: list[IncomingPaper] = []
    problems: list[str] = []
    for file in files:
        if sum(len(paper.pages) for paper in papers) >= pages.MOST_PAGES:
            text = _("“{name}” was not looked at: up to {most} pages are taken at once.")
            problems.append(text.format(name=file.name, most=pages.MOST_PAGES))
            continue
        try:
            papers.append(pages.read(file))
        except DomainError as refusal:
            problems.append(str(refusal))
    return papers, problems


class SignedPageForm(CameByForm):
    """Which page the board has signed: one that is there already, or one that is attached now."""

    page = forms.ChoiceField(label=gettext_lazy("Which page bears the signature of the board?"), required=False)
    files = FilesField(
        label=gettext_lazy("Photo or scan of the signed page"),
        most=MOST_FILES,
        required=False,
        help_text=gettext_lazy("If it is not among the pages above."),
    )
    field_order = ("page", "files")
    # What has arrived with this very form, and was not told of yet.
    arrived: Arrival | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pages = list(arrival_log.pages_of(self.obligation))
        self.fields["page"].choices = [(str(page.pk), page.number) for page in self.pages]
        self.fields["files"].widget.attrs |= {"accept": ACCEPT, "data-small": "paper"}
        if self.pages:
            # The new page is added to what came: its way and day stay.
            for name in ("way", "on", "note"):
                del self.fields[name]
        else:
            del self.fields["page"]
            self.fields["files"].help_text = ""
