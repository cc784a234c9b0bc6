from django.conf import settings

from core import office as office_settings
from core import once


def office(request):
    """What every page needs: the office's name and address, whether this is the demo, a token for forms."""
    return {"office": office_settings.values(), "demo": settings.DEMO, "form_token": once.new_token}
