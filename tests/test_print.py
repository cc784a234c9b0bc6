"""Pages on paper: nothing is cut off at the side, and no page begins empty because a long part is kept whole."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.models import Report
from solokop.demo import contents

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
    pytest.mark.one_database,
]
# A4 less the margins of the stylesheet, at 96 dots an inch.
PAPER, WIDE_PAPER = {"width": 703, "height": 1000}, {"width": 1046, "height": 700}
CUT = """() => [...document.querySelectorAll("main td, main th, main dd, main p")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 80))"""
KEPT_WHOLE = """() => [...document.querySelectorAll("main .panel, main .table-wrap")]
  .filter((e) => getComputedStyle(e).breakInside !== "auto").length"""


def test_register_quarter_record_and_report_are_printed_whole_from_the_first_page_on(visit):
    contents.build()
    visitor = visit(PAPER, "light")
    visitor.sign_in("petugas@solokop.test", contents.PASSWORD)
    report = Report.objects.filter(state="accepted").first()
    printed = [
        (PAPER, reverse("cooperative_list")),
        (PAPER, reverse("period", args=[report.obligation.period.slug])),
        (PAPER, reverse("cooperative_detail", args=[report.obligation.cooperative_id])),
        (PAPER, reverse("report_version", args=[report.obligation_id, report.version])),
        (WIDE_PAPER, reverse("period_joint", args=[report.obligation.period.slug])),
    ]
    for paper, address in printed:
        visitor.go(address)
        visitor.page.set_viewport_size(paper)
        visitor.page.emulate_media(media="print")
        assert (visitor.page.evaluate(CUT), visitor.page.evaluate(KEPT_WHOLE)) == ([], 0), address
        pages = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
        assert [n for n, page in enumerate(pages, 1) if not page.extract_text().strip()] == [], address
        visitor.page.emulate_media(media="screen")
