"""The process that sets a paper: `python -m core.papers.child`, one for each. A request comes in, the paper goes out.

Bounded in time and memory. It sees the folder of the layouts and the fonts, and the texts as data. Imports nothing of
the portal but its bounds.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

from core.workbooks.worker import TOO_COSTLY, bound

LAYOUTS = Path(__file__).parent / "layouts"
STANDARD = "a-2a"
# Of a picture, in an inch: a slide of 960 points is 1920 wide.
PIXELS = 144


def main() -> None:
    request = json.load(sys.stdin)
    bound(request["cpu_seconds"], request["memory_bytes"])
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(one) for one in request["fonts"]]
    )
    layout = LAYOUTS / f"{request['layout']}.typ"
    compiler = typst.Compiler(str(layout), root=str(LAYOUTS), font_paths=fonts, ignore_system_fonts=True)
    inputs = {"data": json.dumps(request["data"])}
    if request["format"] == "png":
        made = compiler.compile(format="png", ppi=PIXELS, sys_inputs=inputs)
    else:
        made = compiler.compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
            timestamp=datetime.fromtimestamp(request["made_at"], UTC),
        )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(TOO_COSTLY)
