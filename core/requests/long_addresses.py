"""Nobody types an address of more than 4,000 characters: what asks so much gets a page, and no look at the database."""

from core import error_pages

LONGEST = 4000


def refused(get_response):
    """Middleware, where the page can be drawn already."""

    def middleware(request):
        return error_pages.too_long(request) if len(request.get_full_path()) > LONGEST else get_response(request)

    return middleware
