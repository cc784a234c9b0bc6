import logging
import re
import sys

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from core.areas import SwitchedOffError
from core.errors import PaperError
from core.offline.answers import answer, is_from_store
from core.operations.disks import takes_nothing
from core.storage.files import NotStoredError

# PostgreSQL and SQLite of a table or a column that is not there.
MISSING = re.compile(r"does not exist|no such (table|column)|has no column named")
# PostgreSQL's states `query_canceled` and `lock_not_available`: it answers, but not in time.
TOO_LONG = {"57014", "55P03"}
log = logging.getLogger(__name__)


@requires_csrf_token
def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def too_long(request):
    return render(request, "errors/414.html", status=414)


@requires_csrf_token
def forbidden(request, exception=None):
    reason = str(exception) if exception and str(exception) else ""
    if is_from_store(request):
        return answer("refused", reason, status=403)
    return render(request, "errors/403.html", {"reason": reason}, status=403)


def csrf_failure(request, reason=""):
    # The page is of a session that is over; the store asks whether there is another of the same user.
    if is_from_store(request):
        return answer("ended")
    text = _("The page was open for too long. Go back, load it again and send the form once more.")
    return render(request, "errors/403.html", {"reason": text}, status=403)


@requires_csrf_token
def not_found(request, exception=None):
    reason = str(exception) if isinstance(exception, SwitchedOffError) else ""
    return render(request, "errors/404.html", {"reason": reason}, status=404)


def server_error(request):
    """Rendered without a context processor: the database or the session may be what is broken."""
    error = sys.exc_info()[1]
    if isinstance(error, ProgrammingError | OperationalError) and MISSING.search(str(error)):
        log.error("the database is not that of this version: %s", error)
        return render(None, "errors/schema.html", {"request_id": getattr(request, "id", "")}, status=503)
    if isinstance(error, NotStoredError) or takes_nothing(error):
        log.error("nothing can be written: %s", error)
        text = str(error) if isinstance(error, NotStoredError) else ""
        return render(None, "errors/disk.html", {"text": text}, status=507)
    if isinstance(error, PaperError):
        log.error("a paper could not be set: %s", error)
        return render(None, "errors/paper.html", {"request_id": getattr(request, "id", "")}, status=503)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database does not answer: %s", error)
        is_slow = getattr(error.__cause__, "pgcode", None) in TOO_LONG
        response = render(None, "errors/database.html", {"is_slow": is_slow}, status=503)
        response["Retry-After"] = "30"
        return response
    return render(None, "errors/500.html", {"request_id": getattr(request, "id", "")}, status=500)
