"""An object passes through, however large it is."""

from __future__ import annotations

import threading
import time

import psutil

from benchmarks.large_object import MIB, send_large
from tests.integration.gateway.conftest import Gateway


def test_a_large_object_is_never_in_memory(gateway: Gateway) -> None:
    assert send_large(gateway.port, 4 * MIB) == 0
    process, statuses = psutil.Process(), []
    before = peak = process.memory_info().rss
    sending = threading.Thread(target=lambda: statuses.append(send_large(gateway.port, 256 * MIB)))
    sending.start()
    while sending.is_alive():
        peak = max(peak, process.memory_info().rss)
        time.sleep(0.01)
    assert statuses == [0]
    # Receiver and sender are one process here.
    assert peak - before < 64 * MIB
