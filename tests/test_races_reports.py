"""The quarterly report when everything comes twice at once: on both databases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import Event
from reports.filing import drafts, submission, upload_expiry
from reports.models import Obligation, Report, Upload
from reports.review import decisions
from tests.factories import make_user
from tests.races import at_once, faults, fresh
from tests.reporting import (
    SIGNED,
    accepted,
    draft,
    figures,
    kept_upload,
    make_obligation,
    submitted,
    upload,
    workbook_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def test_a_report_sent_from_several_tabs_at_once_is_one_with_one_receipt(manager):
    owed = make_obligation()
    report = draft(owed, manager)
    revision = report.revision

    def send():
        mine = Report.objects.select_related("obligation").get(pk=report.pk)
        return submission.submit(mine, actor=manager, expected_revision=revision, **SIGNED).receipt_number

    numbers = at_once(*[send] * 4)
    assert len(set(numbers)) == 1
    assert Event.objects.filter(verb="report.submitted").count() == 1
    assert Report.objects.get().state == "submitted"


def test_a_draft_begun_twice_at_once_is_one(manager):
    owed = make_obligation()
    results = at_once(*[lambda: drafts.editable(fresh(owed), actor=manager).pk] * 4)
    assert Report.objects.count() == 1
    assert {result for result in results if not isinstance(result, Exception)} == {Report.objects.get().pk}
    assert faults(results) == []


def test_two_windows_that_save_at_once_lose_nothing_silently(manager):
    owed = make_obligation()
    report = draft(owed, manager)

    def save(key):
        mine = Report.objects.select_related("obligation__period", "obligation__cooperative").get(pk=report.pk)
        mine.revision = report.revision
        drafts.save_figures(mine, {key: 77}, actor=manager)
        return key

    results = at_once(*[lambda key=key: save(key) for key in ("A1.19", "A1.20", "A1.99")])
    saved = [result for result in results if isinstance(result, str)]
    assert len(saved) == 1
    assert all(isinstance(result, DomainError) for result in results if not isinstance(result, str))
    found = drafts.typed_of(Report.objects.get())
    assert found[saved[0]] == 77
    assert found == figures() | {saved[0]: 77}


def test_of_two_reviewers_one_decides_and_the_other_is_told(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)
    other = make_user("officer")

    def accept():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(pk=report.pk)
        decisions.accept(mine, actor=officer, expected_revision=report.revision)
        return "accepted"

    def send_back():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(pk=report.pk)
        decisions.send_back(mine, actor=other, note="Cek", expected_revision=report.revision)
        return "returned"

    results = at_once(accept, send_back)
    done = [result for result in results if isinstance(result, str)]
    assert len(done) == 1
    assert [type(r).__mro__[1].__name__ for r in results if not isinstance(r, str)] == ["DomainError"]
    assert Report.objects.get().state == done[0]
    assert Event.objects.filter(verb__in=["report.accepted", "report.returned"]).count() == 1


def test_two_accepted_at_once_leave_one_current_version(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    submission.amend(owed, reason="x", actor=manager)
    submitted(owed, manager, report=draft(owed, manager, {"A1.19": 0}))

    def accept():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(version=2)
        decisions.accept(mine, actor=officer)

    at_once(accept, accept, accept)
    assert sorted(Report.objects.values_list("version", "state")) == [(1, "superseded"), (2, "accepted")]
    assert Event.objects.filter(verb="report.superseded").count() == 1


def test_a_withdrawal_and_a_review_at_once_end_in_one_of_them(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)

    def begin():
        decisions.begin(Report.objects.select_related("obligation").get(pk=report.pk), actor=officer)
        return "in_review"

    def withdraw():
        submission.withdraw(Report.objects.select_related("obligation").get(pk=report.pk), actor=manager)
        return "withdrawn"

    done = [result for result in at_once(begin, withdraw) if isinstance(result, str)]
    assert len(done) == 1
    assert Report.objects.get(version=1).state == done[0]
    assert Obligation.objects.get().standing == ("in_review" if done == ["in_review"] else "draft")


def test_uploads_at_once_are_all_kept_and_the_draft_is_one_of_them_whole(manager):
    owed = make_obligation()
    contents = [workbook_of(owed, **{"A1.19": n}) for n in range(4)]
    results = at_once(*[lambda content=content: upload(fresh(owed), content, manager) for content in contents])
    assert faults(results) == []
    assert Report.objects.count() == 1
    report = Report.objects.get()
    assert drafts.typed_of(report) == report.upload.figures
    kept = [result for result in results if not isinstance(result, Exception)]
    assert Upload.objects.count() == len(kept) == 4


def test_old_files_that_expire_from_several_workers_at_once_do_so_once_each(manager):
    owed = make_obligation()
    for _n in range(12):
        kept_upload(owed, manager)
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=400))
    assert sum(at_once(*[upload_expiry.expire] * 4)) == 12
    assert Event.objects.filter(verb="upload.expired").count() == 12
    assert set(Upload.objects.values_list("file", "outcome")) == {("", Upload.Outcome.DECLINED)}


def test_a_draft_thrown_away_while_it_is_sent_is_one_or_the_other(manager):
    owed = make_obligation()
    report = draft(owed, manager)

    def send():
        return submission.submit(report, actor=manager, expected_revision=report.revision, **SIGNED).receipt_number

    def throw():
        drafts.discard(Report.objects.get(pk=report.pk), actor=manager)
        return "thrown"

    done = [result for result in at_once(send, throw) if isinstance(result, str)]
    assert len(done) == 1
    assert Report.objects.count() == (0 if done == ["thrown"] else 1)
    assert Obligation.objects.get().standing == ("none" if done == ["thrown"] else "submitted")


def test_sending_and_uploading_at_once_do_not_wait_for_each_other_in_a_circle(manager):
    owed = make_obligation()
    content = workbook_of(owed)
    for _n in range(4):
        report = draft(owed, manager)

        def send(report=report):
            return submission.submit(report, actor=manager, expected_revision=report.revision, **SIGNED)

        results = at_once(send, lambda: upload(fresh(owed), content, manager))
        assert faults(results) == []
        sent = Report.objects.filter(state="submitted").first()
        if sent:
            submission.withdraw(sent, actor=manager)


def test_explaining_while_the_draft_is_saved_loses_neither(manager):
    owed = make_obligation()
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures() | {"A1.16": 0}, actor=manager)

    def save():
        return drafts.save_figures(Report.objects.get(pk=report.pk), {"A1.19": 0}, actor=manager)

    results = at_once(save, lambda: drafts.explain(report, {("S6", "A1.16"): "Nanti"}, actor=manager))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Report.objects.get().findings.get(rule="S6").explanation == "Nanti"


def test_a_nil_report_sent_several_times_at_once_is_one(manager):
    owed = make_obligation()
    results = at_once(
        *[lambda: submission.submit_nil(fresh(owed), reason="Nihil", actor=manager, **SIGNED).receipt_number] * 3
    )
    assert len(set(results)) == 1
    assert Report.objects.count() == 1
