"""axe as all tests ask it: for what it finds, and for nothing that it would tell besides."""

from __future__ import annotations

from collections.abc import Mapping

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# What passes is a hundred times as much as what does not, and naming each of its nodes takes longer than looking.
_ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
_RUN = "options => axe.run(options).then(({ violations }) => ({ violations }))"
# Two frames later whatever comes in has begun to; a ring that turns as long as something is awaited never ends.
_REST = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const ends = ({ effect, playState }) =>
    effect && playState === "running" && Number.isFinite(effect.getComputedTiming().endTime);
  for (;;) {
    await frame();
    await frame();
    const moving = document.getAnimations().filter(ends);
    if (moving.length === 0) return;
    await Promise.allSettled(moving.map((each) => each.finished));
  }
}"""


def rest(page: Page) -> None:
    """Wait until nothing fades any more: half-faded text has too little contrast."""
    page.evaluate(_REST)


class Axe:
    """Looks at pages."""

    def run(self, page: Page, options: Mapping[str, object]) -> AxeResults:
        """Look at a page that has come to rest; a document that was looked at before has the script already."""
        rest(page)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        return AxeResults(page.evaluate(_RUN, {**_ONLY_VIOLATIONS, **options}))
