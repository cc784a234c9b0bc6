"""The list of those who were asked: what each has answered last, and who is silent."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import ContactResult
from cooperatives.correspondence import listing
from cooperatives.lists import district_filter
from core import clock
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import Filter, cases
from core.papers.official import PaperState
from core.text import tokens
from core.text.formats import long_date
from revival.choices import Willing
from revival.models import Answer, Question
from revival.question import dispatch, letters, question_messages, questions


def _asked(request: HttpRequest) -> QuerySet[Question]:
    newest = Answer.objects.filter(question=OuterRef("pk")).order_by("-at", "-pk")
    letter = letters.in_force().filter(question=OuterRef("pk")).order_by("-pk")
    rows = Question.objects.visible_to(request.user).in_force().select_related("cooperative__district", "passed")
    return rows.annotate(
        said=_or_nothing(Subquery(newest.values("willing")[:1])),
        said_at=Subquery(newest.values("at")[:1]),
        went=_or_nothing(Subquery(letter.values("contact__result")[:1])),
    )


def _or_nothing(column: Subquery) -> Coalesce:
    return Coalesce(column, Value(""), output_field=CharField())


Run = Callable[[HttpRequest, QuerySet, Said], str]
LOST = (ContactResult.CAME_BACK, ContactResult.CLOSED)
STATES = {
    **dict(Willing.choices),
    "opened": gettext_lazy("opened, not answered"),
    "silent": gettext_lazy("silent"),
    "back": gettext_lazy("returned by the post, or nobody there"),
    "unsent": gettext_lazy("nothing sent yet"),
}
# Neither answered nor opened.
NOTHING_CAME = Q(said="", opened_at=None)
CONDITIONS = {
    **{value: Q(said=value) for value in Willing.values},
    "opened": Q(said="", opened_at__isnull=False),
    "silent": NOTHING_CAME & Q(sent_at__isnull=False) & ~Q(went__in=LOST),
    "back": NOTHING_CAME & Q(went__in=LOST),
    "unsent": NOTHING_CAME & Q(sent_at=None) & ~Q(went__in=LOST),
}
# What is left to do for those who have not answered.
STEPS = {
    "remind": gettext_lazy("to be reminded"),
    "pass_on": gettext_lazy("unreached: pass on to the lurah"),
    "lurah": gettext_lazy("asked the lurah"),
    "ended": gettext_lazy("the code has ended"),
}


def state_of(row: Question) -> str:
    """A name of STATES, for a row of the list."""
    if row.said:
        return row.said
    if row.opened_at:
        return "opened"
    if row.went in LOST:
        return "back"
    return "silent" if row.sent_at else "unsent"


def _with_states(rows: list[Question]) -> list[Question]:
    for row in rows:
        row.state = state_of(row)
        row.state_label = STATES[row.state]
    return rows


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _steps() -> dict[str, Callable[[], Q]]:
    passed_on = Q(passed__state=PaperState.ISSUED)

    def waited(column: str) -> Q:
        return Q(**{f"{column}__lte": questions.waited_since()})

    return {
        "remind": lambda: Q(said="", reminded_at=None) & waited("sent_at") & ~passed_on,
        "pass_on": lambda: NOTHING_CAME & (Q(went__in=LOST) | waited("reminded_at")) & ~passed_on,
        "lurah": lambda: Q(said="") & passed_on,
        "ended": lambda: Q(expires_on__lt=clock.today()),
    }


def _searched(rows: QuerySet, words: str) -> QuerySet:
    """By name, or by a code as it is printed and read out."""
    code = tokens.clean(words)
    found = Q(code__contains=code) if code else Q()
    names = Q()
    for word in words.split():
        names &= Q(cooperative__name__icontains=word)
    return rows.filter(names | found)


def _keys(rows: QuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))


def _write(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    first = listing.first_number(said.text)
    written = letters.write(_keys(rows), actor=request.user, first=first)
    n = len(written.letters)
    text = ngettext("{n} letter has its number.", "{n} letters have their numbers.", n).format(n=n)
    return " ".join([text, _("Print them here, sign them, and note how they went."), _left_out(written.left_out)])


def _pass_on(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    written = letters.pass_on(_keys(rows), actor=request.user, first=listing.first_number(said.text))
    n = len(written.letters)
    text = ngettext("{n} letter to a lurah has its number.", "{n} letters to lurahs have their numbers.", n)
    return " ".join([text.format(n=n), _left_out(written.left_out)])


def _write_again(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    written = letters.remind(_keys(rows), actor=request.user, first=listing.first_number(said.text))
    n = len(written.letters)
    text = ngettext("{n} letter that reminds has its number.", "{n} letters that remind have their numbers.", n)
    return " ".join([text.format(n=n), _left_out(written.left_out)])


def _message(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    return _prepared(question_messages.prepare(_keys(rows), actor=request.user))


def _remind(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    return _prepared(question_messages.remind(_keys(rows), actor=request.user))


def _prepared(done: question_messages.Prepared) -> str:
    text = ngettext("{n} WhatsApp message waits to be sent.", "{n} WhatsApp messages wait to be sent.", done.n)
    parts = [text.format(n=done.n)]
    if n := done.without_number:
        lost = ngettext("{n} has no mobile number: send a letter.", "{n} have no mobile number: send letters.", n)
        parts.append(lost.format(n=n))
    if n := done.there:
        text = ngettext("{n} was prepared or sent before.", "{n} were prepared or sent before.", n)
        parts.append(text.format(n=n))
    return " ".join([*parts, _left_out(done.left_out)])


def _left_out(n: int) -> str:
    if not n:
        return ""
    text = ngettext("{n} is left out: nothing is needed there.", "{n} are left out: nothing is needed there.", n)
    return text.format(n=n)


def _renew(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    keys = list(rows.values_list("cooperative_id", flat=True))
    n = questions.ask(keys, actor=request.user).renewed
    text = ngettext("{n} code can be answered until {day}.", "{n} codes can be answered until {day}.", n)
    return text.format(n=n, day=long_date(questions.last_day()))


def _to_messages() -> str:
    return f"{reverse('message_next')}?about={dispatch.ABOUT}"


def _letters(name: str, label: Any, icon: str, run: Run, *, leads_to: str, warning: Any = "") -> Action:
    """An act that numbers letters; it leads to those of today of a kind (`letter_lists.KINDS`), to be printed."""
    return Action(
        name,
        label,
        icon,
        run,
        allowed(Capability.RUN_REVIVAL),
        asks=listing.ASKS_FIRST,
        needs_text=False,
        longest=10,
        leads_to=lambda: f"{reverse('revival_letters')}?kind={leads_to}&stage=issued&on={clock.today()}",
        warning=warning,
    )


ASKED = ListOf(
    name="asked",
    title=gettext_lazy("Asked"),
    rows=_asked,
    cells=(
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
        ListColumn(
            gettext_lazy("District (kecamatan)"),
            lambda row: row.cooperative.district.name if row.cooperative.district else "",
        ),
        ListColumn(gettext_lazy("Code"), lambda row: row.code_in_groups, width=12),
        ListColumn(gettext_lazy("What was answered"), lambda row: str(row.state_label), width=30),
        ListColumn(gettext_lazy("Asked on"), lambda row: _day(row.asked_at), "date", 12),
        ListColumn(gettext_lazy("Opened on"), lambda row: _day(row.opened_at), "date", 12),
        ListColumn(gettext_lazy("Answered on"), lambda row: _day(row.said_at), "date", 12),
        ListColumn(gettext_lazy("Reminded on"), lambda row: _day(row.reminded_at), "date", 12),
        ListColumn(gettext_lazy("Letter to the lurah"), lambda row: row.passed.number if row.passed else "", width=26),
        ListColumn(gettext_lazy("Can be answered until"), lambda row: row.expires_on, "date", 12),
    ),
    orders={
        "name": ("cooperative__name_key",),
        "asked": ("-asked_at", "cooperative__name_key"),
        "answered": ("-said_at", "cooperative__name_key"),
        "until": ("expires_on", "cooperative__name_key"),
    },
    search=_searched,
    search_label=gettext_lazy("Name or code"),
    filters=(
        Filter(
            key="said",
            label=gettext_lazy("What was answered"),
            condition=cases(CONDITIONS),
            choices=STATES,
            empty="",
            kind="tabs",
        ),
        Filter(
            key="next",
            label=gettext_lazy("What is to be done"),
            condition=cases(_steps()),
            choices=STEPS,
            empty="",
        ),
        district_filter("cooperative__district"),
    ),
    actions=(
        _letters(
            "write",
            gettext_lazy("Make letters"),
            "file-text",
            _write,
            leads_to="board",
            warning=gettext_lazy("Each gets its number and its date. A number can be made void, never given again."),
        ),
        Action(
            "message",
            gettext_lazy("Prepare WhatsApp messages"),
            "message-circle",
            _message,
            allowed(Capability.RUN_REVIVAL),
            leads_to=_to_messages,
        ),
        Action(
            "remind",
            gettext_lazy("Remind by WhatsApp, once"),
            "bell",
            _remind,
            allowed(Capability.RUN_REVIVAL),
            leads_to=_to_messages,
        ),
        _letters("write_again", gettext_lazy("Remind by letter, once"), "mail", _write_again, leads_to="again"),
        _letters(
            "pass_on",
            gettext_lazy("Ask the lurah"),
            "landmark",
            _pass_on,
            leads_to="lurah",
            warning=gettext_lazy("Each kelurahan gets one letter with a table of its cooperatives to fill in."),
        ),
        Action(
            "renew",
            gettext_lazy("Let the codes count longer"),
            "calendar-plus",
            _renew,
            allowed(Capability.RUN_REVIVAL),
        ),
    ),
    describe=_with_states,
    called=lambda row: row.cooperative.legal_name,
    file_name="masih-ingin-berjalan",
    most=1000,
)
