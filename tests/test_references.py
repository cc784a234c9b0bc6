"""What comments, docstrings and papers point to is there: files, sections of the domain papers, rules of the design."""

import ast
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILE = re.compile(r"(?<![\w/.:-])((?:[\w-]+/)*[\w-]+\.(?:py|md|csv|sql))\b(?!/)")
SECTIONS = {
    "DOMAIN.md": re.compile(r"(?:DOMAIN\.md|domain paper) (?:section )?(\d[\d., -]*)"),
    "DOMAIN-2.md": re.compile(r"DOMAIN-2(?:\.md)? (?:section )?([A-F]\d?|\d+)\b"),
    "REGISTER_HEADERS.md": re.compile(r"REGISTER_HEADERS(?:\.md)? (H\d+)"),
    "DESIGN.md": re.compile(r"DESIGN\.md (?:rule|section|flow) (\d+)"),
}
# Names that a reader fills in, and files of others that the papers tell of.
ELSEWHERE = {
    "NUMBER_NAME.py",
    "MasterCOASeeder.php",
    "call_reports_us_2010_2012.csv",
    "hackathon_2026_schema.sql",
    "kopdes_stats_district.csv",
    "template-laporan-rat.md",
}


@cache
def files() -> list[str]:
    """Of the repository, by their path."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode().split("\n")


def words_of(path: str) -> Iterator[str]:
    """The comments and docstrings of a module, or the whole of a paper."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        yield text
        return
    with tokenize.open(ROOT / path) as stream:
        yield from (one.string for one in tokenize.generate_tokens(stream.readline) if one.type == tokenize.COMMENT)
    named = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, named):
            yield ast.get_docstring(node) or ""


def papers() -> list[str]:
    return [path for path in files() if path.endswith((".py", ".md")) and (ROOT / path).exists()]


def is_there(name: str) -> bool:
    return Path(name).name in ELSEWHERE or any(path == name or path.endswith(f"/{name}") for path in files())


def test_every_file_that_is_named_is_there():
    missing = {
        (path, name)
        for path in papers()
        # What a version has brought is told as it was then.
        if path != "CHANGELOG.md"
        for words in words_of(path)
        for name in FILE.findall(words)
        if not is_there(name)
    }
    assert missing == set()


def headings(paper: str) -> set[str]:
    """What a reference may name: the numbers of sections, or of the rules and flows of the design."""
    [path] = [path for path in files() if path.endswith(f"/{paper}")]
    text = (ROOT / path).read_text(encoding="utf-8")
    return set(re.findall(r"^(?:#+ )?([A-H]?\d+(?:\.\d+)?|[A-F])[. ]", text, re.MULTILINE))


@pytest.mark.parametrize("paper", SECTIONS)
def test_every_section_that_is_named_is_there(paper):
    there = headings(paper)
    named = {
        (path, number)
        for path in papers()
        for words in words_of(path)
        for found in SECTIONS[paper].findall(words)
        for number in re.findall(r"[A-H]?\d+(?:\.\d+)?|[A-F]\d?", found)
    }
    assert named
    assert {(path, number) for path, number in named if number not in there} == set()
