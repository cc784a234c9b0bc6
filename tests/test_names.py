"""Names: one class a name, rooms of at most twenty modules, nouns."""

import ast
from collections import Counter, defaultdict

from tests.test_guards import ROOT, SOURCES

# Commands are found by their file; transports of Celery are told apart by their scheme; the interface for programs
# names its shapes as the register names what they show.
OF_A_FRAMEWORK = {"Command", "Transport", "Channel"}
OF_THE_INTERFACE = "opendata/api/answers.py"


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name != OF_THE_INTERFACE:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and node.name not in OF_A_FRAMEWORK:
                    places[node.name].append(name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_folder_holds_more_than_twenty_loose_modules():
    folders = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    assert {folder.relative_to(ROOT).as_posix(): n for folder, n in folders.items() if n > 20} == {}


# Nouns of the trade, or of the language.
NOUNS = {
    "filing",
    "training",
    "suitable_training",
    "matching",
    "merging",
    "messaging",
    "opening",
    "reporting",
    "coaching",
    "parsing",
    "listing",
    "typesetting",
}


def test_modules_are_called_by_nouns():
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert {name for name in names if name.endswith("ing")} - NOUNS == set()
