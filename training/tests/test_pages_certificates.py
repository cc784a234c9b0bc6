"""The pages of certificates: given, downloaded, checked, laid out."""

import pytest
from django.urls import reverse

from cooperatives.people import memberships
from core import office
from tests.factories import make_cooperative, make_signer
from tests.training import be_there, begin, enrol, make_session
from training.certificates import awards
from training.models import Certificate

pytestmark = pytest.mark.django_db
TOO_LONG = 10**30


def test_a_batch_of_certificates_is_given_and_downloaded(as_user, officer):
    make_signer()
    session = make_session()
    for _n in range(3):
        enrol(session, make_cooperative())
    begin(session, over=True)
    for one in session.enrolments.all():
        be_there(one)
    client = as_user(officer)
    response = client.post(reverse("certificates_issue", args=[session.pk]), {"all": "1"}, follow=True)
    job = response.context["job"]
    download = client.get(reverse("job_file", args=[job.pk]))
    assert download["Content-Type"] == "application/pdf"
    assert b"".join(download.streaming_content).startswith(b"%PDF")
    assert Certificate.objects.count() == 3


def test_the_layout_is_seen_before_it_is_saved(as_user, administrator):
    url, client = reverse("certificate_layout"), as_user(administrator)
    form = {
        "certificate_title": "Piagam",
        "certificate_text": "{nama}",
    }
    assert client.post(url, form | {"preview": "1"}).content.startswith(b"%PDF")
    assert office.value("certificate_title") == "Sertifikat"
    assert client.post(url, form | {"certificate_text": "{siapa}"}).context["form"].errors
    client.post(url, form)
    assert (office.value("certificate_title"), office.value("certificate_frame")) == ("Piagam", False)


def test_a_certificate_of_a_cooperative_is_its_managers_and_the_others_do_not_find_it(as_user, officer, manager):
    make_signer()
    session, cooperative = make_session(), make_cooperative()
    one = enrol(session, cooperative)
    begin(session, over=True)
    be_there(one)
    (paper,) = awards.issue(session, [one.pk], actor=officer)
    url = reverse("certificate_pdf", args=[paper.number])
    assert as_user(manager).get(url).status_code == 404
    memberships.link(manager, cooperative, actor=officer)
    assert as_user(manager).get(url).content.startswith(b"%PDF")
    as_user(manager).logout()


def test_a_certificate_is_checked_by_its_number_however_it_is_typed(client):
    page = client.get("/certificates/")
    assert page.status_code == 200
    for typed in ("SP-2026-7K3M-9QXT", "sp20267k3m9qxt", " sp 2026 7k3m 9qxt "):
        assert client.get("/certificates/", {"number": typed}).url == "/certificates/SP-2026-7K3M-9QXT/"
    assert client.get("/certificates/", {"number": "x" * 300}).status_code == 302
