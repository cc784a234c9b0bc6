from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Capability, held_by, may, requires
from cooperatives.forms import SECTIONS, MeetingForm, NewCooperativeForm, NoteForm, section_form
from cooperatives.handover import lists as handovers
from cooperatives.key_figures import figure_sets
from cooperatives.merging import duplicates
from cooperatives.models import Complaint, Cooperative, StatusChange
from cooperatives.personal import hidden_from
from cooperatives.public import removals
from cooperatives.record import changes, history, provenance, record_page
from cooperatives.record.completeness import missing_labels, percent
from cooperatives.views.common import visible_or_404
from core import areas
from core.database import idempotency
from core.errors import DomainError


def detail(request, pk: int):
    """Everything about one cooperative; the parts for the office only are left out for its managers."""
    merged = Cooperative.objects.filter(pk=pk, merged_into__isnull=False).first()
    if merged and request.user.is_of_office:
        messages.info(request, _("“{name}” was merged into this record.").format(name=merged.name))
        return redirect("cooperative_detail", pk=merged.merged_into_id)
    cooperative = visible_or_404(request, pk)
    cooperative.figure_sets = figure_sets.of_cooperative(cooperative)
    cooperative.standing_figures = figure_sets.fold(cooperative.figure_sets)
    context = {
        "cooperative": cooperative,
        "completeness": percent(cooperative.missing),
        "missing": missing_labels(cooperative),
        "board": cooperative.board.filter(left_on=None),
        "meetings": cooperative.meetings.all()[:12],
        "status_changes": StatusChange.objects.filter(cooperative__in=history.chain(cooperative)).select_related(
            "correction", "corrects"
        )[:10],
    }
    if may(request.user, Capability.READ_REGISTER):
        context |= {
            "contacts": cooperative.contacts.select_related("mail")[:6],
            "notes": cooperative.notes.all()[:20],
            "note_form": NoteForm(),
            "meeting_form": MeetingForm(initial={"book_year": timezone.localdate().year - 1}),
            "memberships": cooperative.memberships.select_related("user"),
            "invited": cooperative.invitations.filter(
                invitation__accepted_at=None, invitation__withdrawn_at=None
            ).select_related("invitation"),
            "history": history.lines(cooperative, limit=8, hidden=hidden_from(request.user)),
            "handovers": handovers.offered(cooperative),
            "complaints": Complaint.objects.visible_to(request.user).filter(cooperative=cooperative)[:6],
            "removal": removals.of(cooperative),
            "merges": cooperative.merges_in.filter(undone_at=None).select_related("dropped"),
        }
    shown = record_page.panels(
        held_by(request.user),
        areas.switches(),
        is_complete=not context["missing"],
        is_handed_over=bool(context.get("handovers")),
    )
    context |= {"panels": shown, "sections": [SECTIONS[key] for key in shown.sections]}
    return render(request, "cooperatives/detail.html", context)


@requires(Capability.CHANGE_REGISTER)
def create(request):
    form = NewCooperativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        alike = duplicates.alike(form.cleaned_data)
        if alike and request.POST.get("confirmed") != "1" and not idempotency.was_spent(request.POST):
            return render(request, "cooperatives/create.html", {"form": form, "alike": alike})
        try:
            with transaction.atomic():
                idempotency.spend(request.POST)
                cooperative = changes.create(fields=form.cleaned_data, actor=request.user)
        except idempotency.AlreadySentError as repeated:
            messages.info(request, str(repeated))
            return redirect("cooperative_list")
        except DomainError as error:
            form.add_error("national_number", str(error))
        else:
            messages.success(request, _("Entered. Give it its status now."))
            return redirect("cooperative_status", pk=cooperative.pk)
    return render(request, "cooperatives/create.html", {"form": form})


@requires(Capability.CHANGE_REGISTER)
def edit(request, pk: int, section: str):
    """One section of the record. Who saves an old copy sees what has changed and loses nothing typed."""
    if section not in SECTIONS:
        raise Http404
    cooperative = visible_or_404(request, pk)
    form_class = section_form(SECTIONS[section])
    form = form_class(request.POST or None, instance=cooperative)
    conflicts, asked = [], []
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown"]
        try:
            conflicts = changes.edit(pk, fields=form.values(), base=shown["base"], actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if not conflicts:
                messages.success(request, _("Saved."))
                return redirect(f"{reverse('cooperative_detail', args=[pk])}#{section}")
            now = Cooperative.objects.select_related("village").get(pk=pk)
            fresh = form_class(instance=now)
            asked = [(item, history.show(item.field, item.now), fresh.as_sent(item.field)) for item in conflicts]
            form = form_class.after_conflict(form, now, {conflict.field for conflict in conflicts})
    context = {"form": form, "cooperative": visible_or_404(request, pk), "section": SECTIONS[section]}
    return render(request, "cooperatives/edit.html", context | {"conflicts": conflicts, "asked": asked})


@requires(Capability.READ_REGISTER)
def full_history(request, pk: int):
    cooperative = visible_or_404(request, pk)
    page = Paginator(history.of(cooperative), 50).get_page(request.GET.get("page"))
    context = {
        "cooperative": cooperative,
        "page": page,
        "lines": history.in_words(page.object_list, hidden_from(request.user)),
    }
    return render(request, "cooperatives/history.html", context)


@requires(Capability.READ_REGISTER)
def sources(request, pk: int):
    """Where each value came from: which row of which file, or who typed it."""
    cooperative = visible_or_404(request, pk)
    found, hidden = provenance.sources(cooperative), hidden_from(request.user)
    rows = [
        (
            section,
            [
                (
                    history.field_label(name),
                    history.show(name, changes.display(cooperative, name)),
                    found.get(name) or found.get(f"{name}_id"),
                )
                for name in section.fields
                if name not in hidden
            ],
        )
        for section in SECTIONS.values()
        if not hidden.issuperset(section.fields)
    ]
    return render(request, "cooperatives/sources.html", {"cooperative": cooperative, "rows": rows})
