from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, may, requires
from core import clock, office
from core.errors import DomainError
from core.lists.response import respond
from core.models import Signer
from core.office_form import OfficeForm
from core.office_papers import signers
from core.operations import jobs
from core.papers import dispatch
from core.papers.typesetting import TypesetPaper
from core.requests import throttle
from core.storage import downloads
from core.storage.downloads import unlisted
from core.text import tokens
from core.text.parsing import whole
from training.certificates import awards, batch, certificate_pdf
from training.forms import SessionReasonForm
from training.lists import CERTIFICATES
from training.models import Certificate, Enrolment, Programme
from training.office_settings import LAYOUT
from training.views.common import attempt, session_or_404

PER_PAGE = 50
# More are given and printed by a worker, with a progress bar.
AT_ONCE = 10


@requires(Capability.READ_TRAINING)
def session_certificates(request, pk: int):
    """Who has earned a certificate, who has one, and what the others lack."""
    session = session_or_404(request, pk)
    rows = awards.standings(session)
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "rows": rows,
        "n_ready": sum(row.has_earned and not row.certificate for row in rows),
        "n_given": sum(bool(row.certificate) for row in rows),
        "obstacle": awards.obstacle(session),
        "no_signer": "" if signers.signer_on(clock.today(), awards.KIND) else awards.no_signer(),
    }
    return render(request, "training/certificates.html", context)


@require_POST
@requires(Capability.RUN_TRAINING)
def issue(request, pk: int):
    """Give the chosen ones, or all that are ready, and print them as one PDF."""
    session = session_or_404(request, pk)
    chosen = [key for text in request.POST.getlist("enrolment") if (key := whole(text)) is not None]
    if request.POST.get("all"):
        chosen = [row.enrolment.pk for row in awards.standings(session) if row.has_earned]
    started: list[jobs.Job] = []
    if not chosen:
        messages.error(request, _("Choose at least one person."))
        return redirect("session_certificates", pk=pk)
    done, problems = attempt(request, lambda: started.append(_start(session, chosen, request.user)))
    for problem in problems:
        messages.error(request, problem)
    if not done or not started:
        return redirect("session_certificates", pk=pk)
    return redirect("job", pk=started[0].pk)


def _start(session, chosen: list[int], actor):
    if problem := awards.obstacle(session):
        raise DomainError(problem)
    return jobs.start(
        batch.WORK,
        owner=actor,
        title=_("Certificates: {session}").format(session=session),
        params={"session": session.pk, "actor": actor.pk, "chosen": chosen},
        in_background=len(chosen) > AT_ONCE,
    )


@login_not_required
def certificate_list(request):
    """All certificates for the office, to be looked up and exported; for everybody else a field for a number."""
    if not may(request.user, Capability.READ_TRAINING):
        if number := awards.number_in(request.GET.get("number", "")):
            return redirect("certificate", number=number)
        return render(request, "training/certificate.html", {"asks": True})
    return respond(request, CERTIFICATES, "training/certificate_list.html", lambda _listing: {"today": clock.today()})


@login_not_required
@throttle.misses_limited("public_number")
def certificate(request, number: str):
    """Whether a certificate is genuine and in force: what stands on the paper, and no more."""
    found = Certificate.objects.filter(number=awards.number_in(number)).first()
    context = {"number": number[:30], "certificate": found, "is_valid": found and awards.is_valid_now(found)}
    response = render(request, "training/certificate.html", context, status=200 if found else 404)
    return unlisted(response)


@login_not_required
@throttle.misses_limited("public_number")
def card_pdf(request, code: str):
    """A participant's own certificate, by the address of the card."""
    one = get_object_or_404(Enrolment, code=tokens.clean(code))
    paper = get_object_or_404(Certificate.objects.in_force(), enrolment=one)
    return _paper(request, paper)


def one_pdf(request, number: str):
    """One certificate as PDF, for the office and for the managers of the cooperative."""
    paper = get_object_or_404(Certificate.objects.visible_to(request.user), number=number.upper(), withdrawn_on=None)
    return _paper(request, paper, inline=True)


def _paper(request, paper: Certificate, *, inline: bool = False):
    trace = downloads.Trace("certificate.downloaded", "certificate", paper.pk, paper.number)
    name = f"sertifikat-{paper.number}.pdf"
    return dispatch.send(request, lambda: certificate_pdf.pdf([paper]), name, trace=trace, inline=inline)


@requires(Capability.RUN_TRAINING)
def withdraw(request, number: str):
    paper = get_object_or_404(Certificate.objects.visible_to(request.user), number=number.upper())
    form = SessionReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _problems = attempt(
            request,
            lambda: awards.withdraw(paper, reason=form.cleaned_data["reason"], actor=request.user),
            form,
            say=lambda: messages.success(request, _("The certificate is withdrawn.")),
        )
        if done:
            return redirect("session_certificates", pk=paper.enrolment.session_id)
    return render(request, "training/withdraw.html", {"form": form, "certificate": paper})


@requires(Capability.ADMINISTER)
def layout(request):
    """The layout of certificates; the preview shows what is typed, before it is saved."""
    form = OfficeForm(request.POST or None, keys=[setting.key for setting in LAYOUT])
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            trace = downloads.Trace("certificate.previewed", "office", label="contoh.pdf")
            typed = form.cleaned_data
            return dispatch.send(request, lambda: _preview(typed), "contoh.pdf", trace=trace, inline=True)
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("certificate_layout")
    signer = signers.signer_on(clock.today(), awards.KIND)
    return render(request, "training/layout.html", {"form": form, "signer": signer})


def _preview(values: dict) -> TypesetPaper:
    """A certificate of nobody, with the layout that is typed."""
    today = clock.today()
    programme = Programme.objects.first()
    paper = Certificate(
        number="SP-0000-XXXX-XXXX",
        name="Nama Peserta",
        cooperative_name="Koperasi Contoh",
        programme=programme.name if programme else "Manajemen Keuangan Koperasi",
        hours=programme.hours if programme else 12,
        held_from=today - timedelta(days=2),
        held_until=today,
        venue="Aula Dinas",
        issued_on=today,
        title=values["certificate_title"],
    )
    nobody = Signer(name="(nama penanda tangan)", position=signers.POSITION)
    awards.sign(paper, signers.signer_on(today, awards.KIND) or nobody)
    paper.text = awards.words(paper, values["certificate_text"])
    return certificate_pdf.pdf([paper], layout=office.values() | values)
