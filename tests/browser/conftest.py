"""A headless Chromium that opens pages from files and remembers everything they say, ask for or do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page, and what it came to: console messages and dialogs, and every address it asked for but its own."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; a machine without one skips these tests aloud, and CI fails instead.

    It is closed with this package's tests, since its driver holds the thread's event loop.
    """
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        missing = "no Chromium: `make test` installs it where it may; else install it to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens HTML at a width and in a colour scheme; ``axe`` lets the accessibility checker in past the page's rules."""
    contexts: dict[tuple[int, str, bool], BrowserContext] = {}

    def opened(
        html: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", axe: bool = False
    ) -> Opened:
        file = tmp_path / "page.html"
        file.write_text(html, "utf-8")
        if (width, scheme, axe) not in contexts:
            contexts[width, scheme, axe] = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=axe
            )
        found = Opened(contexts[width, scheme, axe].new_page())
        found.page.on("console", lambda message: found.said.append(message.text))
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.on("dialog", lambda dialog: found.said.append(dialog.message))
        found.page.on("request", lambda request: found.asked.append(request.url))
        found.page.goto(file.as_uri())
        found.asked = [address for address in found.asked if address != file.as_uri()]
        return found

    yield opened
    for context in contexts.values():
        context.close()
