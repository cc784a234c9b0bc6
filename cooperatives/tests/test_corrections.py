"""A correction takes the place of the entry that was wrong, and both stay to be read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cooperatives import status
from cooperatives.models import Cooperative, StatusChange
from core.errors import DomainError, StaleVersionError
from core.models import Event
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative(officer):
    """Active since 2019, by mistake passive since 2021."""
    found = make_cooperative(status="", status_on=None)
    for to, year in (("active", 2019), ("passive", 2021)):
        move(found, to, date(year, 3, 1), officer)
    return found


def move(cooperative, to, on, officer, basis="rat_missed"):
    return status.change_status(cooperative, to=to, on=on, basis=basis, reason="Alasan.", actor=officer)


def correct(change, officer, to, on, **details):
    return status.correct(change, to=to, on=on, reason="Salah ketik.", actor=officer, **details)


def standing(cooperative):
    return [(entry.new, entry.on.year) for entry in status.history_of(cooperative)]


def now(cooperative):
    cooperative.refresh_from_db()
    return cooperative.status, cooperative.status_on


def test_the_right_status_begins_when_the_wrong_one_did_not_today(cooperative, officer):
    wrong = status.history_of(cooperative).last()
    entry = correct(wrong, officer, "attention", wrong.on)
    assert now(cooperative) == ("attention", date(2021, 3, 1))
    assert standing(cooperative) == [("active", 2019), ("attention", 2021)]
    assert (entry.corrects, entry.old, entry.basis) == (wrong, "active", "correction")
    assert StatusChange.objects.count() == 3


def test_what_never_happened_leaves_the_status_before_with_its_own_day(cooperative, officer):
    correct(status.history_of(cooperative).last(), officer, "active", timezone.localdate())
    assert now(cooperative) == ("active", date(2019, 3, 1))
    assert standing(cooperative) == [("active", 2019)]
    # What is left can be corrected in its turn, and the status follows.
    correct(status.history_of(cooperative).last(), officer, "passive", date(2019, 3, 1))
    assert now(cooperative) == ("passive", date(2019, 3, 1))


def test_an_entry_of_the_past_is_corrected_without_touching_the_status_of_today(cooperative, officer):
    first = status.history_of(cooperative).first()
    correct(first, officer, "attention", date(2020, 5, 1))
    assert now(cooperative) == ("passive", date(2021, 3, 1))
    assert standing(cooperative) == [("attention", 2020), ("passive", 2021)]


def test_a_correction_can_be_corrected_and_keeps_its_place_among_entries_of_one_day(cooperative, officer):
    move(cooperative, "attention", date(2021, 3, 1), officer)
    middle = list(status.history_of(cooperative))[1]
    first = correct(middle, officer, "attention", middle.on)
    again = correct(first, officer, "proposed_dissolution", middle.on)
    assert [entry.new for entry in status.history_of(cooperative)] == ["active", "proposed_dissolution", "attention"]
    assert again.place == middle.pk
    with pytest.raises(DomainError):
        correct(middle, officer, "active", middle.on)


@pytest.mark.parametrize(
    ("place", "to", "on"),
    [
        (0, "passive", date(2022, 1, 1)),  # behind the entry that follows
        (1, "attention", date(2018, 1, 1)),  # before the entry that goes before
        (1, "passive", date(2021, 3, 1)),  # what it says already
        (1, "winding_up", date(2021, 3, 1)),  # no way leads there from active
        (0, "dissolved", date(2019, 3, 1)),  # no way leads on from there to passive
        (1, "attention", timezone.localdate() + timedelta(days=1)),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_changes(cooperative, officer, place, to, on):
    before = (now(cooperative), cooperative.version, standing(cooperative))
    with pytest.raises(DomainError):
        correct(list(status.history_of(cooperative))[place], officer, to, on)
    assert (now(cooperative), cooperative.version, standing(cooperative)) == before


def test_a_dissolution_that_was_a_mistake_can_be_corrected(officer):
    cooperative = make_cooperative(status="", status_on=None)
    move(cooperative, "dissolved", date(2020, 1, 1), officer)
    correct(status.history_of(cooperative).last(), officer, "passive", date(2020, 1, 1))
    assert now(cooperative) == ("passive", date(2020, 1, 1))


def test_the_form_of_a_change_with_the_basis_correction_corrects_too(cooperative, officer):
    move(cooperative, "active", date(2021, 4, 1), officer, basis="correction")
    assert now(cooperative) == ("active", date(2019, 3, 1))
    assert StatusChange.objects.filter(corrects__isnull=False).count() == 1


def test_a_correction_leaves_one_event_and_a_new_version(cooperative, officer):
    version, events = cooperative.version, Event.objects.count()
    correct(status.history_of(cooperative).last(), officer, "attention", date(2021, 4, 1))
    event = Event.objects.order_by("-pk").first()
    assert (Event.objects.count() - events, event.verb) == (1, "cooperative.status_corrected")
    assert (event.before["status"], event.after["status"], event.after["status_on"]) == (
        "passive",
        "attention",
        "2021-04-01",
    )
    assert Cooperative.objects.get().version == version + 1


def test_who_has_seen_an_older_record_is_told(cooperative, officer):
    with pytest.raises(StaleVersionError):
        correct(status.history_of(cooperative).last(), officer, "attention", date(2021, 4, 1), expected_version=1)


class TestPage:
    def url(self, cooperative, change=None):
        return reverse("status_correct", args=[cooperative.pk, (change or status.history_of(cooperative).last()).pk])

    def data(self, cooperative, **changes):
        cooperative.refresh_from_db()
        return {
            "to": "attention",
            "on": "2021-03-01",
            "reason": "Salah ketik.",
            "version": cooperative.version,
        } | changes

    def test_an_officer_corrects_and_the_page_shows_both(self, as_user, officer, cooperative):
        client = as_user(officer)
        response = client.post(self.url(cooperative), self.data(cooperative), follow=True)
        page = response.content.decode()
        assert now(cooperative) == ("attention", date(2021, 3, 1))
        assert page.count('class="was-wrong"') == 1

    def test_a_wrong_form_is_told_with_what_was_typed(self, as_user, officer, cooperative):
        response = as_user(officer).post(self.url(cooperative), self.data(cooperative, on="2018-01-01"))
        assert response.status_code == 200
        assert response.context["form"].errors
        assert "Salah ketik." in response.content.decode()

    def test_an_entry_that_was_corrected_or_is_of_another_record_is_not_there(self, as_user, officer, cooperative):
        wrong = status.history_of(cooperative).last()
        correct(wrong, officer, "attention", wrong.on)
        client = as_user(officer)
        assert client.get(self.url(cooperative, wrong)).status_code == 302
        other = make_cooperative("KSP Lain")
        assert client.get(reverse("status_correct", args=[other.pk, wrong.pk])).status_code == 404

    def test_managers_and_the_head_may_not(self, as_user, manager, head, cooperative):
        assert as_user(manager).get(self.url(cooperative)).status_code in (403, 404)
        assert as_user(head).get(self.url(cooperative)).status_code == 403
