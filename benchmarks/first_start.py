"""``make run`` in a fresh clone until the addresses are printed, with nothing cached by pip and npm.

What is committed is measured, and the packages come from where pip and npm are set to fetch them. Run it alone:
``python -m benchmarks.first_start``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.demo import running_demo
from benchmarks.figures import Figure, report

ROOT = Path(__file__).parents[1]


def figures() -> list[Figure]:
    """Measure once."""
    with tempfile.TemporaryDirectory(prefix="filmless-first-") as name:
        folder, clone = Path(name), Path(name) / "filmless"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
        caches = {"PIP_CACHE_DIR": str(folder / "pip"), "npm_config_cache": str(folder / "npm")}
        began = time.monotonic()
        with running_demo(["make", "run", f"PYTHON={sys.executable}"], clone, **caches):
            seconds = time.monotonic() - began
    return [Figure("make run, fresh clone, caches empty", seconds, "s", 240)]


if __name__ == "__main__":
    sys.exit(report(figures()))
