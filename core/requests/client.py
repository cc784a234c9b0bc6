"""Who asks: the network address of the client, for limits, logs, events and the security log."""

import ipaddress
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - the address of nobody, not one that is listened on
_address: ContextVar[str] = ContextVar("client_address", default="")


def current_address() -> str | None:
    """The address of the client on whose behalf the code runs; None in a task and a command."""
    return _address.get() or None


def set_address(value: str) -> None:
    _address.set(value)


def address_of(request: HttpRequest) -> str:
    """The address of a request's client, or UNKNOWN.

    Each trusted proxy (SOLOKOP_BEHIND_PROXY) adds the address that it saw to X-Forwarded-For, so the one that the
    outermost of them saw stands that many places from the end; what stands before it, the client has written.
    Without a proxy the header is not looked at.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    if proxies and len(told) >= proxies:
        return _parsed(told[-proxies]) or _parsed(request.META.get("REMOTE_ADDR", "")) or UNKNOWN
    return _parsed(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def network_of(address: str) -> str:
    """What one subscriber holds: the address itself, or the first 64 bits of IPv6, whose rest changes at will."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)


def _parsed(text: str) -> str:
    """An address in its usual form, without the port that some proxies add; empty for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
