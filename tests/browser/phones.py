"""The demo as a subprocess, and its phones as a person with a mouse sees them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Locator, Page, expect, sync_playwright

PATIENCE = 30_000
CODE = re.compile(r"\b[2-9B-Y]{3}-[2-9B-Y]{3}\b")
_ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextlib.contextmanager
def demo(story: str = "story") -> Iterator[str]:
    """`nabodialog demo` on a free port; yields the page's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0", "--story", story],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found, "the demo did not say where its page is"
        yield found.group(0)
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        assert process.wait(timeout=30) == 0


def chromium() -> Launch:
    """How to start the browser of this machine."""
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert binary, "Chromium is needed: apt-get install chromium, or set CHROMIUM"
    return {"executable_path": binary, "args": list(_ARGS)}


@contextlib.contextmanager
def browser_page(width: int = 1440, height: int = 1000) -> Iterator[Page]:
    """A page that must not write errors to its console."""
    errors: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**chromium())
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
    assert errors == []


class Launch(TypedDict):
    executable_path: str
    args: list[str]


class Phone:
    """One phone on the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.root = page, page.locator(f"[data-phone={name}]")

    @property
    def newest(self) -> Locator:
        return self.root.locator("[data-message]").last

    def taps(self, label: str) -> None:
        """Clicks the newest button that begins with the label."""
        starts = re.compile(r"^[\s\u2066-\u2069\u200f]*" + re.escape(label))
        button = self.root.locator("[data-message] button").filter(has_text=starts).last
        button.click()

    def says(self, text: str) -> None:
        self.root.get_by_test_id("composer").fill(text)
        self.root.get_by_test_id("send").click()

    def sees(self, text: str) -> None:
        """Waits until a message on the phone holds the text."""
        shown = self.root.locator("[data-message]").filter(has_text=text).last
        expect(shown).to_be_visible(timeout=PATIENCE)

    def sees_nothing_of(self, text: str) -> None:
        found = self.root.locator("[data-message]").filter(has_text=text)
        expect(found).to_have_count(0, timeout=PATIENCE)

    def code(self) -> str:
        """The case code in the newest message that has one, once there is one."""
        shown = self.root.locator("[data-message]").filter(has_text=CODE).last
        return [found.group() for found in CODE.finditer(shown.inner_text(timeout=PATIENCE))][-1]


def picture_file(name: str) -> Path:
    """Of a screenshot: under docs/images when SCREENSHOTS is set, else beside the test's files."""
    folder = Path(os.environ.get("SCREENSHOTS") or os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 # nothing secret is in it
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"


def picture(page: Page, name: str) -> None:
    page.screenshot(path=picture_file(name))
