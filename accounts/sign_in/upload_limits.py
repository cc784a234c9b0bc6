from functools import wraps

from core.requests import throttle


def uploads_limited(view):
    """A page that takes files: a user of a cooperative sends so many an hour, one of the office more."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and request.FILES:
            throttle.take_or_stop(request, "office_upload" if request.user.is_of_office else "upload")
        return view(request, *args, **kwargs)

    return guarded
