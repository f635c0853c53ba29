"""Takes the README's picture, the top of the demo's comparison in headless Chromium; run by ``make picture``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "images" / "page.png"
SIZE = {"width": 1180, "height": 1420}


def main() -> int:
    """Run the demo in an empty folder and write the picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("The picture needs Chromium; install it and run `make picture` again\n")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = [sys.executable, "-m", "panel", "demo", "--quiet", "--out", folder]
        subprocess.run(demo, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        page_file = next(Path(folder).glob("compare/*.html"))
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(page_file.as_uri())
        page.screenshot(path=PICTURE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
