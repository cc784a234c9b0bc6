from django.conf import settings

from core import areas, clock
from core import office as office_settings
from core.database import idempotency
from core.messages import inbox


def office(request):
    """What every page needs: the office's name and address, the areas in use, whether this is the demo, a token for
    forms, the bell.
    """
    return {
        "office": office_settings.values(),
        "areas": areas.switches(),
        "demo": settings.DEMO,
        "demo_day": clock.moved_to(),
        "form_token": idempotency.new_token,
        "n_unread": lambda: inbox.unread(request.user),
    }
