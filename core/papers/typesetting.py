"""Setting a paper: a layout and its data become a PDF or a picture, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings

from core import clock
from core.errors import PaperError
from core.papers import fonts, glyphs

CPU_SECONDS, MEMORY_BYTES, WALL_SECONDS = 60, 2 * 1024**3, 90


class TypesetPaper(NamedTuple):
    """A PDF or picture, and the letters in it that no font has: each was printed as a mark."""

    content: bytes
    missing: str = ""


def pdf(layout: str, data: Mapping[str, Any]) -> TypesetPaper:
    """Set the layout of a name with its data: texts, numbers, lists and tables of them; PDF/A-2a, tagged.

    Raises PaperError.
    """
    return _set(layout, data, "pdf", b"%PDF")


def picture(layout: str, data: Mapping[str, Any]) -> TypesetPaper:
    """The same as a picture (PNG), of a layout of one page. Raises PaperError."""
    return _set(layout, data, "png", b"\x89PNG")


def _set(layout: str, data: Mapping[str, Any], form: str, start: bytes) -> TypesetPaper:
    texts, missing = glyphs.printable(dict(data))
    request = {
        "layout": layout,
        "format": form,
        "data": texts | {"fonts": fonts.families()},
        "fonts": [str(folder) for folder in fonts.folders()],
        "made_at": int(clock.now().timestamp()),
        "cpu_seconds": CPU_SECONDS,
        "memory_bytes": MEMORY_BYTES,
    }
    command = [sys.executable, "-m", "core.papers.child"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PaperError("it took too long") from None
    if done.returncode or not done.stdout.startswith(start):
        raise PaperError(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return TypesetPaper(done.stdout, missing)
