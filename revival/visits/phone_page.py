"""The page that the service worker keeps for visits, and what it is made of."""

from django.utils.translation import gettext_lazy as _

from core.offline.pages import KeptPage
from revival.area import AREA

PAGE = KeptPage(
    "revival_phone",
    _("Visits on this phone"),
    (
        "css/training.css",
        "css/revival.css",
        "js/visits.js",
        "js/visit_fields.js",
        "js/photos.js",
        "js/store/entries.js",
        "js/store/key.js",
        "js/store/luggage.js",
        "js/store/queue.js",
        "js/store/shelf.js",
        "js/store/states.js",
    ),
    AREA.key,
)
