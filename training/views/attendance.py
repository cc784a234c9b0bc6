from datetime import datetime

from django.contrib import messages
from django.http import JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import clock
from core.errors import DomainError
from core.offline.answers import UnreadableEntriesError, answer, entries_of
from core.papers import dispatch
from core.storage import downloads
from core.text.parsing import whole
from training import message_texts
from training.attendance import attendance_pdf, presence, qr_reader
from training.choices import EnrolmentState, MarkedBy
from training.models import Attendance, Session, SessionDay
from training.views.common import enrolment_or_404, session_or_404

MOST_MARKS = 500
SEATED = (EnrolmentState.CONFIRMED, EnrolmentState.NO_SHOW)


def _day(request, session: Session) -> SessionDay | None:
    """The day that the address names, otherwise today's, otherwise the first."""
    days = list(session.days.all())
    wanted = whole(request.GET.get("day", ""))
    today = clock.today()
    chosen = [day for day in days if day.pk == wanted] or [day for day in days if day.date == today] or days
    return chosen[0] if chosen else None


@requires(Capability.READ_TRAINING)
def page(request, pk: int):
    """The list of a day to tick, the camera, and the field for a code that is read out."""
    session = session_or_404(request, pk)
    day = _day(request, session)
    there = {mark.enrolment_id: mark for mark in Attendance.objects.filter(day=day)}
    people = session.enrolments.filter(state__in=SEATED).select_related("cooperative").order_by("name", "pk")
    rows = [(one, there.get(one.pk)) for one in people]
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "day": day,
        "days": [(one, message_texts.hours_of(one)) for one in session.days.all()],
        "rows": rows,
        "n_there": sum(1 for _one, mark in rows if mark),
        "obstacle": presence.obstacle(session, day) if day else _("This session has no days yet."),
    }
    return render(request, "training/attendance.html", context)


@requires(Capability.READ_TRAINING)
def there(request, pk: int):
    """The codes of those who are there on a day, as JSON: another door notes people as well."""
    day = _day(request, session_or_404(request, pk))
    marked = Attendance.objects.filter(day=day).order_by("enrolment__code")
    return answer("done", there=list(marked.values_list("enrolment__code", flat=True)))


def _back(pk: int, day: int | None):
    return redirect(f"{reverse('attendance', args=[pk])}?day={day or ''}")


@require_POST
@requires(Capability.RUN_TRAINING)
def tick(request, pk: int):
    """Codes of the list or one that was typed, from a browser without scripts."""
    session = session_or_404(request, pk)
    day = whole(request.POST.get("day", "")) or 0
    how = MarkedBy.TYPED if "typed" in request.POST else MarkedBy.LIST
    now = clock.now()
    marks = [
        presence.AttendanceMark(code, day, now, how)
        for code in request.POST.getlist("code")[:MOST_MARKS]
        if code.strip()
    ]
    outcomes = presence.take(session, marks, actor=request.user)
    for outcome in outcomes:
        if outcome.result == "refused":
            messages.error(request, outcome.text)
    if n := sum(outcome.result == "new" for outcome in outcomes):
        messages.success(request, _("Noted as there: {n}.").format(n=n))
    return _back(pk, day)


@require_POST
@requires(Capability.RUN_TRAINING)
def marks(request, pk: int):
    """Marks of a device as JSON, up to 500 at once; an answer for each, in their order. An entry counts once."""
    session = session_or_404(request, pk)
    try:
        given = entries_of(request, MOST_MARKS, before="marks")
    except UnreadableEntriesError:
        return answer("refused", _("These marks cannot be read."), status=400)
    found = [_mark(item) for item in given]
    taken = iter(presence.take(session, [mark for mark in found if mark], actor=request.user))
    unreadable = presence.MarkOutcome("refused", _("This mark cannot be read."))
    outcomes = [next(taken) if mark else unreadable for mark in found]
    return answer("done", outcomes=[{"result": one.result, "text": one.text} for one in outcomes])


def _body(request) -> bytes:
    """What a device has sent; nothing where a form came instead, whose fields have been read."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _mark(item) -> presence.AttendanceMark | None:
    """One mark of a device; None for what is none."""
    try:
        moment = datetime.fromisoformat(str(item["at"]))
        day, code, how = int(item["day"]), str(item["code"])[:200], item.get("how")
        entry = str(item.get("id") or "")[:36]
        # Half of a pair of surrogates is no text: JSON can say it, a database cannot keep it.
        f"{code}{entry}".encode()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    if timezone.is_naive(moment) or "\x00" in code + entry:
        return None
    return presence.AttendanceMark(code, day, moment, how if how in list(MarkedBy.values) else MarkedBy.SCAN, entry)


@require_POST
@requires(Capability.RUN_TRAINING)
def decode(request, pk: int):
    """The QR code in a picture of the camera, for browsers that cannot read it themselves."""
    session_or_404(request, pk)
    try:
        text = qr_reader.read(
            _body(request),
            width=whole(request.GET.get("width", "")) or 0,
            height=whole(request.GET.get("height", "")) or 0,
        )
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"text": text[:200]})


@require_POST
@requires(Capability.RUN_TRAINING)
def take_back(request, pk: int, enrolment_pk: int, day: int):
    one = enrolment_or_404(request, pk, enrolment_pk)
    try:
        presence.take_back(one, get_object_or_404(SessionDay, pk=day, session=pk), actor=request.user)
        messages.success(request, _("{name} is not noted as there any more.").format(name=one.name))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(pk, day)


@requires(Capability.READ_TRAINING)
def list_pdf(request, pk: int):
    """The list to sign on paper, with a column for each day."""
    session = session_or_404(request, pk)
    people = list(session.enrolments.confirmed().select_related("cooperative").order_by("name", "pk"))
    trace = downloads.Trace("attendance.printed", "session", pk, str(session), {"rows": len(people)})
    name = f"daftar-hadir-{pk}.pdf"
    return dispatch.send(request, lambda: attendance_pdf.pdf(session, people), name, trace=trace, inline=True)
