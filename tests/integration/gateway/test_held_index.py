"""Another process holds the turn to write into the index: every sender is answered, and the next ones are served."""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

from imaging.dicom.uids import new_uid
from tests.integration.gateway.conftest import running
from tests.integration.gateway.data_sets import ct
from tests.integration.gateway.raw_peer import CT, RawPeer


def test_senders_hear_that_the_index_is_busy(tmp_path: Path) -> None:
    statuses: list[int] = []

    def send(port: int) -> None:
        instance = new_uid()
        with RawPeer(port) as peer:
            peer.associate()
            statuses.append(peer.store(CT, instance, ct(instance)))

    with running(tmp_path) as gateway:
        turns, group = gateway.house.index._turns, gateway.house.index._group
        assert turns is not None
        assert group is not None
        turns.busy_seconds = group._busy_seconds = 1.0
        with Path(f"{tmp_path}/index.sqlite3-turns").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            started = time.monotonic()
            senders = [threading.Thread(target=send, args=(gateway.port,), daemon=True) for _ in range(4)]
            for sender in senders:
                sender.start()
            for sender in senders:
                sender.join(15)
            assert statuses == [0xA700] * 4
            assert time.monotonic() - started < 10
        send(gateway.port)
        assert statuses[-1] == 0x0000
