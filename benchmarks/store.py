"""C-STORE of 512×512 CT slices by DCMTK's ``dcmsend``: ``python -m benchmarks.store``.

Both servers answer only when they say that the object is kept. They are measured in turn, each round on an empty store.
Nothing is deleted in between: ext4 looks for a free inode past those that were freed within the last minute, each one.
The clock runs from the start of the first dcmsend to the end of the last one, so the time that dcmsend itself needs
counts for both alike.

dcmsend is measured as it comes, which is with Nagle's algorithm, and once more without.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import product
from pathlib import Path
from typing import Annotated, Protocol

import typer

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.orthanc import running_orthanc
from benchmarks.phantoms import write_series


class Server(Protocol):
    """Anything with a DICOM port."""

    @property
    def dicom_port(self) -> int:
        """Where it listens."""


SIDES: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {
    "filmless": running_filmless,
    "orthanc": running_orthanc,
}
WANTED = {1: 2.5, 4: 1.5}
# Whether dcmsend sends with Nagle's algorithm, and how that is told. What is wanted is wanted of it as it comes.
WAYS = {True: "", False: ", sender without Nagle's algorithm"}
# With it, DCMTK sends without Nagle's algorithm.
NODELAY = {"TCP_NODELAY": "1"}
# So many associations that they reach every process which shares the port.
WARMING = 8


def send(port: int, senders: Sequence[Sequence[Path]], *, with_nagle: bool = True) -> float:
    """Send each list over an association of its own, all at once; return instances a second."""
    environment = {name: value for name, value in os.environ.items() if name not in NODELAY}
    if not with_nagle:
        environment |= NODELAY
    began = time.monotonic()
    processes = [
        subprocess.Popen(["dcmsend", "--aetitle", f"BENCH{number}", "127.0.0.1", str(port), *map(str, paths)],
                         env=environment)
        for number, paths in enumerate(senders)
    ]  # fmt: skip
    for process in processes:
        if process.wait() != 0:
            raise RuntimeError("dcmsend failed")
    return sum(map(len, senders)) / (time.monotonic() - began)


def figures(slices: int = 400, rounds: int = 3) -> list[Figure]:
    """Measure both sides in turn; the medians of the rounds count."""
    rates: dict[tuple[str, bool, int], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="filmless-store-", dir=os.environ.get("FILMLESS_BENCH_DIR")) as name:
        folder = Path(name)
        series = [write_series(folder / "series" / str(number), slices) for number in range(max(WANTED))]
        warming = write_series(folder / "series" / "warming", WARMING)
        for number, with_nagle, count in product(range(rounds), WAYS, WANTED):
            for side, start in SIDES.items():
                with start(folder / f"{side}-{with_nagle}-{count}-{number}") as server:
                    # The first associations pay for what every process does only once.
                    send(server.dicom_port, [[path] for path in warming])
                    rate = send(server.dicom_port, series[:count], with_nagle=with_nagle)
                    rates[side, with_nagle, count].append(rate)
    medians = {key: statistics.median(values) for key, values in rates.items()}
    return [
        Figure(
            f"C-STORE, associations: {count}{WAYS[with_nagle]}",
            medians["filmless", with_nagle, count],
            "/s",
            wanted if with_nagle else None,
            medians["orthanc", with_nagle, count],
        )
        for with_nagle, (count, wanted) in product(WAYS, WANTED.items())
    ]


def main(
    slices: Annotated[int, typer.Option(help="Slices of each association.")] = 400,
    rounds: Annotated[int, typer.Option(help="Rounds; the medians are reported.")] = 3,
) -> None:
    """Measure and print."""
    raise typer.Exit(report(figures(slices, rounds)))


if __name__ == "__main__":
    typer.run(main)
