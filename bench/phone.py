"""`make phone`: a full report on a cheap telephone, walked and measured.

A real Chromium of 360 x 640 pixels at a quarter of this machine's speed, with 400 ms to each answer and 50 kB a second.
Somebody types 25 characters a minute. A small savings cooperative and a shop report a quarter in which all that moves
has moved; then again with the connection away between the first page and the last; then one figure after a return.
The last line is JSON for the savings cooperative.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page, sync_playwright

from bench import phone_data
from bench.demo_portal import ADDRESS, ROOT, chromium, running

SCREEN = {"width": 360, "height": 640}
# What goes through a service worker is not counted by the page.
TELEPHONE = {"viewport": SCREEN, "has_touch": True, "is_mobile": True, "locale": "id-ID", "service_workers": "block"}
PER_MINUTE = 25
PER_TAP = 3
SHORT = 1
# What the form before this one took, for a small savings cooperative.
BEFORE = {"minutes": 20.1, "taps": 13, "screens": 51, "characters": 502}
GOAL = {"minutes": 10, "taps": 12, "screens": 12}

FOCUSED = "document.activeElement.dataset.key ?? ''"
# How far down the page was looked at, in pixels: scrolled there, or as high as the screen. Begins anew when it is asked.
DEEPEST = "(() => { const d = window.deepest; window.deepest = innerHeight; return Math.round(d ?? innerHeight); })()"
WATCH = """addEventListener("scroll", () => {
  window.deepest = Math.max(window.deepest ?? innerHeight, scrollY + innerHeight);
}, { passive: true });"""


@dataclass
class Walk:
    """What a walk has cost so far: characters, taps, seconds of waiting, pixels of pages that were gone through."""

    page: Page
    characters: int = 0
    keys: int = 0
    taps: int = 0
    waits: float = 0
    pixels: int = 0
    bytes: int = 0
    seen: list[tuple[str, int]] = field(default_factory=list)

    def tap(self, selector: str, *, until: str | re.Pattern[str] = "") -> None:
        """Touch something, and wait for the address that it leads to, if it leads to another page."""
        self.taps += 1
        if until and "/form/" not in self.page.url:
            self.leave()
        start = time.perf_counter()
        self.page.locator(selector).first.tap()
        if until:
            self.page.wait_for_url(until, wait_until="load")
            self.page.wait_for_load_state("networkidle")
        self.waits += time.perf_counter() - start

    def leave(self) -> None:
        """Count a page that is left."""
        self.scrolled(self.page.url.removeprefix(ADDRESS))

    def scrolled(self, place: str) -> None:
        """Count a page, or a part of the form, as far down as it was looked at."""
        deepest = self.page.evaluate(DEEPEST)
        self.pixels += deepest
        self.seen.append((place, deepest))

    def type(self, text: str) -> None:
        self.characters += len(text)
        self.page.keyboard.type(text)

    def enter(self) -> None:
        """The key "next" of the telephone's keyboard."""
        self.keys += 1
        self.page.keyboard.press("Enter")

    @property
    def minutes(self) -> float:
        return (self.characters / PER_MINUTE * 60 + self.waits + self.taps * PER_TAP) / 60

    @property
    def screens(self) -> float:
        return self.pixels / SCREEN["height"]

    def told(self) -> dict[str, float]:
        return {
            "minutes": round(self.minutes, 2),
            "taps": self.taps,
            "screens": round(self.screens, 1),
            "characters": self.characters,
            "enter_keys": self.keys,
            "waits_seconds": round(self.waits, 1),
            "kilobytes": round(self.bytes / 1000, 1),
        }


def slow(page: Page, walk: Walk | None = None) -> None:
    """A cheap telephone on a slow connection, from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 50_000,
            "uploadThroughput": 50_000,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    if walk:

        def add(event: dict) -> None:
            walk.bytes += int(event["encodedDataLength"])

        session.on("Network.loadingFinished", add)


def sign_in(page: Page, email: str) -> None:
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", phone_data.PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url(f"{ADDRESS}/")


def opened(browser, email: str) -> Walk:
    """Somebody at the home page, from now on with a cheap telephone."""
    context = browser.new_context(**TELEPHONE)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, email)
    page.wait_for_load_state("networkidle")
    walk = Walk(page)
    slow(page, walk)
    return walk


def first_visit(browser) -> float:
    """How many kilobytes the page of signing in takes for somebody who was never here."""
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    walk = Walk(page)
    slow(page, walk)
    page.goto(f"{ADDRESS}/accounts/login/", wait_until="networkidle")
    page.wait_for_timeout(1500)
    context.close()
    return walk.bytes / 1000


def report(browser, subject: dict, *, offline: bool = False) -> Walk:
    """From the home page to the receipt."""
    walk = opened(browser, subject["email"])
    walk.tap(f"main a[href='{subject['form']}']", until=f"**{subject['form']}*/")
    if offline:
        walk.page.context.set_offline(True)
    fill(walk, subject)
    if offline:
        walk.page.wait_for_timeout(3000)
        walk.page.context.set_offline(False)
    send(walk)
    if not walk.page.locator(".receipt").count():
        sys.exit("the walk did not end at a receipt")
    walk.page.context.close()
    return walk


def fill(walk: Walk, subject: dict) -> None:
    """Every part: what has moved is typed, what is as it was taken over with one tap."""
    page = walk.page
    codes = page.locator("[data-part]:not([hidden])").evaluate_all("parts => parts.map(part => part.dataset.part)")
    for n, code in enumerate(codes):
        type_part(walk, page.locator(f"[data-part={code}]"), subject["values"])
        if n < len(codes) - 1 and page.evaluate("document.activeElement.closest('[data-part]')?.dataset.part") == code:
            walk.tap("[data-next]")
    walk.scrolled("form")


def type_part(walk: Walk, section, values: dict) -> None:
    """Put the cursor into the first field and type what has moved, from field to field with the key of the keyboard; then
    one tap takes over all that is as it was.
    """
    page = walk.page
    cells = section.locator("[data-cell].is-asked").evaluate_all(
        "cells => cells.filter(c => c.querySelector('input').checkVisibility())"
        ".map(c => [c.dataset.cell, c.dataset.before])"
    )
    # A figure as before is taken over, but for one so short that typing it is as quick.
    keys = [
        key
        for key, before in cells
        if key in values and not (before and plain(before) == values[key] and len(before) > SHORT)
    ]
    focused = page.evaluate(FOCUSED)
    if keys and focused != keys[0]:
        walk.taps += 1
        section.locator(f"[data-key='{keys[0]}']").tap()
    for n, key in enumerate(keys):
        while page.evaluate(FOCUSED) != key:
            walk.enter()
        walk.type(str(values[key]))
        if n < len(keys) - 1 or not section.locator("[data-rest]").is_visible():
            walk.enter()
    rest = section.locator("[data-rest]")
    if rest.count() and rest.is_visible():
        walk.tap(f"[data-part={section.get_attribute('data-part')}] [data-rest]")


def plain(text: str) -> int:
    return int(text.replace(".", ""))


def send(walk: Walk) -> None:
    """From the form to the receipt: what the check asks is explained in two words, a board member attests."""
    page = walk.page
    walk.tap("[data-next]", until=re.compile(r"/(check|sign)/$"))
    if page.url.endswith("/check/"):
        for box in page.locator("textarea[name^=explain-]").all():
            walk.taps += 1
            box.tap()
            walk.type("Sudah dicek")
        walk.tap("main .btn-primary >> nth=0", until="**/sign/")
    walk.tap("#id_attested")
    walk.tap("main form button.btn-primary", until="**/receipt/**")
    walk.leave()


def correct(browser, subject: dict) -> Walk:
    """One figure of a returned report: mended, checked, sent."""
    walk = opened(browser, subject["email"])
    walk.tap(f"main form[action='{subject['correct']}'] button", until="**/form/**")
    walk.page.wait_for_timeout(500)
    walk.page.keyboard.press("Control+A")
    walk.type(str(subject["value"]))
    walk.scrolled("form")
    send(walk)
    walk.page.context.close()
    return walk


def line(name: str, told: dict) -> None:
    print(f"{name:44}" + "".join(f"{told.get(key, ''):>14}" for key in COLUMNS))


COLUMNS = ("minutes", "taps", "screens", "characters", "enter_keys", "waits_seconds", "kilobytes")


def main() -> int:
    with running(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        first = first_visit(browser)
        line("", {key: key.replace("_", " ") for key in COLUMNS})
        line("before, savings cooperative", BEFORE)
        line("wanted", GOAL)
        found = {}
        for name, profile, offline in (
            ("savings cooperative", "savings_loan", False),
            ("shop", "real_sector", False),
            ("savings cooperative, connection away", "savings_loan", True),
        ):
            subject = prepare("report", profile)
            found[name] = report(browser, subject, offline=offline)
            line(name, found[name].told())
            if os.environ.get("PAGES"):
                for place, height in found[name].seen:
                    print(f"    {height:>6} px  {place}")
        fixed = correct(browser, prepare("returned", "savings_loan"))
        line("one figure after a return (wanted: 6 taps)", fixed.told())
        browser.close()
    print(f"first visit of signing in: {first:.1f} kB (wanted: 90 at most)")
    told = found["savings cooperative"].told()
    print(json.dumps({**told, "first_visit_kb": round(first, 1)}))
    return 0


def prepare(*arguments: str) -> dict:
    """What stands in the portal for the next walk, made by its own functions in another process."""
    done = subprocess.run(
        [sys.executable, "-m", phone_data.__name__, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "solokop.settings"},
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
