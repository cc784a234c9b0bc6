"""The portal's own inbox: messages for a user, each once, with a number on the bell."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from core import clock
from core.models import Notice


def put(users: Iterable[Any], *, key: str, title: str, text: str = "", url: str = "") -> None:
    """Give some users a message. The same key again gives nobody a second one."""
    put_all([built(user, key=key, title=title, text=text, url=url) for user in users])


def built(user: Any, *, key: str, title: str, text: str = "", url: str = "") -> Notice:
    """A message for one user, not given yet."""
    return Notice(user=user, key=key, title=title[:200], text=text, url=url, at=clock.now())


def put_all(notices: Iterable[Notice]) -> None:
    """Give many messages in one statement, as `put` does."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def unread(user) -> int:
    return Notice.objects.filter(user=user, read_at=None).count() if user.is_authenticated else 0


def mark_read(user, pk: int | None = None) -> int:
    """Mark one message as read, or all; returns how many."""
    notices = Notice.objects.filter(user=user, read_at=None)
    return (notices.filter(pk=pk) if pk is not None else notices).update(read_at=timezone.now())
