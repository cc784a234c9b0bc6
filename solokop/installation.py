"""What an installation must not start with: a demo that meets production settings, secrets that everybody knows.

Nothing here knows Django, so that it can be asked about any set of environment variables.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

DEMO_KEY = "only-for-the-demo-and-known-to-everybody-who-reads-the-source"
DEMO_HOSTS = "localhost,127.0.0.1,[::1],testserver"
# As Django's own check W009 wants them.
SHORTEST_KEY, FEWEST_LETTERS, INSECURE_PREFIX = 50, 5, "django-insecure-"
THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1", "[::1]", "testserver"}
SERVERS = {
    "DATABASE_URL": "a database",
    "CELERY_BROKER_URL": "a broker",
    "CACHE_URL": "a cache",
    "EMAIL_URL": "a mail server",
}
SWITCHES = {
    "SOLOKOP_HTTPS": "HTTPS is switched on",
    "SOLOKOP_BEHIND_PROXY": "a proxy is trusted",
}
# As django-environ reads them; any other word would quietly mean no.
YES, NO = {"true", "on", "ok", "y", "yes", "1"}, {"false", "off", "n", "no", "0", ""}
BOOLEANS = ("SOLOKOP_DEMO", "SOLOKOP_HTTPS", "SOLOKOP_DEBUG", "SOLOKOP_REQUIRE_TWO_FACTOR")
GIVEN = {
    "SENTRY_DSN": "errors are sent to Sentry",
    "SOLOKOP_S3_BUCKET": "private files go to a bucket",
}


def problems(variables: Mapping[str, str], *, demo: bool, demo_from: str = "", building: bool = False) -> list[str]:
    """Every reason not to start with these environment variables, in words; none means that it may start.

    `demo_from` says where the demo mode was switched on. A command that is `building` may lack the secrets.
    """
    values = {name: value.strip() for name, value in variables.items()}
    found = [*_proxies(values), *_booleans(values)]
    if not demo:
        return [*found, *_key(values, building), *_hosts(values, building), *_debug(values)]
    if meeting := list(_production_settings(values)):
        found.append(
            f"The demo mode is on (SOLOKOP_DEMO=1 in {demo_from or 'the environment'}), with a secret and passwords "
            "that everybody knows, and these are settings of a real installation: "
            + "; ".join(meeting)
            + ". For an installation, remove the file .env that `make run` left in the checkout and SOLOKOP_DEMO from "
            "the environment. For the demo, take these variables out of the environment, or use a checkout of its own."
        )
    return found


def refusal(found: list[str]) -> str:
    """All problems as one message."""
    lines = "".join(f"\n  - {problem}" for problem in found)
    return f"SoloKop does not start with this environment (docs/deploy.md lists the variables):{lines}"


def hosts(value: str) -> list[str]:
    """The names in a list separated by commas, without what is empty."""
    return [name.strip() for name in value.split(",") if name.strip()]


def _is_on(value: str) -> bool:
    return value.lower() not in ("", "0", "false", "off", "no", "n")


def _is_here(host: str) -> bool:
    return host.lower() in THIS_MACHINE or host.lower().endswith(".localhost") or host.startswith("/")


def _host_of(address: str) -> str:
    """The host in an address; empty for files, sockets and what cannot be read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _production_settings(values: Mapping[str, str]) -> Iterator[str]:
    if values.get("SECRET_KEY", DEMO_KEY) not in ("", DEMO_KEY):
        yield "SECRET_KEY is given"
    if elsewhere := [host for host in hosts(values.get("ALLOWED_HOSTS", "")) if not _is_here(host)]:
        yield f"ALLOWED_HOSTS names {', '.join(elsewhere)}"
    if not _is_here(host := _host_of(values.get("SOLOKOP_BASE_URL", ""))):
        yield f"SOLOKOP_BASE_URL leads to {host}"
    for name, what in SERVERS.items():
        if not _is_here(host := _host_of(values.get(name, ""))):
            yield f"{name} leads to {what} on another machine ({host})"
    yield from (f"{name}: {what}" for name, what in SWITCHES.items() if _is_on(values.get(name, "")))
    yield from (f"{name}: {what}" for name, what in GIVEN.items() if values.get(name))


def _key(values: Mapping[str, str], building: bool) -> Iterator[str]:
    key = values.get("SECRET_KEY", "")
    if not key:
        if not building:
            yield _missing("SECRET_KEY")
    elif DEMO_KEY in key:
        yield "SECRET_KEY is the demo's, which everybody can read in the source: " + _make_one()
    elif len(key) < SHORTEST_KEY:
        yield f"SECRET_KEY has {len(key)} characters and needs {SHORTEST_KEY} or more: {_make_one()}"
    elif len(set(key)) < FEWEST_LETTERS or key.startswith(INSECURE_PREFIX):
        yield f"SECRET_KEY can be guessed: {_make_one()}"


def _make_one() -> str:
    return 'python3 -c "import secrets; print(secrets.token_urlsafe(50))" makes a good one'


def _hosts(values: Mapping[str, str], building: bool) -> Iterator[str]:
    names = hosts(values.get("ALLOWED_HOSTS", ""))
    if not names and not building:
        yield _missing("ALLOWED_HOSTS")
    for name in names:
        if name == "*" or (name.startswith(".") and "." not in name.strip(".")):
            yield f"ALLOWED_HOSTS holds “{name}”, which lets in every name: list the names of the portal"
        elif "*" in name or "/" in name or (":" in name and not name.startswith("[")):
            yield f"ALLOWED_HOSTS holds “{name}”: write names alone, as portal.example.go.id or .example.go.id"


def _debug(values: Mapping[str, str]) -> Iterator[str]:
    if _is_on(values.get("SOLOKOP_DEBUG", "")):
        yield "SOLOKOP_DEBUG shows settings and data to strangers: it works in the demo only"


def _booleans(values: Mapping[str, str]) -> Iterator[str]:
    for name in BOOLEANS:
        if (given := values.get(name, "")).lower() not in YES | NO:
            yield f"{name} is “{given}” and must be 1 or 0"


def _proxies(values: Mapping[str, str]) -> Iterator[str]:
    given = values.get("SOLOKOP_BEHIND_PROXY", "")
    if given and not given.isdecimal():
        yield f"SOLOKOP_BEHIND_PROXY is “{given}” and must be the number of proxies in front of the portal: 0, 1, 2"


def _missing(variable: str) -> str:
    return f"Set the environment variable {variable}, or SOLOKOP_DEMO=1 to try SoloKop out"
