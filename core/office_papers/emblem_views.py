"""The page about the office's emblem: seen, tried out, uploaded, taken out."""

import base64

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.images import picture_kinds
from core.office_papers import emblem, emblem_upload
from core.office_papers.emblem_upload import RefusedPictureError
from core.papers import dispatch, head, letterhead
from core.storage import downloads


class EmblemForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "PNG or JPEG, at most 200 KB and 2000 × 2000 pixels. A PNG with a transparent ground looks best."
        ),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )

    def clean_picture(self) -> UploadedFile:
        """Nothing that is much too large is read into memory."""
        file = self.cleaned_data["picture"]
        if file.size > 10 * emblem_upload.LARGEST_BYTES:
            raise forms.ValidationError(emblem_upload.too_large(file.size))
        return file


def show(request: HttpRequest) -> HttpResponseBase:
    """The emblem in use and a form for another; `preview` sets the head with a picture that is not kept."""
    form = EmblemForm(request.POST, request.FILES) if request.method == "POST" else EmblemForm()
    if form.is_valid() and (answer := _taken(request, form)):
        return answer
    kept = emblem.kept()
    content = emblem.content_of(kept)
    context = {
        "form": form,
        "kept": kept,
        "picture": _shown(content),
        "is_lost": kept is not None and content is None,
        "head": head.words(),
    }
    return render(request, "core/emblem.html", context)


def _taken(request: HttpRequest, form: EmblemForm) -> HttpResponseBase | None:
    """The answer to a picture that can be used; None for one that cannot, with all problems at the form."""
    file = form.cleaned_data["picture"]
    content = file.read()
    try:
        if "preview" in request.POST:
            emblem_upload.refuse_unfit(content)
            return _paper(request, content)
        emblem_upload.put(content, name=file.name, actor=request.user)
    except RefusedPictureError as error:
        for problem in error.problems:
            form.add_error("picture", problem)
        return None
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Papers carry this emblem from now on."))
    return redirect("emblem")


@require_POST
def remove(request: HttpRequest) -> HttpResponseBase:
    emblem_upload.remove(actor=request.user)
    messages.success(request, _("Papers carry no emblem from now on."))
    return redirect("emblem")


def preview(request: HttpRequest) -> HttpResponseBase:
    """The head as papers carry it now."""
    return _paper(request, None)


def _paper(request: HttpRequest, content: bytes | None) -> HttpResponseBase:
    trace = downloads.Trace("letterhead.previewed", "office", label="kop-surat.pdf")
    return dispatch.send(request, lambda: letterhead.pdf(content), "kop-surat.pdf", trace=trace, inline=True)


def _shown(content: bytes | None) -> str:
    """A picture as the address of an image: no file leaves the portal for it."""
    picture = picture_kinds.look_at(content) if content else None
    if content is None or picture is None:
        return ""
    return f"data:{picture.content_type};base64,{base64.b64encode(content).decode()}"
