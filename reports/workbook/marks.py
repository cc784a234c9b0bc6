"""The uploaded workbook again, with the cells marked that something was found in: to be mended and sent once more."""

import json
import subprocess
import sys
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.storage import scratch
from reports.checks.texts import FindingText

WALL_SECONDS = 20


def mark(file, told: Iterable[FindingText]) -> bytes:
    """The bytes of the marked workbook. Rewriting happens in a process with bounds, like reading.

    Raises DomainError when the file is too complicated to be rewritten.
    """
    marks = [
        {"cell": item.cell, "level": item.level, "label": item.label, "text": f"{item.message} {item.todo}"}
        for item in told
    ]
    titles = [_("To be mended"), _("Cell"), _("Line"), _("What to do")]
    with scratch.folder() as folder:
        source, target, notes = (folder / name for name in ("in.xlsx", "out.xlsx", "marks.json"))
        try:
            with file.open("rb") as stream, source.open("wb") as copy:
                for chunk in stream.chunks():
                    copy.write(chunk)
        except FileNotFoundError:
            raise DomainError(_("The file is no longer there.")) from None
        notes.write_text(json.dumps({"titles": titles, "marks": marks}))
        command = [sys.executable, "-m", "core.workbooks.marks", str(source), str(target), str(notes)]
        command += [str(settings.READER_CPU_SECONDS * 3), str(settings.READER_MEMORY_BYTES)]
        try:
            done = subprocess.run(
                command,
                cwd=settings.BASE_DIR,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            done = None
        if done is None or done.returncode or not target.exists():
            raise DomainError(_("The workbook cannot be marked. Use the list of problems with their cells instead."))
        return target.read_bytes()
