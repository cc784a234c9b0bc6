"""Every list of the office is the one list: ticks, chips, Excel of what is shown, and nothing from an unknown value."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from accounts.lists import USERS
from cooperatives.handover.ods import ODS
from cooperatives.lists import IMPORTS, MESSAGES, UNREACHED
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.models import Contact
from cooperatives.public.complaint_list import COMPLAINTS
from cooperatives.register.listing import REGISTER
from core.errors import DomainError
from core.lists import bulk
from core.lists.declaration import Action, ListOf, anybody
from core.lists.listing import Listing
from core.messages.outbox_list import OUTBOX
from core.models import Event, OutgoingMail
from core.templatetags import lists
from core.templatetags.lists import bulk_actions
from reports.arrivals.lists import ARRIVALS
from reports.escalation.letter_lists import BOOK, TO_SIGN
from reports.lists import LATE, PROPOSALS, QUEUE
from reports.obligations import lateness
from solokop.city.lists import COOPERATIVES
from solokop.event_log.event_list import EVENTS
from supervision.lists import WARNINGS
from tests.contacts import send
from tests.factories import make_cooperative, make_user
from tests.reporting import make_obligation
from tests.training import make_session
from training.enrolments.participant_list import participants
from training.lists import CERTIFICATES, SESSIONS

pytestmark = pytest.mark.django_db
# The address of each list and its declaration.
LISTS: dict[str, ListOf] = {
    "cooperative_list": REGISTER,
    "report_home": QUEUE,
    "late_list": LATE,
    "warnings": WARNINGS,
    "city_cooperatives": COOPERATIVES,
    "arrivals": ARRIVALS,
    "letters": TO_SIGN,
    "letter_book": BOOK,
    "proposals": PROPOSALS,
    "message_list": MESSAGES,
    "unreached_list": UNREACHED,
    "import_list": IMPORTS,
    "complaints": COMPLAINTS,
    "outbox": OUTBOX,
    "certificate_list": CERTIFICATES,
    "training": SESSIONS,
    "user_list": USERS,
    "event_log": EVENTS,
}
# Lists of one thing, and how one is made.
OF_ONE = {"contact_list": make_cooperative, "participants": make_session, "handover_list": lambda: ODS}


def rows_of(response) -> list[list]:
    """The rows of a file without its heading."""
    sheet = load_workbook(BytesIO(response.content)).worksheets[1]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


@pytest.fixture
def admin(as_user, administrator):
    return as_user(administrator)


def opened(client, name: str) -> tuple[str, ListOf]:
    """The address of a list, and the declaration that its page is made from."""
    url = reverse(name, args=[getattr(OF_ONE[name](), "pk", "ods")] if name in OF_ONE else [])
    return url, client.get(url).context["listing"].of


@pytest.mark.parametrize("name", [*LISTS, *OF_ONE])
def test_every_list_has_its_page_its_file_its_orders_and_its_filters(admin, name):
    url, of = opened(admin, name)
    assert name in OF_ONE or of is LISTS[name]
    assert admin.get(url, {"format": "xlsx"}, follow=True)["Content-Type"].endswith("sheet")
    for order in of.orders:
        for sort in (order, f"-{order}"):
            assert admin.get(url, {"sort": sort}).context["listing"].selection.sort == order
    for one in of.filters:
        for value in [*one.offered, "tidak ada", "9" * 40, "\x00", "-1"]:
            assert admin.get(url, {one.key: value}).status_code == 200
    if of.search:
        assert admin.get(url, {"q": "a 'b\" %_ \x00" * 40}).status_code == 200


@pytest.mark.parametrize("name", [*LISTS, *OF_ONE])
def test_every_list_that_has_ticks_gives_what_was_ticked_as_a_file(admin, name):
    make_cooperative()
    url, _of = opened(admin, name)
    listing = admin.get(url).context["listing"]
    if listing.has_file and listing.has_ticks:
        ticked = [listing.tick_of(row) for row in listing.rows][:1]
        answer = admin.post(url, {"action": "xlsx", "row": ticked}, follow=True)
        assert answer.status_code == 200
        assert answer["Content-Type"].endswith("sheet") or not ticked


@pytest.mark.parametrize("name", [*LISTS, *OF_ONE])
def test_an_unknown_value_selects_nothing(admin, name):
    """However many rows there are, a filter that says nothing known leaves none."""
    url, of = opened(admin, name)
    for one in of.filters:
        listing = admin.get(url, {one.key: "tidak ada"}).context["listing"]
        assert listing.total == 0
        assert [chip.label for chip in listing.chips] == [f"{one.label}: tidak ada"]


def test_what_an_unknown_value_leaves_out_is_not_exported_either(admin):
    send(3)
    url = reverse("message_list")
    assert len(rows_of(admin.get(url, {"format": "xlsx"}))) == 3
    assert rows_of(admin.get(url, {"format": "xlsx", "district": "tidak ada"})) == []


def test_the_file_is_what_the_screen_shows_in_its_order(admin):
    send(4)
    url = reverse("message_list")
    shown = admin.get(url, {"q": "pesan", "sort": "-name"}).context["listing"].rows
    file = rows_of(admin.get(url, {"q": "pesan", "sort": "-name", "format": "xlsx"}))
    assert [row[2] for row in file] == [row.cooperative.name for row in shown]
    assert [row[2] for row in file] == [f"KSP Pesan {n:02}" for n in (3, 2, 1, 0)]


def test_chips_name_what_is_in_force_and_lead_back(admin):
    place = make_cooperative(phone="+628120000099").district
    listing = admin.get(reverse("message_list"), {"q": "ksp  x", "district": place.pk}).context["listing"]
    assert [(chip.label, chip.remove) for chip in listing.chips] == [
        ("“ksp x”", f"?district={place.pk}"),
        (f"Kecamatan: {place.name}", "?q=ksp++x"),
    ]


class TestBulk:
    def act(self, client, name="message_list", query="", **data):
        response = client.post(reverse(name) + query, data, follow=True)
        return [str(message) for message in response.context["messages"]]

    def test_ticked_rows_are_acted_on_and_no_others(self, admin):
        send(3)
        first, second, _third = Contact.objects.order_by("pk")
        assert self.act(admin, row=[first.pk, second.pk], action="sent") == ["2 pesan dicatat sudah dikirim."]
        assert list(Contact.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "sent", "prepared"]

    def test_all_of_a_filter_are_those_that_were_agreed_to(self, admin):
        send(3)
        query = "?q=Pesan+01"
        every, one = (admin.get(reverse("message_list") + part).context["listing"].stamp for part in ("", query))
        changed = ["Daftar berisi {n} ini sudah berubah sejak Anda membukanya. Lihat sekali lagi, lalu lanjutkan."]
        assert self.act(admin, query=query, all=every, action="sent") == [changed[0].format(n=1)]
        for stamp in ("", "3", "x" * 300):
            assert self.act(admin, all=stamp, action="sent") == [changed[0].format(n=3)]
        assert Contact.objects.to_send().count() == 3
        assert self.act(admin, query=query, all=one, action="sent") == ["1 pesan dicatat sudah dikirim."]
        assert self.act(admin, all=every, action="sent") == [changed[0].format(n=2)]
        assert Contact.objects.to_send().count() == 2

    def test_as_many_other_rows_are_not_those_that_were_seen(self, admin):
        send(2)
        stamp = admin.get(reverse("message_list")).context["listing"].stamp
        Contact.objects.all().delete()
        send(2)
        self.act(admin, all=stamp, action="sent")
        assert Contact.objects.to_send().count() == 2

    def test_of_ticked_rows_that_somebody_else_has_dealt_with_it_is_said(self, admin):
        send(2)
        first, second = Contact.objects.order_by("pk")
        Contact.objects.filter(pk=first.pk).update(state="cancelled")
        assert self.act(admin, row=[first.pk], action="sent") == [
            "Yang Anda centang sudah tidak ada di daftar ini: sudah ditangani orang lain."
        ]
        assert self.act(admin, row=[first.pk, second.pk], action="sent") == [
            "1 baris yang dicentang sudah tidak ada di daftar ini.",
            "1 pesan dicatat sudah dikirim.",
        ]

    def test_a_form_that_comes_twice_does_its_work_once(self, admin, officer):
        with time_machine.travel("2026-07-01"):
            cooperative = make_obligation(cooperative=make_cooperative()).cooperative
        with time_machine.travel("2026-09-01"):
            lateness.flag(date(2026, 9, 1))
            form = {"row": [cooperative.pk], "action": "call", "text-call": "Halo", "choice-call": "reached"}
            answers = [self.act(admin, "late_list", once="a" * 36, **form) for _n in range(2)]
        assert answers[0] == ["Telepon ke 1 koperasi sudah dicatat."]
        assert Contact.objects.filter(channel="call").count() == 1

    def test_a_row_outside_the_selection_is_not_acted_on(self, admin):
        send(2)
        other = Contact.objects.get(cooperative__name="KSP Pesan 00")
        said = self.act(admin, query="?q=Pesan+01", row=[other.pk], action="sent")
        assert said == ["Yang Anda centang sudah tidak ada di daftar ini: sudah ditangani orang lain."]
        assert Contact.objects.to_send().count() == 2

    @pytest.mark.parametrize("rows", [[], ["x"], ["9" * 30], ["-1"], [""], ["\x00"]])
    def test_nothing_ticked_is_said(self, admin, rows):
        send(1)
        assert self.act(admin, row=rows, action="sent") == ["Centang dahulu paling sedikit satu baris."]

    def test_an_action_that_the_list_does_not_have_is_refused(self, admin):
        send(1)
        row = Contact.objects.get().pk
        assert self.act(admin, row=[row], action="delete") == ["Ini tidak dapat dilakukan di sini."]

    def test_who_may_only_look_can_take_a_file_along_and_nothing_else(self, as_user, head):
        send(2)
        client, row = as_user(head), Contact.objects.order_by("pk")[0]
        assert self.act(client, row=[row.pk], action="sent") == ["Ini tidak dapat dilakukan di sini."]
        assert Contact.objects.to_send().count() == 2
        response = client.post(reverse("message_list"), {"row": [row.pk], "action": "xlsx"})
        assert [line[2] for line in rows_of(response)] == [row.cooperative.name]
        assert Event.objects.filter(verb="list.exported").get().after["rows"] == 1

    def test_what_was_ticked_and_typed_comes_back_when_it_cannot_be_done(self, admin):
        with time_machine.travel("2026-01-01"):
            cooperative = make_cooperative(phone="")
            delivery.send([Message(lambda _w, _r: MessageWords("a", "b"), about="x", cooperative=cooperative)])
        row = Contact.objects.get()
        response = admin.post(
            reverse("unreached_list"), {"row": [row.pk], "action": "result", "choice-result": "ngawur"}
        )
        listing = response.context["listing"]
        assert listing.ticked == {str(row.pk)}
        assert listing.actions[0].choice == "ngawur"
        assert f'value="{row.pk}" form="bulk" checked' in response.content.decode()

    @pytest.mark.parametrize("needs_text", [True, False])
    def test_a_text_is_asked_for_and_may_be_optional(self, rf, administrator, needs_text):
        send(1)
        note = Action("note", "Catat", "x", lambda _r, _rows, said: f"({said.text})", anybody, "Alasan", needs_text)
        request = rf.post("/")
        request.user = administrator
        form = QueryDict(f"action=note&row={Contact.objects.get().pk}")
        listing = Listing(replace(MESSAGES, actions=[note]), request)
        if needs_text:
            with pytest.raises(DomainError, match="Alasan"):
                bulk.run(listing, form)
        else:
            assert bulk.run(listing, form) == (note, "()")

    def test_an_action_that_fails_in_the_middle_has_done_nothing(self, rf, administrator):
        send(2)

        def half(request, rows, said):
            rows.first().delete()
            raise DomainError("Tidak bisa.")

        of = replace(MESSAGES, actions=[Action("half", "Setengah", "x", half, anybody)])
        request = rf.post("/")
        request.user = administrator
        listing = Listing(of, request)
        with pytest.raises(DomainError):
            bulk.run(listing, QueryDict(f"action=half&all={listing.stamp}"))
        assert Contact.objects.count() == 2


def test_mails_are_tried_again_together(admin):
    for n in range(2):
        OutgoingMail.objects.create(to=[f"{n}@contoh.test"], subject="Hai", body="", from_email="a@b", state="failed")
    pks = list(OutgoingMail.objects.values_list("pk", flat=True))
    admin.post(reverse("outbox"), {"row": pks, "action": "retry"})
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"queued"}
    assert Event.objects.filter(verb="mail.retried").count() == 2


def test_the_number_of_statements_of_a_page_does_not_grow_with_its_rows(admin, django_assert_max_num_queries):
    send(1)
    make_user("officer")
    admin.get(reverse("message_list"))
    send(30)
    with django_assert_max_num_queries(22):
        admin.get(reverse("message_list"))


def acts_of(of: ListOf, rf, user) -> str:
    request = rf.get("/")
    request.user = user
    return str(bulk_actions(Listing(of, request)))


def test_the_acts_of_a_list_are_kept_and_those_that_are_made_for_one_request_are_not(rf, administrator, monkeypatch):
    kept: dict = {}
    monkeypatch.setattr(lists, "_drawn", kept)
    for _n in range(2):
        assert 'value="sign"' in acts_of(BOOK, rf, administrator)
    assert len(kept) == 1
    assert 'value="decline"' in acts_of(participants(make_session()), rf, administrator)
    assert len(kept) == 1


def test_the_acts_of_a_list_are_drawn_while_another_thread_forgets_them(rf, administrator, monkeypatch):
    class Forgotten(dict):
        def __contains__(self, key: object) -> bool:
            return True

    monkeypatch.setattr(lists, "_drawn", Forgotten())
    monkeypatch.setattr(lists, "MOST_DRAWN", 0)
    assert 'value="sign"' in acts_of(BOOK, rf, administrator)
