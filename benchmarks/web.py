"""DICOMweb under load by ``wrk``: pictures, raw frames, searches, metadata: ``python -m benchmarks.web``.

Both servers hold the same series of 200 slices of 512×512 pixels, sent by ``dcmsend``; Filmless checks a token at every
request and audits, Orthanc's authentication is off. They are measured in turn, and everything runs on the same machine,
the load included. A picture never seen before is one with a window that nobody asked for yet.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pydicom
import typer

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.orthanc import running_orthanc
from benchmarks.phantoms import write_series
from benchmarks.store import send
from imaging.access.actors import TokenScope
from imaging.house import House
from imaging.settings import Settings

OCTETS = "multipart/related; type=application/octet-stream"
# What each figure must reach, as a multiple of Orthanc's.
WANTED: dict[str, float] = {
    "rendered, new": 1.8,
    "rendered, again": 8,
    "raw frames": 2,
    "QIDO by PatientID": 2,
    "metadata, first": 10,
    "metadata, again": 2,
}
TIMES = {"metadata, first", "metadata, again"}
# After this time a series to which nothing comes is taken to be complete, and what is asked first is prepared.
QUIET_SECONDS = 20
WARMING = 12

LOAD = """
local paths, next_path = {%(paths)s}, 0
request = function()
    next_path = next_path + 1
    local path = paths[next_path %% #paths + 1]
    if %(is_new)s then path = path .. "?window=" .. (next_path / 7 + %(seed)d) .. ",400,linear" end
    return wrk.format("GET", path)
end
"""


@dataclass(frozen=True)
class Web:
    """A server that holds the series."""

    url: str
    headers: Mapping[str, str]


@contextmanager
def filmless(folder: Path, series: Sequence[Path]) -> Iterator[Web]:
    with running_filmless(folder) as server:
        send(server.dicom_port, [series])
        with House.open(Settings(data_dir=server.data_dir)) as house:
            hospital = house.hospitals.by_code(house.settings.default_hospital)
            token = house.tokens.create(hospital.id, [TokenScope.READ], "benchmark")
        yield Web(f"http://127.0.0.1:{server.http_port}/dicom-web", {"Authorization": f"Bearer {token}"})


@contextmanager
def orthanc(folder: Path, series: Sequence[Path]) -> Iterator[Web]:
    with running_orthanc(folder) as server:
        send(server.dicom_port, [series])
        yield Web(f"{server.url}/dicom-web", {})


def load(web: Web, paths: Sequence[str], seconds: int, *, is_new: bool = False, accept: str = "*/*") -> float:
    """Ask for the paths in turn over 16 connections; return answers a second, all of which must be good ones."""
    root = web.url.partition("//")[2].partition("/")[2]
    quoted = ", ".join(json.dumps(f"/{root}{path}") for path in paths)
    values = {"paths": quoted, "is_new": str(is_new).lower(), "seed": time.time_ns() // 10**6 % 10**6}
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LOAD % values)
        script.flush()
        headers = [f"-H{name}: {value}" for name, value in {**web.headers, "Accept": accept}.items()]
        command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--timeout", "20s", "-s", script.name, *headers, web.url]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(printed)
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found, printed
    return float(found[1])


def milliseconds(web: Web, path: str) -> float:
    """Ask once and read the whole answer."""
    request = urllib.request.Request(web.url + path, headers={**web.headers, "Accept": "application/dicom+json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
        answer.read()
    return (time.perf_counter() - began) * 1000


def measure(web: Web, series: Sequence[Path], seconds: int) -> dict[str, float]:
    slices = [pydicom.dcmread(path, stop_before_pixels=True) for path in series]
    first = slices[0]
    below = f"/studies/{first.StudyInstanceUID}/series/{first.SeriesInstanceUID}"
    frames = [f"{below}/instances/{slice_.SOPInstanceUID}/frames/1" for slice_ in slices]
    rendered = [f"{frame}/rendered" for frame in frames]
    time.sleep(QUIET_SECONDS)
    # The token and the study are known to every process that shares the port before the clock runs.
    for _ in range(WARMING):
        milliseconds(web, "/studies")
    figures = {"metadata, first": milliseconds(web, f"{below}/metadata")}
    figures["metadata, again"] = statistics.median(milliseconds(web, f"{below}/metadata") for _ in range(9))
    figures["rendered, new"] = load(web, rendered, seconds, is_new=True)
    load(web, rendered, 2)
    figures["rendered, again"] = load(web, rendered, seconds)
    figures["raw frames"] = load(web, frames, seconds, accept=OCTETS)
    figures["QIDO by PatientID"] = load(web, [f"/studies?PatientID={first.PatientID}"], seconds)
    return figures


def figures(slices: int = 200, seconds: int = 10) -> list[Figure]:
    """Measure both sides."""
    sides = {}
    with tempfile.TemporaryDirectory(prefix="filmless-web-", dir=os.environ.get("FILMLESS_BENCH_DIR")) as name:
        folder = Path(name)
        series = write_series(folder / "series", slices)
        for side, start in (("filmless", filmless), ("orthanc", orthanc)):
            with start(folder / side, series) as web:
                sides[side] = measure(web, series, seconds)
    return [
        Figure(what, sides["filmless"][what], "ms" if what in TIMES else "/s", wanted, sides["orthanc"][what])
        for what, wanted in WANTED.items()
    ]


def main(
    slices: Annotated[int, typer.Option(help="Slices of the series.")] = 200,
    seconds: Annotated[int, typer.Option(help="Seconds of each load.")] = 10,
) -> None:
    """Measure and print."""
    raise typer.Exit(report(figures(slices, seconds)))


if __name__ == "__main__":
    typer.run(main)
