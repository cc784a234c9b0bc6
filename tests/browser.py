"""A real Chromium against the live server."""

import os
import re

import pytest
from playwright.sync_api import expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1024}
LAPTOP = {"width": 1210, "height": 720}
DESKTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM")
    assert path, "no Chromium found: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        # Two databases are tested on two cores at once: a page may have to wait for its turn.
        expect.set_options(timeout=15_000)
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser. Complaints of the browser (scripts, policy) are collected in `complaints`."""

    def __init__(self, browser, address: str, viewport: dict, scheme: str, scripts: bool = True, workers: bool = True):
        self.address = address
        self.context = browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            locale="id-ID",
            java_script_enabled=scripts,
            accept_downloads=True,
            # Requests of a page that has a service worker cannot be held up reliably.
            service_workers="allow" if workers else "block",
            # Without motion: what slides in is clicked where it was, and hits its neighbour on a busy machine.
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str):
        return self.page.goto(self.address + path)

    def sign_in(self, email: str, password: str):
        self.go("/accounts/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", password)
        self.page.click("main form button.btn-primary")
        self.page.wait_for_url(self.address + "/")

    def open_menu(self):
        """The menu of the account, which lies within the folded menu on a phone."""
        if (toggler := self.page.locator("button.navbar-toggler")).is_visible():
            toggler.click()
            expect(self.page.locator(".navbar-collapse")).to_have_class(re.compile(r"\bcollapse show\b"))
        self.page.click(".navbar-tools .dropdown-toggle")
        expect(self.page.locator(".navbar-tools .dropdown-menu")).to_be_visible()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def until(page, script: str) -> None:
    """Wait until an async function of the page gives something true.

    `wait_for_function` takes the promise itself for true, and waits for nothing.
    """
    for _n in range(150):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not come to be: {script}")


@pytest.fixture
def visit(chromium, live_server):
    visitors = []

    def make(viewport=DESKTOP, scheme="light", scripts=True, workers=True) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, viewport, scheme, scripts, workers))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
