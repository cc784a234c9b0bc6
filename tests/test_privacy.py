"""Two managers, two cooperatives: nothing that is the one's stands in what the other may open."""

import re

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cooperatives.models import Contact, Cooperative
from reports.escalation.proposals import seen as seen_now
from reports.filing import submission
from reports.models import Period, Proposal
from reports.obligations import lateness
from reports.summary import period_statistics, quarter_workbook
from tests.neighbours import make_side, rows_of, text_of, values_of
from tests.open_pages import OTHERS
from tests.pages import PAGES
from tests.reporting import QUARTER, SIGNED, make_obligation
from tests.training import begin, make_programme, make_session

pytestmark = pytest.mark.django_db

# What anybody may ask of a cooperative, by the page that says it.
PUBLIC = {
    "public_register": {"name", "legal_number", "national_number", "group"},
    "public_record": {
        "name",
        "legal_number",
        "national_number",
        "group",
        "address",
        "website",
        "business_unit",
        "sector",
    },
    "receipt": {"name"},
    **{
        page: {"name", "legal_number", "national_number", "group"}
        for page in ("data_rows", "api_cooperatives", "api_cooperative", "public_sticker", "tell")
    },
}
# Pages whose address is the key: whoever was given the key may open them (another's key is no address of a manager).
BY_KEY = {
    "certificate",
    "training_card",
    "card_certificate",
    "evaluate",
    "own_calendar",
    "accept_invitation",
    "receipt",
    "public_complaint",
    "answer",
}
# What a manager may open besides the pages of the table: public ones and those with an object of the own.
OPEN = OTHERS - {
    "set_language",
    "accept_invitation",
    "healthz",
    "metrics",
    "status_evidence",
    "report_form_begin",
    "job_file",
    "change_email",
    "end_sessions",
    # Who is signed in is led home.
    "enter",
}
# Ways to ask a list for more than it shows by itself; the words are in small letters, an answer has capitals.
ASKED = (
    "",
    "?q=zamrud",
    "?q=makmur",
    "?show=past",
    "?show=draft",
    "?show=cancelled",
    "?show=all",
    "?format=xlsx",
    "?page=2",
    "?sort=-assets",
    "?all=1",
    "?state=late",
    "?status=attention",
)


@pytest.fixture
def sides(officer):
    """The own side and the other one, with a session that both take part in and one that nobody may see yet."""
    session = make_session(actor=officer, quota=20, per_cooperative=5)
    begin(session)
    own, other = (make_side(word, seed, session, officer) for word, seed in (("Kapur", 11), ("Zamrud", 17)))
    coming = make_session(actor=officer, quota=20)
    for side in (own, other):
        side.args |= dict.fromkeys(("session", "session_ics"), (session.pk,)) | {"enrol": (coming.pk,)}
    make_session(actor=officer, published=False, programme=make_programme("Rancangan Zamrud Rahasia"))
    return own, other


@pytest.fixture
def secrets(sides) -> set[str]:
    """What is the other's alone, and what is the office's."""
    own, other = sides
    ours = values_of(own) | {own.cooperative.legal_name}
    found = {value for value in values_of(other) if value not in ours}
    return found | {"Rancangan Zamrud Rahasia", "Catatan Kapur: ketua sakit.", "Ditelepon: Kapur"}


def addresses(side) -> dict[str, str]:
    """The address of every page of the tables that opens with what a manager has, and of those without an object."""
    found = {}
    for name in sorted(page for page in {*PAGES, *OPEN} if page not in PAGES or PAGES[page][0] >= {"manager"}):
        try:
            found[name] = reverse(name, args=side.args.get(name, ()))
        except NoReverseMatch:
            found[name] = ""
    return found


def seen(text: str, secrets: set[str]) -> list[str]:
    """Which of the values stand in a text; a number as a whole one, not as some digits of a longer one."""
    return sorted(value for value in secrets if value in text and (not _is_number(value) or _whole(value, text)))


def _is_number(value: str) -> bool:
    return value.replace(".", "").isdigit()


def _whole(value: str, text: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\.?\d)", text) is not None


def test_a_number_is_seen_as_a_whole_one_alone():
    secrets = {"101964", "101.964", "Zamrud"}
    assert seen("7101964 1.101.964 101.9640", secrets) == []
    assert seen("Rp101.964. id=101964; KSP Zamrud", secrets) == sorted(secrets)


def test_the_two_sides_hold_something_of_every_kind(sides, secrets):
    _own, other = sides
    kinds = {type(row).__name__ for row in rows_of(other)}
    assert kinds >= {
        "BoardMember",
        "Note",
        "Contact",
        "AnnualMeeting",
        "Membership",
        "Invitation",
        "StatusChange",
        "Obligation",
        "Report",
        "Figure",
        "Finding",
        "LineComment",
        "Upload",
        "Waiver",
        "Letter",
        "Reminder",
        "Enrolment",
        "Attendance",
        "Certificate",
        "Question",
        "Answer",
        "QuestionLetter",
        "Visit",
        "Notice",
        "Job",
        "User",
    }
    assert len(secrets) > 150
    for value in ("KSP Zamrud Makmur", "Zamrud Chair", "0812-0017-000", "Peserta Zamrud", "zamrud@contoh.test"):
        assert value in secrets
    assert other.args["receipt"][0] in secrets
    assert sum("." in value and value.replace(".", "").isdigit() for value in secrets) > 40


def test_every_page_that_a_manager_may_open_has_an_address_here(sides):
    assert [name for name, url in addresses(sides[0]).items() if not url] == [
        "letter_earlier_scan_file",
        "letter_scan_file",
        "material",
        "paper_check",
        "revival_assignment_earlier_scan",
        "revival_assignment_scan",
        "revival_letter_earlier_scan",
        "revival_letter_scan",
        "revival_record_earlier_scan",
        "revival_record_scan",
        "revival_warning_earlier_scan",
        "revival_warning_scan",
    ]


def test_no_page_of_a_manager_says_anything_of_another_cooperative(sides, secrets, as_user, without_rates):
    own, _other = sides
    client = as_user(own.manager)
    found, shown = {}, set()
    for name, url in addresses(own).items():
        allowed = _public(sides[1], name)
        for asked in ASKED if url and not own.args.get(name) else ("",):
            response = client.get(f"{url}{asked}")
            if response.status_code in (200, 404):
                shown.add(name)
                if leaks := set(seen(text_of(response), secrets)) - allowed:
                    found[f"{name}{asked}"] = sorted(leaks)
    assert found == {}
    assert shown >= {name for name, url in addresses(own).items() if url} - {"metrics"}


def _public(side, name: str) -> set[str]:
    """What a page may say of the other cooperative, since it says so to everybody."""
    values = {str(getattr(side.cooperative, field)) for field in PUBLIC.get(name, ())}
    return values | {side.cooperative.name} if name in PUBLIC else values


def test_workbooks_papers_and_calendars_are_read_too(sides, as_user):
    own, _other = sides
    client = as_user(own.manager)
    for name in (
        "report_template",
        "report_receipt_pdf",
        "arrival_receipt_pdf",
        "report_sheet_pdf",
        "certificate_pdf",
        "own_calendar",
    ):
        assert own.cooperative.name in text_of(client.get(reverse(name, args=own.args[name]))), name


OFFICE_ONLY = ("export_xlsx", "export_csv", "late_list", "message_list", "letter_book", "period_list", "user_list")


def test_the_office_finds_there_what_a_manager_must_not(sides, secrets, as_user, officer):
    """The words that are searched for are those that pages show: a search for others would find nothing anywhere."""
    client = as_user(officer)
    _own, other = sides
    found = set()
    for name in OFFICE_ONLY:
        found |= set(seen(text_of(client.get(reverse(name))), secrets))
    for name in ("cooperative_detail", "report_panel", "report_version", "report_form", "training_panel", "enrol"):
        asked = f"?cooperative={other.cooperative.pk}" if name == "enrol" else ""
        found |= set(seen(text_of(client.get(reverse(name, args=other.args[name]) + asked)), secrets))
    for value in ("KSP Zamrud Makmur", "Zamrud Chair", "0812-0017-000", "Peserta Zamrud", "zamrud@contoh.test"):
        assert value in found, value
    assert sum("." in value and value.replace(".", "").isdigit() for value in found) > 20


def test_what_is_the_others_is_not_there_whatever_is_asked_for(sides, secrets, as_user, without_rates):
    own, other = sides
    client = as_user(own.manager)
    found = {}
    for name, args in other.args.items():
        if name in (*PUBLIC, *BY_KEY) or args == own.args[name]:
            continue
        response = client.get(reverse(name, args=args))
        assert (name, response.status_code) == (name, 404)
        # A page that is not there names the address that was asked for.
        if leaks := seen(text_of(response), secrets - {str(part) for part in args}):
            found[name] = leaks
    for url in (
        f"{reverse('enrol', args=own.args['enrol'])}?cooperative={other.cooperative.pk}",
        reverse("status_evidence", args=(other.cooperative.pk, other.cooperative.status_changes.first().pk)),
    ):
        assert client.get(url).status_code in (403, 404), url
    assert found == {}


def test_a_session_fits_by_ones_own_cooperatives_alone(sides, as_user, officer):
    own, other = sides
    session = make_session(actor=officer, only_named=True)
    session.named.add(other.cooperative)
    url = reverse("training")
    assert session.pk in as_user(other.manager).get(url).context["fits"]
    assert session.pk not in as_user(own.manager).get(url).context["fits"]


LISTS = (
    "cooperative_list",
    "export_csv",
    "message_list",
    "late_list",
    "proposals",
    "report_home",
    "period_obligations",
    "period_export",
    "period_summary",
)


def test_nothing_that_still_hangs_on_a_merged_record_stands_in_a_list_of_the_office(sides, as_user, officer):
    """`visible_to` leaves out what was merged away, for the office too; what such a record has left is nobody's work."""
    own, other = sides
    gone = other.cooperative
    Contact.objects.create(cooperative=gone, channel="whatsapp", to="+6281234567890", text="Kabar")
    proposal = Proposal.objects.create(
        cooperative=gone, to="passive", made_on=timezone.localdate(), quarters=3, rat_missed=2
    )
    make_obligation(cooperative=gone, quarter=QUARTER.next)
    third = gone.obligations.get(period__year=2026, period__quarter=3)
    waiting = submission.submit_nil(third, reason="Libur.", **SIGNED, actor=other.manager)
    make_obligation(cooperative=gone, quarter=QUARTER.a_year_before)
    lateness.flag(timezone.localdate())
    client = as_user(officer)

    def quarter_of(name: str) -> str:
        """The summary is of what was accepted, the lists of what is owed."""
        return "2026-1" if name == "period_summary" else "2026-2"

    def lists() -> set[str]:
        urls = {name: reverse(name, args=[quarter_of(name)] if name.startswith("period") else []) for name in LISTS}
        return {name for name, url in urls.items() if gone.name in text_of(client.get(url))}

    assert lists() == set(LISTS)
    Cooperative.objects.filter(pk=gone.pk).update(merged_into=own.cooperative)
    cache.clear()
    assert lists() == set()
    for name, data in (
        ("contact_sent", {}),
        ("contact_take_back", {}),
        ("contact_result", {"result": "reached"}),
    ):
        contact = Contact.objects.filter(cooperative=gone, channel="whatsapp").first()
        assert client.post(reverse(name, args=[contact.pk]), data).status_code == 404
    client.post(reverse("proposals"), {"row": [seen_now(proposal)], "action": "confirm", "text-confirm": "x"})
    client.post(reverse("report_home"), {"row": [waiting.pk], "action": "accept"})
    assert client.post(reverse("obligation_add", args=[gone.pk, "2026-2"])).status_code == 404
    proposal.refresh_from_db()
    waiting.refresh_from_db()
    assert (proposal.state, waiting.state) == ("open", "submitted")


def test_what_a_merged_record_has_behind_it_is_listed_and_counted_nowhere(sides, as_user, officer, tmp_path):
    own, other = sides
    gone, period = other.cooperative, Period.objects.get(year=2026, quarter=1)
    Contact.objects.create(
        cooperative=gone, channel="whatsapp", to="+62811", state="sent", by=officer, done_at=timezone.now()
    )
    Proposal.objects.filter(cooperative=gone).delete()
    Proposal.objects.create(
        cooperative=gone,
        to="passive",
        made_on=timezone.localdate(),
        quarters=3,
        rat_missed=2,
        state="confirmed",
        decided_at=timezone.now(),
        decided_by_name="x",
    )
    client = as_user(officer)

    def listed() -> list[bool]:
        pages = [text_of(client.get(reverse(name))) for name in ("message_list", "proposals")]
        return [gone.name in page for page in pages]

    def counted() -> list[int]:
        city = period_statistics.city(period, officer, timezone.localdate())
        made = quarter_workbook.write(tmp_path / "a.xlsx", period=period, user=officer)
        return [sum(city.states.values()), made.after["accepted"]]

    assert listed() == [True, True]
    before = counted()
    Cooperative.objects.filter(pk=gone.pk).update(merged_into=own.cooperative)
    cache.clear()
    assert listed() == [False, False]
    assert [a - b for a, b in zip(before, counted(), strict=True)] == [1, 1]
