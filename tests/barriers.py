"""axe as all tests ask it: for what it finds, and for nothing that it would tell besides."""

from __future__ import annotations

from collections.abc import Mapping

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# What passes is a hundred times as much as what does not, and naming each of its nodes takes longer than looking.
_ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
_RUN = "options => axe.run(options).then(({ violations }) => ({ violations }))"


class Axe:
    """Looks at pages."""

    def run(self, page: Page, options: Mapping[str, object]) -> AxeResults:
        """Look at a page as it stands; a document that was looked at before has the script already."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        return AxeResults(page.evaluate(_RUN, {**_ONLY_VIOLATIONS, **options}))
