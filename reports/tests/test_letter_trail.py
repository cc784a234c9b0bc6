"""The way of a warning letter through the office: initials, signature, delivery, void, another in its place."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.contacts import contact_log
from cooperatives.correspondence import delivery
from cooperatives.models import Contact, Cooperative
from cooperatives.people import memberships
from cooperatives.record import history
from core import clock, office
from core.database import database_copy
from core.errors import DomainError
from core.models import Event, Notice
from core.papers import trail
from core.papers.scans import Scan
from reports.escalation import cancellation, ladder, letter_pdf, letter_trail, letters, reminders, worklist
from reports.models import Letter, Reminder, Step
from reports.obligations.opening import open_period
from tests.factories import make_cooperative
from tests.letters import DAY, prepare
from tests.neighbours import text_of_pdf
from tests.reporting import QUARTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(DAY, tick=True):
        yield


def issue(officer, n: int = 1) -> list[Letter]:
    letters.issue([letter.pk for letter in prepare(n)], actor=officer)
    return list(Letter.objects.order_by("sequence"))


def signed(officer) -> Letter:
    """A letter that was issued and signed on the day."""
    issue(officer)
    trail.sign(Letter.objects.all(), on=DAY, actor=officer)
    return Letter.objects.get()


def give(actor, **which) -> int:
    """Give initials to letters, without having opened a page."""
    return letter_trail.initial(Letter.objects.filter(**which), looked_at=(), actor=actor)


def stages() -> list[str]:
    return [letter.stage for letter in Letter.objects.order_by("cooperative__name_key", "pk")]


def test_initials_are_given_once_and_taken_back(officer, administrator):
    prepare(2)
    assert give(officer) == 2
    assert give(administrator) == 0
    assert set(Letter.objects.values_list("initialled_by_name", flat=True)) == {officer.display_name}
    assert stages() == ["initialled", "initialled"]
    assert trail.take_initials_back(Letter.objects.all(), actor=officer) == 2
    assert stages() == ["prepared", "prepared"]
    assert Event.objects.filter(verb="paper.initialled").count() == 2


def test_the_history_has_a_word_for_all_that_the_way_of_a_letter_tells(officer):
    (letter,) = prepare()
    give(officer)
    trail.take_initials_back(Letter.objects.all(), actor=officer)
    letters.issue([letter.pk], actor=officer)
    trail.sign(Letter.objects.all(), on=DAY, actor=officer)
    for result in ("delivered", "came_back"):
        delivery.note_results(Letter.objects.all(), result=result, on=DAY, receiver="Sri", actor=officer)
    letter_trail.void(Letter.objects.get(), reason="Keliru", again=True, actor=officer)
    words = set(map(str, history.LABELS.values()))
    lines = history.lines(letter.cooperative, limit=50)
    assert {one.label for line in lines for one in line.changes if line.event.verb[:6] in ("paper.", "letter")} <= words
    assert {one.label for line in lines for one in line.changes if line.event.verb == "contact.result"} <= words


def test_where_the_office_asks_for_initials_no_letter_gets_a_number_without_them(officer, administrator):
    one, two = prepare(2)
    office.change({"letter_initials": True}, actor=administrator)
    give(officer, pk=one.pk)
    with pytest.raises(DomainError, match=r"^1 .*KSP 01"):
        letters.issue([one.pk, two.pk], actor=officer)
    assert stages() == ["initialled", "prepared"]
    assert [letter.pk for letter in letters.issue([one.pk], actor=officer)] == [one.pk]


def test_initials_fall_when_the_letter_becomes_one_of_a_higher_level(officer, administrator):
    (letter,) = prepare()
    give(officer)
    letter = Letter.objects.get(pk=letter.pk)
    assert not reminders._is_raised(letter, letter.level)
    assert letter.initialled_at
    assert reminders._is_raised(letter, letter.level + 1)
    assert (letter.initialled_at, letter.initialled_by_name) == (None, "")


def test_many_are_signed_and_delivered_in_as_many_statements_as_one(officer, django_assert_num_queries):
    issue(officer, 3)
    with django_assert_num_queries(5):
        assert trail.sign(Letter.objects.select_related("cooperative"), on=DAY, actor=officer) == 3
    assert stages() == ["signed"] * 3
    assert (
        delivery.note_results(
            Letter.objects.all(), result="delivered", on=DAY, receiver="Bu Sri, bendahara", actor=officer
        )
        == 3
    )
    assert set(Letter.objects.values_list("delivered_on", "receiver", "contact__result")) == {
        (DAY, "Bu Sri, bendahara", "delivered")
    }
    assert stages() == ["delivered"] * 3


@pytest.mark.parametrize("days", [1, -1])
def test_nothing_is_signed_or_delivered_on_a_day_that_cannot_be(officer, days):
    issue(officer)
    with pytest.raises(DomainError):
        trail.sign(Letter.objects.all(), on=DAY + timedelta(days=days), actor=officer)
    assert stages() == ["issued"]
    trail.sign(Letter.objects.all(), on=DAY, actor=officer)
    with pytest.raises(DomainError):
        trail.deliver(Letter.objects.all(), on=DAY + timedelta(days=days), receiver="", actor=officer)
    assert stages() == ["signed"]


def test_what_is_not_signed_is_not_delivered_and_what_was_delivered_stays_signed(officer):
    (letter,) = issue(officer)
    with pytest.raises(DomainError, match=letter.number):
        delivery.note_results(Letter.objects.all(), result="delivered", on=DAY, receiver="", actor=officer)
    trail.sign(Letter.objects.all(), on=DAY, actor=officer)
    delivery.note_results(Letter.objects.all(), result="delivered", on=DAY, receiver="", actor=officer)
    assert trail.unsign(Letter.objects.all(), actor=officer) == 0
    assert stages() == ["delivered"]


def test_a_letter_that_came_back_is_not_delivered(officer):
    signed(officer)
    note = {"on": DAY, "receiver": "Satpam", "actor": officer}
    delivery.note_results(Letter.objects.all(), result="delivered", **note)
    delivery.note_results(Letter.objects.all(), result="came_back", **note)
    assert (Letter.objects.get().delivered_on, Contact.objects.get(channel="letter").result) == (None, "came_back")
    told = Event.objects.filter(verb="contact.result").order_by("-pk").first().after
    assert (told["result_on"], told["receiver"]) == (DAY.isoformat(), "Satpam")


def test_a_draft_is_neither_signed_nor_delivered_nor_void(officer):
    (letter,) = prepare()
    assert trail.sign(Letter.objects.all(), on=DAY, actor=officer) == 0
    assert trail.deliver(Letter.objects.all(), on=DAY, receiver="", actor=officer) == 0
    with pytest.raises(DomainError):
        letter_trail.void(letter, reason="x", again=False, actor=officer)
    with pytest.raises(DomainError):
        trail.keep_scan(Letter.objects.all(), Scan(b"%PDF", "a.pdf", "pdf", "0" * 64, []), actor=officer)


def test_the_number_of_a_void_letter_stays_and_is_given_to_nobody_else(officer):
    _one, two = issue(officer, 2)
    letter_trail.void(two, reason="Salah alamat", again=False, actor=officer)
    two.refresh_from_db()
    assert (two.stage, two.number, two.closed_reason) == ("void", "518/002/TEGUR-I/VIII/2026", "Salah alamat")
    assert two.contact.state == "cancelled"
    make_cooperative("KSP 99", phone="+62811")
    open_period(QUARTER)
    ladder.climb(DAY)
    reminders.tell(DAY)
    (third,) = letters.issue(Letter.objects.filter(state="prepared").values_list("pk", flat=True), actor=officer)
    assert third.number == "518/003/TEGUR-I/VIII/2026"


def test_a_void_letter_without_another_comes_again_after_the_days_to_answer(officer):
    (letter,) = issue(officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    (row,) = worklist.describe([letter.cooperative], DAY)
    assert row.next_on == DAY + timedelta(days=office.value("letter_days"))
    with time_machine.travel(DAY + timedelta(days=29)):
        assert ladder.climb(clock.today()).by_step.get("T2", 0) == 0
    with time_machine.travel(DAY + timedelta(days=30)):
        ladder.climb(clock.today())
        reminders.tell(clock.today())
    assert Letter.objects.filter(state="prepared").count() == 1


def test_another_letter_in_the_place_of_a_void_one_waits_at_once_and_names_it(officer):
    (letter,) = issue(officer)
    new = letter_trail.void(letter, reason="Salah tanggal", again=True, actor=officer)
    assert (new.state, new.level, new.replaces_id) == ("prepared", letter.level, letter.pk)
    assert set(Reminder.objects.filter(step__letter_level=1).values_list("letter", flat=True)) == {new.pk}
    (issued,) = letters.issue([new.pk], actor=officer)
    assert issued.number == "518/002/TEGUR-I/VIII/2026"
    assert letters.replaced_in_words(issued) == (
        "Surat ini menggantikan surat nomor 518/001/TEGUR-I/VIII/2026 tanggal 19 Agustus 2026, yang dinyatakan batal."
    )
    with pytest.raises(DomainError):
        letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)


def test_nothing_is_void_without_a_reason_and_nothing_twice(officer):
    (letter,) = issue(officer)
    with pytest.raises(DomainError):
        letter_trail.void(letter, reason="  ", again=False, actor=officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    with pytest.raises(DomainError):
        letter_trail.void(letter, reason="Keliru", again=True, actor=officer)
    assert Event.objects.filter(verb="paper.voided").count() == 1


def test_a_letter_made_void_by_mistake_is_in_force_again(officer):
    (letter,) = issue(officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    letter_trail.restore(Letter.objects.get(), actor=officer)
    letter.refresh_from_db()
    assert (letter.stage, letter.closed_on, letter.closed_reason, letter.contact.state) == ("issued", None, "", "sent")


def test_a_scan_stands_in_the_place_of_the_print_until_it_is_dropped(officer):
    (letter,) = issue(officer)
    scan = Scan(b"%PDF-1.7 x", "surat.pdf", "pdf", "a" * 64, [{"name": "Kepala"}])
    trail.keep_scan(Letter.objects.all(), scan, actor=officer)
    letter.refresh_from_db()
    assert (letter.scan_name, letter.scan_sha256, letter.signatures) == ("surat.pdf", "a" * 64, [{"name": "Kepala"}])
    with letter.scan.open("rb") as stream:
        assert stream.read() == scan.content
    trail.drop_scan(Letter.objects.all(), actor=officer)
    letter.refresh_from_db()
    assert (bool(letter.scan), letter.scan_name, letter.signatures) == (False, "", [])
    assert [event.verb for event in Event.objects.filter(verb__startswith="paper.scan").order_by("pk")] == [
        "paper.scan_kept",
        "paper.scan_dropped",
    ]


def test_initials_do_not_cover_words_that_were_changed_since_and_are_given_anew(officer, administrator):
    (letter,) = prepare()
    office.change({"letter_initials": True}, actor=administrator)
    give(officer)
    Step.objects.filter(letter_level=1).update(text="Lain sama sekali.")
    with pytest.raises(DomainError, match="KSP 00"):
        letters.issue([letter.pk], actor=officer)
    assert give(administrator) == 1
    assert give(officer) == 0
    event = Event.objects.filter(verb="paper.initialled").order_by("-pk").first()
    assert (event.before, event.after) == ({"by": officer.display_name}, {"by": administrator.display_name})
    assert len(letters.issue([letter.pk], actor=officer)) == 1


def test_initials_are_for_the_letter_that_was_looked_at(officer):
    (letter,) = prepare()
    looked_at = [letters.seen(letter)]
    Letter.objects.update(level=2)
    with pytest.raises(DomainError, match="KSP 00"):
        letter_trail.initial(Letter.objects.all(), looked_at=looked_at, actor=officer)
    assert stages() == ["prepared"]


def test_a_replaced_scan_is_kept_with_a_row_that_the_sweeper_and_the_backup_know(officer):
    (letter,) = issue(officer)
    for name in ("satu.pdf", "dua.pdf"):
        trail.keep_scan(Letter.objects.all(), Scan(name.encode(), name, "pdf", "a" * 64, []), actor=officer)
    trail.drop_scan(Letter.objects.all(), actor=officer)
    trail.drop_scan(Letter.objects.all(), actor=officer)
    kept = trail.earlier_scans(letter)
    assert [file.file_name for file in kept] == ["dua.pdf", "satu.pdf"]
    assert [file.file.open("rb").read() for file in kept] == [b"dua.pdf", b"satu.pdf"]
    assert {file.file.name for file in kept} <= database_copy.files_named("default")
    assert Event.objects.filter(verb="paper.scan_dropped").count() == 1


def test_a_letter_whose_replacement_was_called_back_can_be_restored(officer):
    (letter,) = issue(officer)
    new = letter_trail.void(letter, reason="Keliru", again=True, actor=officer)
    letters.set_aside(new, reason="Tidak perlu", actor=officer)
    letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)
    assert Letter.objects.get(pk=letter.pk).stage == "issued"
    assert set(letter.reminders.values_list("state", flat=True)) == {"told"}
    with time_machine.travel(DAY + timedelta(days=30)):
        assert ladder.climb(clock.today()).by_step.get("T2", 0) == 0


def test_a_letter_whose_replacement_had_no_reason_any_more_can_be_restored(officer):
    (letter,) = issue(officer)
    new = letter_trail.void(letter, reason="Keliru", again=True, actor=officer)
    cancellation.cancel([new.pk], DAY)
    assert set(Reminder.objects.filter(letter=new).values_list("state", flat=True)) == {"not_needed"}
    letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)
    assert set(letter.reminders.values_list("state", flat=True)) == {"told"}


def test_a_step_that_came_again_and_was_set_aside_does_not_keep_the_void_letter_from_coming_back(officer):
    (letter,) = issue(officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    with time_machine.travel(DAY + timedelta(days=30)):
        ladder.climb(clock.today())
        reminders.tell(clock.today())
        later = Letter.objects.get(state="prepared")
        with pytest.raises(DomainError):
            letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)
        letters.set_aside(later, reason="Tidak perlu", actor=officer)
        letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)
    assert Letter.objects.get(pk=letter.pk).stage == "issued"
    assert letter.reminders.exists()


def test_a_void_letter_stays_void_beside_one_of_its_level_about_another_quarter(officer):
    (letter,) = issue(officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    Letter.objects.create(cooperative=letter.cooperative, level=letter.level, made_on=DAY)
    with pytest.raises(DomainError):
        letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)
    Letter.objects.filter(state="prepared").update(level=letter.level + 1)
    letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)


def test_no_two_letters_of_one_step_are_in_force(officer):
    (letter,) = issue(officer)
    letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
    with time_machine.travel(DAY + timedelta(days=30)):
        ladder.climb(clock.today())
        reminders.tell(clock.today())
        letters.issue(Letter.objects.filter(state="prepared").values_list("pk", flat=True), actor=officer)
        with pytest.raises(DomainError):
            letter_trail.restore(Letter.objects.get(pk=letter.pk), actor=officer)


def test_no_first_letter_is_written_anew_after_the_second(officer):
    (letter,) = issue(officer)
    Letter.objects.create(
        cooperative=letter.cooperative,
        level=2,
        state="issued",
        year=2026,
        sequence=9,
        number="II",
        made_on=DAY,
        issued_on=DAY,
    )
    with pytest.raises(DomainError):
        letter_trail.void(letter, reason="Keliru", again=True, actor=officer)
    assert letter_trail.void(letter, reason="Keliru", again=False, actor=officer) is None


def test_a_letter_keeps_the_addressee_that_was_printed(officer):
    (letter,) = issue(officer)
    Cooperative.objects.update(name="Nama Baru", address="Jl. Baru 9")
    letter = Letter.objects.get()
    assert "KSP 00" in dict(map(reversed, letter.shown_to_all()))
    text = text_of_pdf(letter_pdf.pdf([letter]).content)
    assert ("Jl. Mawar 0" in text, "Jl. Baru 9" in text) == (True, False)


def test_managers_who_had_a_void_letter_in_their_inbox_are_told_each_time(officer, manager):
    (letter,) = prepare()
    memberships.link(manager, letter.cooperative, actor=officer)
    Step.objects.filter(letter_level=1).update(ways=["letter", "inbox"])
    letters.issue([letter.pk], actor=officer)
    for n in (1, 2):
        letter_trail.void(letter, reason="Keliru", again=False, actor=officer)
        about = Contact.objects.filter(about=f"letter-{letter.pk}")
        assert set(about.values_list("state", flat=True)) == {"cancelled"}
        letter_trail.restore(Letter.objects.get(), actor=officer)
        titles = [notice.title for notice in Notice.objects.filter(user=manager)]
        assert [sum(words in title for title in titles) for words in ("batal", "berlaku kembali")] == [n, n]


def test_how_a_letter_went_is_noted_on_its_page_alone_and_the_contact_log_leads_there(officer, as_user):
    letter = signed(officer)
    delivery.note_results(Letter.objects.all(), result="came_back", on=DAY, receiver="", actor=officer)
    with pytest.raises(DomainError, match="KSP 00"):
        contact_log.set_result(letter.contact, result="reached", actor=officer)
    client, page = as_user(officer), reverse("letter", args=[letter.pk])
    noted = reverse("contact_result", args=[letter.contact_id])
    for name, args in (("contact_list", [letter.cooperative_id]), ("unreached_list", [])):
        shown = client.get(reverse(name, args=args)).content.decode()
        assert (page in shown, noted in shown) == (True, False)
    assert client.post(noted, {"result": "reached"}).url == page
    ticked = {"row": [letter.contact_id], "action": "result", "choice-result": "reached"}
    assert "KSP 00" in client.post(reverse("unreached_list"), ticked).content.decode()
    assert Contact.objects.get(pk=letter.contact_id).result == "came_back"


@pytest.mark.parametrize("result", ["promised", "x", ""])
def test_a_letter_has_no_other_result_than_those_of_letters(officer, result):
    issue(officer)
    with pytest.raises(DomainError):
        delivery.note_results(Letter.objects.all(), result=result, on=DAY, receiver="", actor=officer)


def test_a_signature_that_was_noted_is_not_moved_by_noting_many(officer):
    one, _two = issue(officer, 2)
    trail.sign(Letter.objects.filter(pk=one.pk), on=DAY, actor=officer)
    with time_machine.travel(DAY + timedelta(days=1)):
        assert trail.sign(Letter.objects.all(), on=DAY + timedelta(days=1), actor=officer) == 1
    assert Letter.objects.get(pk=one.pk).signed_on == DAY
