"""Receives without end and is killed.

Each answer that a sender would have heard becomes a line of a journal before the next object is received. Every process
writes its own, for the end may fall into the middle of a line; the journal does not end with a line break then.
"""

from __future__ import annotations

import os
import secrets
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

JOURNALS = "acknowledged"


def acknowledged(directory: Path) -> set[str]:
    """Return the digests of everything that was acknowledged until now."""
    journals = [path.read_text() for path in directory.glob(f"{JOURNALS}/*")]
    return {digest for journal in journals for digest in journal[: journal.rfind("\n") + 1].split()}


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
    journals = directory / JOURNALS
    journals.mkdir(exist_ok=True)
    journal = os.open(journals / secrets.token_hex(8), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL)
    while True:
        file = archive.landing.begin()
        file.write(secondary_capture())
        digest = file.sha256().hex()
        ingest.accept(file, Origin(1, "test"), None)
        os.write(journal, f"{digest}\n".encode())
        transfer.run()
