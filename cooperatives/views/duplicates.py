from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.forms import MergeForm
from cooperatives.merging import distinct_pairs, duplicates, merge_plan, records, separation
from cooperatives.models import Cooperative, Merge, NotDouble
from cooperatives.views.common import visible_or_404
from core.errors import DomainError
from core.text.parsing import whole


@requires(Capability.READ_REGISTER)
def pairs(request) -> HttpResponse:
    context = {
        "pairs": duplicates.likely_pairs(),
        "two": NotDouble.objects.select_related("first", "second").filter(
            first__merged_into=None, second__merged_into=None
        ),
    }
    return render(request, "cooperatives/duplicates.html", context)


@requires(Capability.CHANGE_REGISTER)
def merge(request, first: int, second: int) -> HttpResponse:
    """What one record of the two would say, field by field; the officer chooses which is kept and where both differ."""
    if first == second:
        raise Http404
    both = {pk: visible_or_404(request, pk) for pk in (first, second)}
    form = MergeForm(request.POST or None)
    keep = whole((request.POST or request.GET).get("keep", "")) or _fuller(*both.values()).pk
    if request.method == "POST" and form.is_valid() and keep in both:
        try:
            kept = records.merge(
                keep=keep,
                drop=second if keep == first else first,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                chosen=_chosen(request.POST),
                seen=_seen(request.POST),
            )
        except DomainError as error:
            messages.error(request, str(error))
            if Cooperative.objects.current().filter(pk__in=both).count() < 2:
                return redirect("duplicates")
        else:
            messages.success(request, _("The two records are one now; both histories are kept."))
            return redirect("cooperative_detail", pk=kept.pk)
        both = {pk: visible_or_404(request, pk) for pk in both}
    kept = both.get(keep) or both[first]
    dropped = both[second if kept.pk == first else first]
    context = {"kept": kept, "dropped": dropped, "form": form, "first": first, "second": second}
    context["choices"] = merge_plan.choices(kept, dropped, _chosen(request.POST))
    return render(request, "cooperatives/merge.html", context)


def _fuller(one: Cooperative, other: Cooperative) -> Cooperative:
    """The record to be kept unless the officer says otherwise: the one that misses less, then the older one."""
    return min(one, other, key=lambda record: (record.missing, record.pk))


def _chosen(data) -> dict[str, str]:
    return {key: data[f"take-{key}"] for key in merge_plan.SETS if f"take-{key}" in data}


def _seen(data) -> tuple[int, int] | None:
    kept, dropped = (whole(data.get(name, "")) for name in ("kept_version", "dropped_version"))
    return (kept, dropped) if kept is not None and dropped is not None else None


@requires(Capability.CHANGE_REGISTER)
def undo(request, pk: int) -> HttpResponse:
    """What undoing a merge would do, with what was changed since; then the button."""
    merge = get_object_or_404(Merge.objects.select_related("kept__merged_into", "dropped"), pk=pk)
    answers = {key.removeprefix("field-"): value for key, value in request.POST.items() if key.startswith("field-")}
    if request.method == "POST":
        seen = whole(request.POST.get("version", "")) or 0
        try:
            stands, left = separation.undo(merge, actor=request.user, answers=answers, seen=seen)
        except DomainError as error:
            messages.error(request, str(error))
            merge = Merge.objects.select_related("kept__merged_into", "dropped").get(pk=pk)
        else:
            text = _("The merge is undone: “{name}” stands by itself again.").format(name=stands.name)
            messages.success(request, " ".join([text, *left]))
            return redirect("cooperative_detail", pk=stands.pk)
    found = separation.fields(merge)
    context = {
        "merge": merge,
        "obstacle": separation.obstacle(merge),
        "changed": [(field, answers.get(field.name)) for field in found if field.was_changed],
        "back": [field for field in found if not field.was_changed],
        "status_stays": separation.status_stays(merge),
        "since": separation.written_since(merge),
    }
    return render(request, "cooperatives/unmerge.html", context)


@require_POST
@requires(Capability.CHANGE_REGISTER)
def not_double(request, first: int, second: int) -> HttpResponse:
    """Keep that a pair is two cooperatives, or take that back."""
    first, second = (visible_or_404(request, pk).pk for pk in (first, second))
    try:
        if request.POST.get("take_back"):
            low, high = sorted((first, second))
            for pair in NotDouble.objects.filter(first=low, second=high):
                distinct_pairs.take_back(pair, actor=request.user)
            messages.success(request, _("The pair is proposed again, if it still looks alike."))
        else:
            distinct_pairs.declare(first, second, actor=request.user)
            messages.success(request, _("The two are kept apart: this pair is not proposed any more."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("duplicates")
