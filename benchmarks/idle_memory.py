"""Memory of the whole demo when nobody asks it anything: the sum of the proportional set sizes of its processes.

Run it alone: ``python -m benchmarks.idle_memory``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.demo import running_demo
from benchmarks.figures import Figure, report

# By then the worker has derived what came, and nothing is under way any more.
SETTLING_SECONDS = 45
MIB = 1024 * 1024


def proportional_set_sizes(pid: int) -> dict[int, int]:
    """Return the PSS in bytes of a process and its descendants, by process number."""
    root = psutil.Process(pid)
    return {process.pid: process.memory_full_info().pss for process in (root, *root.children(recursive=True))}


def figures() -> list[Figure]:
    """Measure once, after the demo has come to rest."""
    program = Path(sys.executable).with_name("filmless")
    with (
        tempfile.TemporaryDirectory(prefix="filmless-idle-") as folder,
        running_demo([program, "demo"], Path(folder)) as pid,
    ):
        time.sleep(SETTLING_SECONDS)
        sizes = proportional_set_sizes(pid)
    return [Figure(f"idle demo, PSS of {len(sizes)} processes", sum(sizes.values()) / MIB, "MiB", 400)]


if __name__ == "__main__":
    sys.exit(report(figures()))
