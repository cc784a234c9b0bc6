from django.conf import settings

from core import office as office_settings


def office(request):
    """What every page needs: the office's name and address, and whether this is the demo."""
    return {"office": office_settings.values(), "demo": settings.DEMO}
