"""A process that only sends, quickly enough for a test: ``python exchange_worker.py DATA_DIR DATABASE_URL``."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from imaging.chores import Chore, Lane, work_in_lanes
from imaging.exchange.queue import Queue
from imaging.exchange.rhythm import Rhythm
from imaging.exchange.sending import Sending
from imaging.house import House
from imaging.settings import Settings

# A try may take two seconds, and the lease of one that was killed runs out after three.
QUICK = Rhythm(timedelta(seconds=0.1), timedelta(seconds=0.3), most_tries=1000, try_seconds=2.0, beyond_seconds=1.0)


def main(data_dir: str, database_url: str) -> None:
    stop = threading.Event()
    with House.open(Settings(data_dir=Path(data_dir), database_url=database_url)) as house:
        queue = Queue(house.index, house.clock, house.audit, house.destinations, QUICK)
        with closing(Sending(queue, house.senders)) as sending:
            lane = Lane((Chore("send", sending.run, 0.1),))
            signal.signal(signal.SIGTERM, lambda *_: (stop.set(), lane.ring()))
            work_in_lanes((lane,), stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
