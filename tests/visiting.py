"""Visits for tests, made by the portal's own functions."""

import io

from PIL import Image

from core import clock
from core.images import photos
from revival.models import Case, Photo, Stop, Visit, VisitDay
from revival.visits import days, visit_log
from revival.visits import photos as visit_photos


def make_day(cases: list[Case], adviser, *, on=None, actor=None) -> VisitDay:
    return days.plan(cases, adviser=adviser, on=on or clock.today(), actor=actor or adviser)


def make_visit(case: Case, actor, *, stop: Stop | None = None, entry: str | None = None, **given) -> Visit:
    """A recorded visit; where nothing else is given, an office was found and somebody was met."""
    values = {"on": clock.today(), "office_found": "yes", "met": "Ibu Sri", "met_as": "Ketua", **given}
    return visit_log.record(Visit(**values), case=case, stop=stop, actor=actor, entry=entry).visit


def jpeg(colour: str = "seagreen", size: tuple[int, int] = (800, 600)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, format="JPEG")
    return stream.getvalue()


def make_photo(visit: Visit, actor, colour: str = "seagreen") -> Photo:
    content = jpeg(colour)
    photo = visit_photos.add(visit, photos.read([content], len(content), "foto.jpg"), actor=actor)
    assert photo
    return photo
