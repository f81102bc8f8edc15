"""Memory of the whole demo when nobody asks it anything: the sum of the proportional set sizes of its processes."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.orthanc import free_port

SETTLING_SECONDS = 75
MIB = 1024 * 1024


def start_demo(folder: Path) -> subprocess.Popen[str]:
    """Start the demo with its own data and ports, and return when it has said what a newcomer needs."""
    environment = {
        **os.environ,
        "FILMLESS_DATA_DIR": str(folder / "data"),
        "FILMLESS_HTTP_BIND": f"127.0.0.1:{free_port()}",
        "FILMLESS_DICOM_BIND": f"127.0.0.1:{free_port()}",
    }
    command = Path(sys.executable).parent / "filmless"
    demo = subprocess.Popen([command, "demo"], env=environment, stdout=subprocess.PIPE, text=True)
    for line in demo.stdout or ():
        if "Control-C ends it" in line:
            return demo
    raise RuntimeError("The demo ended before it was ready.")


def proportional_set_sizes(pid: int) -> dict[int, int]:
    """Return the PSS in bytes of a process and its descendants, by process number."""
    root = psutil.Process(pid)
    return {process.pid: process.memory_full_info().pss for process in (root, *root.children(recursive=True))}


def measure() -> dict[str, object]:
    """Measure once, after the demo has come to rest."""
    with tempfile.TemporaryDirectory(prefix="filmless-bench-") as folder:
        demo = start_demo(Path(folder))
        try:
            time.sleep(SETTLING_SECONDS)
            sizes = proportional_set_sizes(demo.pid)
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(30)
    return {"processes": len(sizes), "pss_mib": round(sum(sizes.values()) / MIB), "limit_mib": 400}


def main() -> None:
    """Print the figures; ``--json FILE`` also writes them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = measure()
    print(f"{result['processes']} processes, {result['pss_mib']} MiB PSS in all, at most {result['limit_mib']}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
