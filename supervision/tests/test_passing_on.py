"""Passing on what waits (disposisi): to whom, what comes back, and the trace that stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import open_work
from core import clock, office
from core.errors import DomainError
from core.models import Event, Notice
from reports.escalation import proposals
from reports.lists import PROPOSALS
from reports.models import Proposal
from supervision.dispositions import dispositions, matters, outcomes
from supervision.models import Disposition
from tests.factories import make_cooperative, make_user
from tests.races import at_once
from tests.warned import make_proposal, passed_on

pytestmark = pytest.mark.django_db
LIST = reverse("decisions")


def page_of(one: Disposition) -> str:
    return reverse("disposition", args=[one.matter, one.thing])


def test_the_head_passes_a_proposal_on_and_the_officer_says_what_was_done(as_user, head, officer):
    proposal = make_proposal(make_cooperative("KSP Sumber"))
    url = reverse("disposition", args=["status", proposal.pk])
    given = {"to": officer.pk, "note": "Mohon dikunjungi dulu.", "due_on": clock.today().isoformat()}
    assert as_user(head).post(url, given).url == LIST
    made = Disposition.objects.get()
    assert (made.to, made.by, made.cooperative.name, made.due_on) == (officer, head, "KSP Sumber", clock.today())
    told = Notice.objects.get(user=officer)
    assert (told.url, "Mohon dikunjungi dulu." in told.text) == (url, True)
    client = as_user(officer)
    assert [one.pk for one in client.get(LIST).context["mine"]] == [made.pk]
    assert client.get("/").context["to_do"]["passed_on"] == 1
    client.post(reverse("disposition_done", args=[made.pk]), {"answer": "Sudah dikunjungi, masih ada usaha."})
    made.refresh_from_db()
    assert (made.end, made.answer) == ("done", "Sudah dikunjungi, masih ada usaha.")
    assert "Sudah dikunjungi" in Notice.objects.get(user=head).text
    assert client.get(LIST).context["mine"].count() == 0
    page = as_user(head).get(url).content.decode()
    assert "Mohon dikunjungi dulu." in page
    assert "Sudah dikunjungi, masih ada usaha." in page
    verbs = Event.objects.filter(verb__startswith="disposition").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["disposition.made", "disposition.done"]


def test_what_was_decided_ends_by_itself_and_who_passed_it_on_reads_what_came_of_it(as_user, head, administrator):
    kept, gone = (passed_on(make_cooperative(name), head) for name in ("KSP Tetap", "KSP Sumber"))
    proposals.dismiss(Proposal.objects.get(pk=gone.thing), reason="Masih ada usaha.", actor=gone.to)
    assert (outcomes.end_decided(), outcomes.end_decided()) == (1, 0)
    gone.refresh_from_db()
    assert (gone.end, gone.ended_by_name, "Masih ada usaha." in gone.answer) == ("done", "SoloKop", True)
    assert "Masih ada usaha." in Notice.objects.get(user=head).text
    page = as_user(head).get(page_of(gone)).content.decode()
    assert page.count("Masih ada usaha.") == 2
    office.change({"area_reports": False}, actor=administrator)
    assert outcomes.end_decided() == 0
    kept.refresh_from_db()
    assert kept.end == ""


def test_who_has_it_passes_it_on_again_and_both_steps_stay(as_user, head, adviser):
    first = passed_on(make_cooperative(), head)
    given = {"to": adviser.pk, "note": "Ke lapangan.", "due_on": clock.today().isoformat()}
    as_user(first.to).post(page_of(first), given)
    first.refresh_from_db()
    second = Disposition.objects.open().get()
    assert (first.end, second.to, second.by) == ("passed_on", adviser, first.to)
    assert as_user(adviser).get(page_of(first)).context["trace"].count() == 2


def test_an_adviser_does_nothing_with_what_is_not_his(as_user, head, adviser):
    made = passed_on(make_cooperative(), head)
    client = as_user(adviser)
    assert client.get(page_of(made)).context["form"] is None
    client.post(page_of(made), {"to": adviser.pk, "note": "x", "due_on": clock.today().isoformat()})
    client.post(reverse("disposition_done", args=[made.pk]), {"answer": "x"})
    client.post(reverse("disposition_back", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_at is None
    assert Disposition.objects.count() == 1
    assert client.get(LIST).context["waiting"] == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"note": "  "}, "note"),
        ({"due_on": ""}, "due_on"),
        ({"to": ""}, "to"),
        ({"due_on": (clock.timezone.localdate() - timedelta(days=1)).isoformat()}, None),
    ],
)
def test_what_cannot_be_passed_on_is_refused_and_what_was_typed_stays(as_user, head, officer, changed, field):
    proposal = make_proposal(make_cooperative())
    given = {"to": officer.pk, "note": "Tolong.", "due_on": clock.today().isoformat()} | changed
    answer = as_user(head).post(reverse("disposition", args=["status", proposal.pk]), given)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert Disposition.objects.count() == 0
    assert field == "note" or b"Tolong." in answer.content


def test_a_manager_is_never_a_receiver(head, manager):
    thing = matters.find("status", make_proposal(make_cooperative()).pk, head)
    with pytest.raises(DomainError):
        dispositions.pass_on(thing, to=manager, note="x", due_on=clock.today(), actor=head)
    assert manager not in dispositions.receivers(head)


def test_what_was_decided_waits_no_more_and_its_trace_can_still_be_read(as_user, head):
    made = passed_on(make_cooperative(), head)
    Proposal.objects.update(state="dismissed", reason="Tidak.", decided_at=clock.now())
    assert as_user(made.to).get(LIST).context["mine"].count() == 0
    assert as_user(made.to).get("/").context["to_do"]["passed_on"] == 0
    answer = as_user(head).get(page_of(made))
    assert (answer.context["thing"], answer.context["form"]) == (None, None)
    assert as_user(head).get(reverse("disposition", args=["status", 999_999])).status_code == 404
    assert as_user(head).get(reverse("disposition", args=["lain", made.thing])).status_code == 404


def test_who_may_decide_is_offered_to_decide(as_user, administrator, head, officer):
    make_proposal(make_cooperative())

    def may_decide(user) -> dict[str, bool]:
        shown = as_user(user).get(LIST).context["waiting"]
        return {one["kind"].matter.value: one["may_decide"] for one in shown}

    assert may_decide(head) == {"letter": False, "status": False, "dissolution": False}
    office.change({"decides_status": "head"}, actor=administrator)
    assert may_decide(head) == {"letter": False, "status": True, "dissolution": False}
    assert may_decide(officer) == {"letter": True, "status": False, "dissolution": True}


def test_the_head_decides_a_change_of_status_where_the_office_says_so(as_user, administrator, head):
    cooperative = make_cooperative()
    proposal = make_proposal(cooperative)
    press = {"action": "confirm", "row": [PROPOSALS.seen(proposal)], "text-confirm": "Sudah dicek."}
    as_user(head).post(reverse("proposals"), press)
    cooperative.refresh_from_db()
    assert cooperative.status == "active"
    office.change({"decides_status": "both"}, actor=administrator)
    as_user(head).post(reverse("proposals"), press)
    cooperative.refresh_from_db()
    assert cooperative.status == "passive"


@pytest.mark.usefixtures("committed")
def test_two_who_pass_the_same_thing_on_at_once_leave_it_with_one(officer):
    proposal = make_proposal(make_cooperative())
    thing = matters.find("status", proposal.pk, officer)
    others = [make_user("officer") for _ in range(2)]
    at_once(
        *(
            lambda to=to: dispositions.pass_on(thing, to=to, note="x", due_on=clock.today(), actor=officer)
            for to in others
        )
    )
    assert Disposition.objects.open().count() == 1
    assert Disposition.objects.count() == 2


def test_who_loses_it_is_told_and_who_looked_at_an_older_page_is_stopped(as_user, head, officer):
    made = passed_on(make_cooperative(), head)
    url, to = page_of(made), make_user("officer")
    given = {"to": to.pk, "note": "x", "due_on": clock.today().isoformat()}
    # The page of somebody who has seen it with nobody.
    stale = as_user(officer).post(url, given | {"seen": "0"})
    assert (stale.status_code, Disposition.objects.count()) == (400, 1)
    assert as_user(officer).post(url, given | {"seen": made.pk}).status_code == 302
    assert to.display_name in Notice.objects.get(user=made.to, key=f"disposition-gone-{made.pk}").text
    second = Disposition.objects.open().get()
    as_user(head).post(reverse("disposition_back", args=[second.pk]))
    assert head.display_name in Notice.objects.get(user=to, key=f"disposition-gone-{second.pk}").text


def test_who_has_it_cannot_say_that_it_was_never_given(as_user, head):
    made = passed_on(make_cooperative(), head)
    client = as_user(made.to)
    assert client.get(page_of(made)).context["may_take_back"] is False
    client.post(reverse("disposition_back", args=[made.pk]))
    assert Disposition.objects.open().count() == 1


def test_what_was_decided_meanwhile_is_not_passed_on(head, officer):
    thing = matters.find("status", make_proposal(make_cooperative()).pk, head)
    Proposal.objects.update(state="dismissed", reason="Tidak.", decided_at=clock.now())
    with pytest.raises(DomainError):
        dispositions.pass_on(thing, to=officer, note="x", due_on=clock.today(), actor=head)


def test_who_loses_his_access_gives_back_what_was_passed_on_to_him(head, administrator):
    made = passed_on(make_cooperative("KSP Titip"), head)
    assert [work.label for work in open_work.of(made.to)] == ["Diteruskan: KSP Titip"]
    open_work.give_back(made.to, actor=administrator)
    made.refresh_from_db()
    assert made.end == "taken_back"
    assert open_work.of(made.to) == []


def test_nothing_of_an_area_that_is_switched_off_waits(as_user, administrator, head):
    made = passed_on(make_cooperative(), head)
    office.change({"area_reports": False}, actor=administrator)
    page = as_user(head).get(LIST)
    assert [one["kind"].matter.value for one in page.context["waiting"]] == ["dissolution"]
    assert matters.find("status", made.thing, head) is None
    assert page.context["passed"].count() == 0
