"""The type of papers: one family for all, and where it lacks a letter, others in their order.

Source Sans has Latin, Greek and Cyrillic, FiraGO besides Arabic, Hebrew, Devanagari, Thai and Georgian. What neither
has, such as Javanese or Chinese, may stand in a folder of the machine (PAPER_FONTS).
"""

import os
import tempfile
from functools import cache
from pathlib import Path

import pymupdf_fonts
from django.conf import settings
from font_source_sans_pro import font_files_ttf
from fontTools.ttLib import TTCollection, TTFont, TTLibError

FAMILY, FALLBACK = "Source Sans Pro", "FiraGO"
FALLBACK_FILES = {"FiraGO-Regular.ttf": "figo", "FiraGO-Bold.ttf": "figbo"}
ENDINGS = (".ttf", ".otf", ".ttc")


@cache
def folders() -> list[Path]:
    """The folders with the fonts, in the order in which a letter is looked for."""
    return [Path(font_files_ttf["SourceSansPro"]).parent, _fallback(), *_of_machine()]


@cache
def families() -> list[str]:
    """The names of the families, in the same order."""
    more = {str(font["name"].getBestFamilyName()) for folder in _of_machine() for font in _fonts_in(folder)}
    return [FAMILY, FALLBACK, *sorted(more - {FAMILY, FALLBACK, "None"})]


@cache
def letters() -> frozenset[int]:
    """The code points that can be printed."""
    files = [Path(font_files_ttf["SourceSansPro"]), folders()[1] / "FiraGO-Regular.ttf"]
    fonts = [TTFont(file, lazy=True) for file in files] + [font for one in _of_machine() for font in _fonts_in(one)]
    return frozenset(point for font in fonts for point in font.getBestCmap() or ())


def _of_machine() -> list[Path]:
    return [folder for name in settings.PAPER_FONTS if (folder := Path(name)).is_dir()]


def _fonts_in(folder: Path) -> list[TTFont]:
    fonts: list[TTFont] = []
    for file in sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS):
        try:
            fonts += TTCollection(file, lazy=True).fonts if file.suffix == ".ttc" else [TTFont(file, lazy=True)]
        except (TTLibError, OSError):
            continue
    return fonts


def _fallback() -> Path:
    """The package keeps its fonts as code; the files are written once, for all processes."""
    folder = Path(settings.DATA_DIR) / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder)
    except OSError:
        # The disk of the data is full or away: papers are set all the same.
        folder = Path(tempfile.mkdtemp(prefix="solokop-fonts-"))
        _write(folder)
    return folder


def _write(folder: Path) -> None:
    for name, key in FALLBACK_FILES.items():
        if not (folder / name).exists():
            aside = folder / f"{name}.{os.getpid()}"
            aside.write_bytes(pymupdf_fonts.fontbuffers[key]())
            aside.replace(folder / name)
