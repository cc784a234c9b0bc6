"""The words of the question, with letters to look at before they are saved."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from core import clock, downloads, office
from core.office_form import OfficeForm
from core.papers import letter as official
from core.papers import sending
from revival import letter_pdf, letters, question_texts


@requires(Capability.ADMINISTER)
def texts(request):
    """The texts of letters and messages; the preview shows what is typed, before it is saved."""
    form = OfficeForm(request.POST or None, keys=question_texts.KEYS)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            trace = downloads.Trace("letters.previewed", "office", label="contoh.pdf")
            with office.trying(form.cleaned_data):
                return sending.send(
                    request, lambda: letter_pdf.pdf(letters.examples()), "contoh.pdf", trace=trace, inline=True
                )
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("revival_texts")
    context = {
        "form": form,
        "placeholders": (question_texts.TO_BOARD | question_texts.TO_LURAH).items(),
        "signer": official.signer_today(letters.KIND),
        "today": clock.today(),
    }
    return render(request, "revival/texts.html", context, status=400 if form.errors else 200)
