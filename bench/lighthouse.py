"""`make lighthouse`: the pages of a board as Lighthouse sees them on a telephone, beside what they had before.

Node and Chromium are needed; the tool comes from npm (bench/package.json) and is no part of the portal. The pages are
those of the demo: signing in, the home of a board, the form, the check, the receipt, and what everybody may open.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench import phone_data
from bench.demo_portal import ADDRESS, ROOT, chromium, running

TOOL = ROOT / "bench/node_modules/.bin/lighthouse"
FLAGS = "--headless=new --no-sandbox --disable-gpu"
KINDS = ("performance", "accessibility", "best-practices", "seo")
# Performance, accessibility, best practices, being found.
BEFORE = {"form": (99, 100, 100, 91), "public register": (100, 100, 100, 91)}
WANTED = (98, 100, 100, 100)
# What everybody may open, without an account.
PUBLIC = {
    "public register": "/register/",
    "record": "/register/1/",
    "tell the office": "/register/1/tell/",
    "sticker": "/register/1/sticker/",
    "city in figures": "/register/figures/",
    "open data": "/data/",
    "data set": "/data/sets/register/",
    "interface": "/api/v1/",
}
BOARD = "pengurus@solokop.test"


def main() -> int:
    if not TOOL.exists():
        sys.exit("lighthouse is not installed: make lighthouse does it, by npm")
    print(f"{'':18}{'':16}" + "".join(f"{kind:>16}" for kind in KINDS))
    print(f"{'wanted':34}" + "".join(f"{n:>16}" for n in WANTED))
    low = []
    with running(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        cookie, pages = opened(browser)
        browser.close()
        for name, path, is_own in pages:
            found, complaints = measured(path, cookie if is_own else "")
            print(f"{name:18}{path[:15]:16}" + "".join(f"{n:>16}" for n in found))
            if before := BEFORE.get(name):
                print(f"{'  before':34}" + "".join(f"{n:>16}" for n in before))
            if any(n < wanted for n, wanted in zip(found, WANTED, strict=True)):
                low.append(name)
                print("".join(f"    {text}\n" for text in complaints), end="")
    print(f"below what is wanted: {', '.join(low) or 'none'}")
    return 1 if low else 0


def opened(browser) -> tuple[str, list[tuple[str, str, bool]]]:
    """The session of a board, and the pages with their names; a draft is begun, so that there is something to check."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("#id_login", BOARD)
    page.fill("#id_password", phone_data.PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url(f"{ADDRESS}/")
    form = page.locator("a[href*='/form/']").first.get_attribute("href")
    page.goto(f"{ADDRESS}{form}")
    form = page.url.removeprefix(ADDRESS)
    page.locator("input.fig-input, .figures input[inputmode]").first.fill("1000000")
    page.locator("[data-next]").click()
    page.wait_for_timeout(3000)
    number = form.split("/")[2]
    page.goto(f"{ADDRESS}/reports/")
    sent = [link.get_attribute("href") for link in page.locator("tbody a[href^='/reports/']").all()]
    receipt = next(path for path in (f"{path}versions/1/receipt/" for path in sent) if _is_there(page, path))
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    return cookie, [
        ("signing in", "/accounts/login/", False),
        ("home of a board", "/", True),
        ("form", form, True),
        ("check", f"/reports/{number}/check/", True),
        ("receipt", receipt, True),
        ("home of all", "/", False),
        *((name, path, False) for name, path in PUBLIC.items()),
    ]


def _is_there(page, path: str) -> bool:
    answer = page.request.get(f"{ADDRESS}{path}")
    return answer.status == 200


def measured(path: str, cookie: str) -> tuple[list[int], list[str]]:
    """The four numbers of a page, and what costs points."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "found.json"
        command = [str(TOOL), f"{ADDRESS}{path}", "--quiet", "--output=json", f"--output-path={target}"]
        command += [f"--only-categories={','.join(KINDS)}", f"--chrome-flags={FLAGS}"]
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        environment = os.environ | {"CHROME_PATH": chromium()}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        found = json.loads(target.read_text())
    categories = [found["categories"][kind] for kind in KINDS]
    complaints = []
    for category in categories:
        for ref in category["auditRefs"]:
            audit = found["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                complaints.append(f"{category['title']}: {audit['title']}")
    return [round(100 * (category["score"] or 0)) for category in categories], complaints


if __name__ == "__main__":
    sys.exit(main())
