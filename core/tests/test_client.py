"""Whose request it is: an address that a client cannot choose."""

import pytest
from django.test import RequestFactory

from core import events
from core.middleware import RequestIdFilter
from core.requests import client


def address(settings, proxies: int, forwarded: str | None, remote: str = "10.0.0.9") -> str:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client.address_of(RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, None, "10.0.0.9"),
        (0, "203.0.113.5", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.1.1.1", "203.0.113.5"),
        # Fewer entries than proxies: somebody has come in past them.
        (2, "203.0.113.5", "10.0.0.9"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "<script>", "10.0.0.9"),
        (1, " , ,", "10.0.0.9"),
    ],
)
def test_the_address_is_the_one_that_the_trusted_proxies_saw(settings, proxies, forwarded, found):
    assert address(settings, proxies, forwarded) == found


def test_a_request_without_any_address_is_of_nobody(settings):
    assert address(settings, 0, None, remote="") == client.UNKNOWN


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("", ""),
        ("nobody", ""),
    ],
)
def test_a_network_is_an_address_of_the_fourth_version_or_what_one_subscriber_holds_of_the_sixth(given, found):
    assert client.network_of(given) == found


@pytest.mark.django_db
def test_the_address_stands_in_events_and_in_the_log(client, officer, settings):
    import logging

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.get("/healthz", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.5"})
    event = events.record("x", actor=officer, object_type="x", object_id=1)
    line = logging.makeLogRecord({"msg": "x"})
    RequestIdFilter().filter(line)
    assert (event.address, line.client) == ("203.0.113.5", "203.0.113.5")
