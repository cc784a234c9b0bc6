from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, may, requires
from accounts.sign_in.upload_limits import uploads_limited
from core import clock
from core.storage import downloads
from training.forms import MaterialForm, ProgrammeForm
from training.models import Material, Programme, Session
from training.sessions import programmes
from training.views.common import attempt


@requires(Capability.READ_TRAINING)
def programme_list(request):
    found = Programme.objects.annotate(n=Count("sessions")).order_by("-is_active", "name")
    return render(request, "training/programmes.html", {"programmes": found})


@requires(Capability.READ_TRAINING)
def programme_detail(request, pk: int):
    """A programme with its materials and its sessions."""
    return _show(request, get_object_or_404(Programme, pk=pk), MaterialForm())


def _show(request, programme: Programme, form: MaterialForm):
    sessions = Session.objects.filter(programme=programme).with_phase(clock.now()).order_by("-number")
    context = {"programme": programme, "sessions": sessions.prefetch_related("days"), "form": form}
    return render(request, "training/programme.html", context)


@requires(Capability.RUN_TRAINING)
def programme_edit(request, pk: int | None = None):
    """Make a programme, or change it: sessions and certificates of before keep their words."""
    instance = get_object_or_404(Programme, pk=pk) if pk else None
    before = {name: getattr(instance, name) for name in ProgrammeForm.Meta.fields} if instance else {}
    form = ProgrammeForm(request.POST or None, instance=instance, initial=None if instance else {"hours": 6})
    if request.method == "POST" and form.is_valid():
        done, _problems = attempt(
            request, lambda: programmes.save(form.instance, before=before, actor=request.user), form
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("programme", pk=form.instance.pk) if form.instance.pk else redirect("programme_list")
    return render(request, "training/programme_form.html", {"form": form, "programme": instance})


@requires(Capability.RUN_TRAINING)
@uploads_limited
def material_add(request, pk: int):
    """Keep a file; the address shows the programme with its form, also when it is opened again."""
    programme = get_object_or_404(Programme, pk=pk)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _problems = attempt(request, lambda: programmes.add_material(programme, actor=request.user, **data), form)
        if done:
            messages.success(request, _("The file is kept."))
            return redirect("programme", pk=pk)
    return _show(request, programme, form)


@require_POST
@requires(Capability.RUN_TRAINING)
def material_remove(request, pk: int, material: int):
    programmes.remove_material(
        get_object_or_404(get_object_or_404(Programme, pk=pk).materials, pk=material), actor=request.user
    )
    messages.success(request, _("The file is taken out."))
    return redirect("programme", pk=pk)


def material(request, pk: int):
    """A file of a programme, for everybody who can sign in; a programme that is not held yet is the office's alone."""
    found = get_object_or_404(Material.objects.select_related("programme"), pk=pk)
    held = Session.objects.visible_to(request.user).filter(programme=found.programme)
    if not (may(request.user, Capability.READ_TRAINING) or held.exists()):
        raise Http404
    trace = downloads.Trace("material.downloaded", "programme", found.programme_id, found.title)
    return downloads.send(request, found.file, found.file_name, trace=trace, content_type=downloads.OCTETS)
