"""The process that draws the pages of a PDF: `python -m core.papers.page_child`, one for each. JSON in, JSON out.

Bounded in time and memory; may be killed by its bounds at any moment. Imports nothing of the portal but these bounds.
"""

import json
import sys
from pathlib import Path
from typing import Any

from core.images.photo_worker import small
from core.workbooks.worker import bound, run


def drawn(source: Path, folder: Path, side: int, most_bytes: int, most_pages: int) -> list[dict[str, int]]:
    """Each of the first pages as `<n>.jpg` in a folder, its longest side at most `side`; width and height of each."""
    from pypdfium2 import PdfDocument

    pages = []
    document = PdfDocument(source)
    # What was filled into a form, and a visible signature, are drawn as well.
    document.init_forms()
    for number, page in enumerate(document, start=1):
        if number > most_pages:
            break
        picture = page.render(scale=side / max(*page.get_size(), 1)).to_pil()
        content, width, height = small(picture, side, most_bytes)
        (folder / f"{number}.jpg").write_bytes(content)
        pages.append({"width": width, "height": height})
        page.close()
    return pages


def main() -> None:
    request: dict[str, Any] = json.load(sys.stdin)
    bound(request["cpu_seconds"], request["memory_bytes"])
    folder = Path(request["folder"])
    limits = {name: request[name] for name in ("side", "most_bytes", "most_pages")}
    json.dump({"pages": drawn(Path(request["source"]), folder, **limits)}, sys.stdout)


if __name__ == "__main__":
    run(main)
