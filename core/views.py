from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import office
from core.errors import DomainError
from core.lists.response import respond
from core.messages import inbox, outbox
from core.messages.outbox_list import OUTBOX
from core.models import Heartbeat, Job, Notice, OutgoingMail, TaskFailure
from core.office_form import OfficeForm
from core.operations import failures, health, jobs, metrics, watchdog
from core.storage import downloads, files
from core.text.parsing import whole


def _own_job(request, pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, owner=request.user)


def job(request, pk: int):
    """The progress of one's own job. htmx asks again every second; without it the page reloads itself."""
    found = _own_job(request, pk)
    context = {"job": found, "progress": jobs.progress_of(found)}
    if request.htmx:
        response = render(request, "core/_job.html", context)
        if found.is_over:
            response["HX-Refresh"] = "true"
        return response
    if found.state == Job.State.DONE and found.result_url:
        return redirect(found.result_url)
    response = render(request, "core/job.html", context)
    if not found.is_over:
        response["Refresh"] = "4"
    return response


def job_file(request, pk: int):
    """The private file that a job left, for its owner, until it expires."""
    found = _own_job(request, pk)
    if not found.result_file:
        raise Http404
    trace = downloads.Trace("job.downloaded", "job", pk, found.title, {"file": found.result_name})
    kind = files.type_of(found.result_name)
    return downloads.send(request, found.result_file, found.result_name, trace=trace, content_type=kind)


def job_list(request):
    page = Paginator(Job.objects.filter(owner=request.user), 25).get_page(request.GET.get("page"))
    return render(request, "core/job_list.html", {"page": page})


def outbox_list(request):
    """Outgoing mail as an administrator sees it."""
    return respond(request, OUTBOX, "core/outbox.html")


def outbox_mail(request, pk: int):
    mail = get_object_or_404(OutgoingMail, pk=pk)
    body = mail.body if settings.DEMO else outbox.without_secrets(mail.body)
    return render(request, "core/outbox_mail.html", {"mail": mail, "body": body})


@require_POST
def outbox_retry(request, pk: int):
    if outbox.retry(pk, actor=request.user):
        messages.success(request, _("The message is at the head of the queue."))
    else:
        messages.info(request, _("The message has gone out already."))
    return redirect("outbox_mail", pk=pk)


def office_settings(request):
    form = settings_form(request)
    if request.method == "POST" and form.is_valid():
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("office_settings")
    return render(request, "core/office.html", {"form": form})


def settings_form(request) -> OfficeForm:
    """The settings that stand on the page of all settings."""
    keys = [key for key, setting in office.SETTINGS.items() if not setting.has_own_page]
    return OfficeForm(request.POST or None, keys=keys)


def inbox_list(request):
    """One's own messages, the newest first."""
    page = Paginator(Notice.objects.filter(user=request.user), 25).get_page(request.GET.get("page"))
    return render(request, "core/inbox.html", {"page": page})


@require_POST
def inbox_read(request):
    """Mark one message as read and go to what it is about, or mark all."""
    if "notice" not in request.POST:
        inbox.mark_read(request.user)
        return redirect("inbox")
    pk = whole(request.POST["notice"]) or 0
    inbox.mark_read(request.user, pk)
    notice = Notice.objects.filter(user=request.user, pk=pk).first()
    return redirect(notice.url if notice and notice.url else "inbox")


def system(request):
    """How the parts of the portal are, in words; what has failed, with a button to try again."""
    context = {
        "version": settings.VERSION,
        "report": health.report(),
        "troubles": watchdog.troubles(),
        "heartbeats": Heartbeat.objects.order_by("name"),
        "failures": TaskFailure.objects.filter(retried_at=None)[:50],
        "failed_jobs": Job.objects.filter(state=Job.State.FAILED).select_related("owner")[:20],
        "mails": dict(OutgoingMail.objects.order_by().values_list("state").annotate(n=Count("pk"))),
        "states": OutgoingMail.State.choices,
    }
    return render(request, "core/system.html", context)


@require_POST
def retry_task(request, pk: int):
    return _retried(request, failures.retry_task, get_object_or_404(TaskFailure, pk=pk))


@require_POST
def retry_job(request, pk: int):
    return _retried(request, failures.retry_job, get_object_or_404(Job, pk=pk))


def _retried(request, retry, what):
    try:
        retry(what, actor=request.user)
        messages.success(request, _("It is started anew."))
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("system")


@login_not_required
def prometheus(request):
    """Metrics for a collector that knows the token; for everybody else there is no such page."""
    if not metrics.is_allowed(request.headers.get("Authorization", "")):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@login_not_required
def healthz(request):
    """For a monitor of the installation: 200 or 503, nothing secret. `?for=proxy` asks whether pages can be served."""
    report = health.report(database_only=request.GET.get("for") == "proxy")
    return JsonResponse(report, status=200 if report["ok"] else 503)
