"""Finds the browser for the page tests. `python -m tests.browser.chromium` says which it is, or how to install one."""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import sync_playwright

INSTALL = (
    "No Chromium is here. Install one: sudo apt-get install chromium (Debian), "
    "or .venv/bin/playwright install --with-deps chromium (Ubuntu, macOS)"
)


def find(own: str) -> str | None:
    """The first browser there is; `own` is where playwright would keep its own."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", own))), None)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        found = find(playwright.chromium.executable_path)
    print(found or INSTALL)
    sys.exit(0 if found else 1)
