"""The demo as a newcomer starts it, with data and ports of its own."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.orthanc import free_port

# The last line of what it prints when everything runs.
LAST_WORDS = "Control-C ends it"


@contextmanager
def running_demo(command: Sequence[str | Path], folder: Path, **settings: str) -> Iterator[int]:
    """Run it in a folder and give its process number when it has said everything; end it and what it started."""
    # Inside of `make bench`, make would take itself for a part of that.
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))},
        "FILMLESS_DATA_DIR": str(folder / "data"),
        "FILMLESS_HTTP_BIND": f"127.0.0.1:{free_port()}",
        "FILMLESS_DICOM_BIND": f"127.0.0.1:{free_port()}",
        **settings,
    }
    demo = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said = []
        for line in demo.stdout or ():
            said.append(line)
            if LAST_WORDS in line:
                break
        else:
            raise RuntimeError(f"The demo ended before it was ready: {''.join(said[-5:])}")
        yield demo.pid
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.communicate(timeout=60)
