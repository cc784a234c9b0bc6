"""The pages of the open data: what there is, what its columns mean, every file of it."""

from itertools import groupby
from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.requests import throttle
from opendata import descriptions, shelf
from opendata.choices import WHAT_FORMAT, Format
from opendata.datasets import in_use

SHOWN = 31


@login_not_required
@require_safe
@throttle.limited("public_page")
def index(request):
    """All data sets with their newest files."""
    found = [(dataset, _files(files.values())) for dataset, files in shelf.newest()]
    _key, licence, url = descriptions.licence()
    return render(request, "opendata/index.html", {"datasets": found, "licence": licence, "licence_url": url})


@login_not_required
@require_safe
@throttle.limited("public_page")
def dataset(request, key: str):
    """One data set: its dictionary, its metadata, its files of the last days."""
    found = next((one for one in in_use() if one.key == key), None)
    if found is None:
        raise Http404
    days = [(day, _files(files)) for day, files in groupby(shelf.of(found), key=attrgetter("day"))]
    _key, licence, url = descriptions.licence()
    context = {
        "dataset": found,
        "newest": days[0] if days else None,
        "days": days[:SHOWN],
        "licence": licence,
        "licence_url": url,
    }
    return render(request, "opendata/dataset.html", context)


def _files(files) -> list[tuple]:
    """Files with what each format is for, in the order of the formats."""
    known = {Format(file.format): file for file in files}
    return [(known[one], WHAT_FORMAT[one]) for one in Format if one in known]
