import pytest
from django.urls import reverse

from core.models import Event

pytestmark = pytest.mark.django_db


def test_a_manager_chooses_language_and_mail_and_the_pages_follow(as_user, manager):
    client = as_user(manager)
    assert 'lang="id"' in client.get("/").content.decode()
    assert client.post(reverse("preferences"), {"language": "en"}).status_code == 302
    manager.refresh_from_db()
    assert (manager.language, manager.wants_mail) == ("en", False)
    assert 'lang="en"' in client.get("/").content.decode()
    event = Event.objects.get(verb="user.preferences")
    assert event.after == {"language": "en", "wants_mail": False}
    client.post(reverse("preferences"), {"language": "en"})
    assert Event.objects.filter(verb="user.preferences").count() == 1


def test_a_language_that_is_not_spoken_here_is_refused(as_user, manager):
    response = as_user(manager).post(reverse("preferences"), {"language": "xx"})
    assert response.status_code in (200, 422)
    manager.refresh_from_db()
    assert manager.language == "id"


def test_only_people_of_the_office_are_asked_about_the_summary(as_user, manager, officer):
    assert "wants_digest" not in as_user(manager).get(reverse("preferences")).content.decode()
    assert "wants_digest" in as_user(officer).get(reverse("preferences")).content.decode()
