from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.choices import Status
from cooperatives.contacts import notes
from cooperatives.forms import BoardMemberForm, EndMembershipForm, InviteManagerForm, MeetingForm, NoteForm
from cooperatives.models import BoardMember
from cooperatives.people import board, memberships
from cooperatives.record import meetings
from cooperatives.views.common import done_once, visible_or_404
from core.errors import DomainError


@requires(Capability.CHANGE_REGISTER)
def edit_board(request, pk: int, member: int | None = None):
    """Add a board member, or correct one."""
    cooperative = visible_or_404(request, pk)
    instance = get_object_or_404(BoardMember, pk=member, cooperative=cooperative, left_on=None) if member else None
    form = BoardMemberForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        done = done_once(request, lambda: board.put(cooperative, member=form.instance, actor=request.user), form)
        if done:
            messages.success(request, _("Saved."))
            return redirect("cooperative_detail", pk=pk)
    return render(request, "cooperatives/board.html", {"form": form, "cooperative": cooperative, "member": instance})


@require_POST
@requires(Capability.CHANGE_REGISTER)
def leave_board(request, pk: int, member: int):
    cooperative = visible_or_404(request, pk)
    board.leave(get_object_or_404(BoardMember, pk=member, cooperative=cooperative), actor=request.user)
    messages.success(request, _("Noted: this person has left the board."))
    return redirect("cooperative_detail", pk=pk)


@requires(Capability.CHANGE_REGISTER)
def record_meeting(request, pk: int):
    cooperative = visible_or_404(request, pk)
    form = MeetingForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and done_once(request, lambda: meetings.put(cooperative, meeting=form.instance, actor=request.user), form):
        messages.success(request, _("The meeting is recorded."))
        if cooperative.status == Status.PASSIVE:
            messages.info(request, _("It was passive: if it is running again, change its status."))
        return redirect("cooperative_detail", pk=pk)
    return render(request, "cooperatives/meeting.html", {"form": form, "cooperative": cooperative})


@require_POST
@requires(Capability.RECORD_CONTACTS)
def add_note(request, pk: int):
    cooperative = visible_or_404(request, pk)
    form = NoteForm(request.POST)
    text = form.data.get("text", "")
    if form.is_valid() and done_once(request, lambda: notes.add_note(cooperative, text=text, actor=request.user), form):
        messages.success(request, _("The note is kept."))
        return redirect("cooperative_detail", pk=pk)
    return render(request, "cooperatives/note.html", {"form": form, "cooperative": cooperative})


@requires(Capability.GIVE_ACCESS)
def invite_manager(request, pk: int):
    cooperative = visible_or_404(request, pk)
    form = InviteManagerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = {c.pk: c for c in (cooperative, *data["also"])}.values()
        try:
            memberships.invite_manager(email=data["email"], name=data["name"], cooperatives=chosen, actor=request.user)
        except DomainError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("cooperative_detail", pk=pk)
    return render(request, "cooperatives/invite.html", {"form": form, "cooperative": cooperative})


@requires(Capability.GIVE_ACCESS)
def end_membership(request, pk: int, membership: int):
    cooperative = visible_or_404(request, pk)
    found = get_object_or_404(cooperative.memberships.select_related("user"), pk=membership, until=None)
    form = EndMembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            memberships.end(found, on=form.cleaned_data["on"], actor=request.user)
        except DomainError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("The link has ended."))
            return redirect("cooperative_detail", pk=pk)
    context = {"form": form, "cooperative": cooperative, "membership": found}
    return render(request, "cooperatives/end_membership.html", context)
