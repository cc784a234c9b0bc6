"""The list of visits, the page of one cooperative, what an officer answers there."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from reports.escalation import digest
from supervision.models import EarlyWarning, WarningAnswer
from supervision.tests.test_raising import lost, reported
from supervision.warnings import answers, detection
from tests.factories import make_cooperative
from tests.reporting import figures, make_obligation, submitted
from tests.warned import make_warning

pytestmark = pytest.mark.django_db
LIST = reverse("warnings")


def names(response) -> list[str]:
    return [row.cooperative.name for row in response.context["listing"].rows]


def test_the_list_is_ordered_by_limits_passed_then_flags_then_size(as_user, officer):
    small, large, hard, many = (
        make_cooperative(name, assets=n) for n, name in enumerate(("Kecil", "Besar", "Berat", "Banyak"), 1)
    )
    for one in (small, large):
        make_warning(one, level=1)
    make_warning(hard, level=3, limits="5; 10; 12")
    for flag in ("losses", "cash_low", "bad_loans"):
        make_warning(many, flag, level=1)
    assert names(as_user(officer).get(LIST)) == ["Banyak", "Berat", "Besar", "Kecil"]


def test_an_answered_flag_leaves_the_list_and_its_cooperative_stands_under_the_answered(as_user, officer):
    cooperative = reported(officer)
    detection.run(clock.today())
    client, pages = as_user(officer), reverse("warning_page", args=[cooperative.pk])
    for warning in EarlyWarning.objects.open():
        url = reverse("warning_answer", args=[cooperative.pk, warning.pk])
        assert client.post(url, {"kind": "visited", "note": "Sudah dibahas."}).url == pages
    assert names(client.get(LIST)) == []
    assert names(client.get(LIST + "?show=quiet")) == [cooperative.name]
    page = client.get(pages).content.decode()
    assert "Sudah dibahas." in page
    warning = EarlyWarning.objects.get(flag="bad_loans")
    client.post(reverse("warning_again", args=[cooperative.pk, warning.pk]))
    assert names(client.get(LIST)) == [cooperative.name]


def test_one_visit_answers_all_flags_that_wait_and_no_other(as_user, officer):
    cooperative, other = make_cooperative(), make_cooperative()
    first, second, quiet = (make_warning(cooperative, flag) for flag in ("losses", "cash_low", "bad_loans"))
    alone = make_warning(other, "losses")
    answers.answer(quiet, kind="explained", note="Ada jaminan.", actor=officer)
    client, page = as_user(officer), reverse("warning_page", args=[cooperative.pk])
    assert "Jawaban yang sama untuk ke-2 tanda" in client.get(page).content.decode()
    assert "Jawaban yang sama" not in client.get(reverse("warning_page", args=[other.pk])).content.decode()
    url = reverse("warning_answer", args=[cooperative.pk, first.pk])
    given = {"kind": "visited", "note": "Semua dibahas.", "with_all": "on"}
    assert client.post(url, given).url == page
    notes = dict(WarningAnswer.objects.values_list("warning", "note"))
    assert notes == {first.pk: "Semua dibahas.", second.pk: "Semua dibahas.", quiet.pk: "Ada jaminan."}
    assert list(EarlyWarning.objects.loud()) == [alone]
    # Sent twice: nothing is left to answer.
    assert client.post(url, given).status_code == 400
    assert WarningAnswer.objects.count() == 3


def test_what_is_searched_for_is_shown_under_the_heading_where_it_stands(as_user, officer):
    warning = make_warning(make_cooperative("KSP Sudah Dijawab"))
    answers.answer(warning, kind="explained", note="Ada jaminan.", actor=officer)
    page = as_user(officer).get(f"{LIST}?q=dijawab")
    assert names(page) == []
    [elsewhere, everywhere] = page.context["listing"].elsewhere
    assert (elsewhere.n, everywhere.n) == (1, 1)
    assert names(as_user(officer).get(f"{LIST}{elsewhere.address}")) == ["KSP Sudah Dijawab"]


def test_a_refused_answer_keeps_what_was_typed(as_user, officer):
    warning = make_warning(make_cooperative())
    url = reverse("warning_answer", args=[warning.cooperative_id, warning.pk])
    answer = as_user(officer).post(url, {"kind": "watch", "note": "Pantau kasnya."})
    assert answer.status_code == 400
    assert "Pantau kasnya." in answer.content.decode()
    assert answer.context["form"].errors == {"until": ["Isi tanggal sampai kapan dipantau."]}
    assert not EarlyWarning.objects.filter(is_quiet=True).exists()


def test_an_answer_belongs_to_its_own_cooperative(as_user, officer):
    warning = make_warning(make_cooperative())
    other = make_cooperative()
    for name in ("warning_answer", "warning_again"):
        assert as_user(officer).post(reverse(name, args=[other.pk, warning.pk])).status_code == 404


def test_who_did_not_report_is_told_first_and_without_a_flag(as_user, officer):
    late = clock.today() - timedelta(days=200)
    owed = make_obligation()
    type(owed.period).objects.update(due_on=late)
    type(owed).objects.update(due_on=late, late_after=late)
    page = as_user(officer).get(LIST)
    assert page.context["silent"]["n"] == 1
    assert "1 dari 1 belum melaporkan" in page.content.decode()


def test_the_statements_of_the_list_do_not_grow_with_its_rows(as_user, officer):
    client, counts = as_user(officer), []
    make_warning(reported(officer))
    client.get(LIST)
    for n in (1, 5):
        for _n in range(n):
            make_warning(reported(officer))
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_file_holds_the_reasons_of_each_row(as_user, officer):
    make_warning(make_cooperative("KSP Contoh"), level=1, value="7")
    answer = as_user(officer).get(LIST + "?format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = [row for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True)]
    assert any("7% pinjaman tersendat atau macet; batasnya 5%." in row for row in rows)


def test_its_like_are_of_the_same_kind_and_size_and_at_least_five(as_user, officer):
    cooperative = reported(officer)
    for n in range(5):
        assert as_user(officer).get(reverse("warning_page", args=[cooperative.pk])).context["beside"] == [], n
        submitted(make_obligation(cooperative=make_cooperative(kind="savings_loan")), officer, figures())
        detection.run(clock.today())
    # A shop is none of its like.
    submitted(make_obligation(cooperative=make_cooperative(kind="consumer")), officer, figures("real_sector"))
    detection.run(clock.today())
    beside = {
        one.flag.key: one
        for one in as_user(officer).get(reverse("warning_page", args=[cooperative.pk])).context["beside"]
    }
    bad = beside["bad_loans"]
    own, others = lost(), figures()
    assert bad.own[bad.quarters[-1]] * (own["Q1"] + own["Q2"] + own["Q3"] + own["Q4"]) == 100 * (
        own["Q2"] + own["Q3"] + own["Q4"]
    )
    assert bad.medians[bad.quarters[-1]] * (others["Q1"] + others["Q2"] + others["Q3"] + others["Q4"]) == 100 * (
        others["Q2"] + others["Q3"] + others["Q4"]
    )
    assert (bad.place, bad.of) == (6, 6)


def test_the_rules_are_read_by_everybody_who_signs_in_with_the_limits_in_force(as_user, manager):
    page = as_user(manager).get(reverse("warning_rules")).content.decode()
    assert "Pinjaman bermasalah" in page
    assert "5%, 10%" in page.replace("\n", "").replace("  ", "")


def test_new_flags_of_the_night_are_told_in_the_summary(officer):
    reported(officer)
    detection.run(clock.today())
    day = digest.look(clock.today() - timedelta(days=1))
    assert [(one.page, n) for one, n in day.news] == [("warnings", 2)]
    assert day.has_news


def test_the_record_shows_the_flags_in_short(as_user, officer):
    warning = make_warning(make_cooperative(), level=1, value="7")
    page = as_user(officer).get(reverse("warning_page", args=[warning.cooperative_id]), headers={"HX-Request": "true"})
    assert "7% pinjaman tersendat atau macet; batasnya 5%." in page.content.decode()
    assert "<html" not in page.content.decode()
