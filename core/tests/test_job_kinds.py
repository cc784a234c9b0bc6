import pytest

from core.models import Job
from core.operations import job_kinds, jobs
from core.operations.job_kinds import JobKind

# As the versions before this one have written them into the database.
EARLIER = {
    "cooperatives.exports.run": "register_export",
    "cooperatives.register_import.applying.run": "register_import",
    "reports.summary.run": "quarter_workbook",
    "training.certificate_batch.run": "certificates",
}


@pytest.mark.parametrize(("earlier", "name"), EARLIER.items())
def test_what_an_earlier_version_has_queued_is_known_to_this_one(earlier, name):
    assert job_kinds.kind_of(earlier) is job_kinds.kind_of(name)


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(ValueError, match="certificates"):
        job_kinds.declare(JobKind("certificates", print))


@pytest.mark.django_db
def test_an_export_that_an_earlier_version_has_queued_is_done(officer):
    params = {"user_id": officer.pk, "query": ""}
    job = Job.objects.create(work="cooperatives.exports.run", owner=officer, title="x", params=params)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_name[-5:]) == ("done", ".xlsx")


@pytest.mark.django_db
def test_work_that_no_version_knows_ends_in_words(officer):
    job = Job.objects.create(work="x.y", owner=officer, title="x", params={})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, "x.y" in job.error) == ("failed", True)
