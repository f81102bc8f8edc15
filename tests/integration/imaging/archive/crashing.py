"""Receives without end and is killed.

Each answer that a sender would have heard is appended to ``acknowledged`` before the next object is received.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from imaging.archive.composition import Archive
from imaging.archive.ingest import Ingest, Origin
from imaging.archive.local_blobs import LocalBlobStore
from imaging.archive.settling import Step
from imaging.archive.transfer import Transfer
from imaging.clock import SystemClock
from imaging.index.engine import Index
from tests.synthetic import secondary_capture


def receive_until_killed(directory: Path, url: str, step: str, count: int) -> None:
    """Receive; where a step is named, end at the ``count``-th time that it is reached."""
    seen = 0

    def on_step(reached: Step) -> None:
        nonlocal seen
        if reached.value == step:
            seen += 1
            if seen == count:
                os.kill(os.getpid(), signal.SIGKILL)

    archive = Archive.open(directory, Index.open(url), LocalBlobStore(directory / "objects"), SystemClock())
    ingest = Ingest(archive.index, archive.landing, archive.objects, SystemClock(), on_step)
    transfer = Transfer(archive.index, archive.landing, archive.blobs)
    acknowledged = os.open(directory / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(acknowledged, b"\n")
    while True:
        file = archive.landing.begin()
        file.write(secondary_capture())
        digest = file.sha256().hex()
        ingest.accept(file, Origin(1, "test"), None)
        os.write(acknowledged, f"{digest}\n".encode())
        transfer.run()
