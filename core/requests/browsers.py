"""A browser in words: “Chrome, Android”."""

from django.utils.translation import gettext as _

# The first that fits: later browsers name the earlier ones too.
PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def in_words(agent: str) -> str:
    """What a User-Agent says of program and system; the name itself where neither is known."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (PROGRAMS, SYSTEMS)]
    return ", ".join(filter(None, found)) or agent[:40] or _("unknown browser")
