import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "id" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}|%%")


def catalogue():
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="id")


def test_no_message_lacks_its_indonesian_text():
    empty = [m.id for m in catalogue() if m.id and (not m.string or m.fuzzy or m.string == ("",))]
    assert empty == []


def test_every_text_of_the_code_is_in_the_catalogue(tmp_path):
    """Collect the texts anew, in a copy, and compare: what `make messages` would add is missing."""
    known = {(m.context, m.id) for m in catalogue() if m.id}
    before = CATALOGUE.read_text()
    try:
        call_command(
            "makemessages", locale=["id"], no_obsolete=True, no_wrap=True, ignore_patterns=[".venv", "var"], verbosity=0
        )
        with CATALOGUE.open("rb") as stream:
            found = {(m.context, m.id) for m in read_po(stream, locale="id") if m.id}
    finally:
        CATALOGUE.write_text(before)
    assert {str(message) for message in found - known} == set()
    assert {str(message) for message in known - found} == set()


def test_translations_keep_the_places_for_values():
    wrong = []
    for message in catalogue():
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        target = message.string[0] if isinstance(message.string, tuple) else message.string
        if sorted(PLACE.findall(source)) != sorted(PLACE.findall(target)):
            wrong.append(source)
    assert wrong == []


def test_no_text_stands_inside_an_f_string():
    """The collector does not look there: such a text would be shown in English on an Indonesian page."""
    inside = re.compile(r"""\bf(["'])(?:(?!\1).)*\{n?_\(""")
    files = [path for path in Path(settings.BASE_DIR).rglob("*.py") if ".venv" not in path.parts]
    found = [f"{path.name}:{n}" for path in files for n, line in enumerate(path.open(), 1) if inside.search(line)]
    assert [one for one in found if not one.startswith("test_messages.py")] == []
