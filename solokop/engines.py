"""What search engines and other machines ask every site for: robots.txt, the map of the site, security.txt."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cooperatives.area import PUBLIC_REGISTER
from cooperatives.models import Cooperative
from core import areas, clock, office
from core.requests import throttle
from opendata.area import AREA as OPEN_DATA
from opendata.datasets import in_use
from training.area import AREA as TRAINING

# So many addresses a map may hold at most is 50,000.
AT_ONCE = 10_000
TEXT = "text/plain; charset=utf-8"


@login_not_required
@require_safe
@throttle.limited("public_page")
def robots(request):
    """Pages that are made for one question are not for machines that follow every link."""
    return render(request, "engines/robots.txt", {"base": settings.BASE_URL}, content_type=TEXT)


@login_not_required
@require_safe
@throttle.limited("public_page")
def security(request):
    """Whom to tell of a hole (RFC 9116); valid to the end of the next year."""
    contact = office.value("security_contact") or office.value("email")
    found = {
        "contact": f"mailto:{contact}" if contact else settings.BASE_URL,
        "until": date(clock.today().year + 1, 12, 31),
        "base": settings.BASE_URL,
    }
    return render(request, "engines/security.txt", found, content_type=TEXT)


@login_not_required
@require_safe
@throttle.limited("public_page")
def site_map(request):
    """The maps of the site: one of its pages, and one for each ten thousand cooperatives."""
    names = ["pages", *(f"register-{n}" for n in _parts())]
    found = [_address("site_map_part", name) for name in names]
    return render(request, "engines/maps.xml", {"addresses": found}, content_type="application/xml")


@login_not_required
@require_safe
@throttle.limited("public_page")
def site_map_part(request, name: str):
    if name == "pages":
        rows = [(address, None) for address in _pages()]
    elif name.removeprefix("register-").isdigit() and int(name.removeprefix("register-")) in _parts():
        rows = list(_records(int(name.removeprefix("register-"))))
    else:
        raise Http404
    return render(request, "engines/map.xml", {"rows": rows}, content_type="application/xml")


def _address(name: str, *args) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _pages() -> Iterator[str]:
    if areas.is_on(PUBLIC_REGISTER.key):
        yield from (_address("public_register"), _address("public_figures"))
    if areas.is_on(OPEN_DATA.key):
        yield from (_address("data"), _address("api"))
        yield from (_address("data_set", dataset.key) for dataset in in_use())
    if areas.is_on(TRAINING.key):
        yield _address("training")


def _parts() -> Sequence[int]:
    """The numbers of the maps of the register, of ids ten thousand by ten thousand; those without a record left out."""
    if not areas.is_on(PUBLIC_REGISTER.key):
        return ()
    rows = Cooperative.objects.public().order_by().annotate(part=F("pk") / AT_ONCE)
    return sorted(rows.values_list("part", flat=True).distinct())


def _records(part: int) -> Iterator[tuple[str, date]]:
    rows = Cooperative.objects.public().filter(pk__gte=part * AT_ONCE, pk__lt=(part + 1) * AT_ONCE).order_by("pk")
    for pk, changed in rows.values_list("pk", "updated_at").iterator(chunk_size=2000):
        yield _address("public_record", pk), changed
