"""How long PostgreSQL is waited for: a server that hangs holds no thread for ever.

The server ends what takes too long by itself (`solokop/database_settings.py`); this is for one that says nothing.
psycopg2 waits through this function, for a connection as for an answer.
"""

import logging
import select
import time

import psycopg2
from django.conf import settings
from psycopg2 import extensions

log = logging.getLogger(__name__)
CONNECT_SECONDS = 5
# A web process that has waited in vain leaves the server alone for so long: not every thread waits in its turn.
PAUSE_SECONDS = 5
EVENTS = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}
_closed_until = float("-inf")


def install() -> None:
    extensions.set_wait_callback(wait)


def wait(connection: extensions.connection) -> None:
    """Wait until a connection is made or has its answer. Raises OperationalError after too long; it is closed then."""
    global _closed_until
    is_new = connection.status == extensions.STATUS_SETUP
    seconds = CONNECT_SECONDS if is_new else settings.DATABASE_ANSWER_SECONDS
    if settings.IS_WEB and time.monotonic() < _closed_until:
        if is_new:
            raise psycopg2.OperationalError("the database did not answer a moment ago, and is left alone for now")
        # What has been sent may be done already: it is waited for, but less long.
        seconds = min(seconds, CONNECT_SECONDS)
    until = time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        line = select.poll()
        line.register(connection.fileno(), EVENTS[state])
        if not line.poll(max(until - time.monotonic(), 0) * 1000):
            _closed_until = time.monotonic() + PAUSE_SECONDS
            raise psycopg2.OperationalError(f"the database has not answered for {seconds} seconds")
    _closed_until = float("-inf")
