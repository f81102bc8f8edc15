"""Archives and the engines they stand on, for tests: SQLite and PostgreSQL, a directory and Ceph's S3."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from imaging.archive.blob_stores import open_blob_store
from imaging.archive.composition import Archive
from imaging.archive.ingest import Accepted, Expected, Origin
from imaging.clock import Clock, SetClock
from imaging.index.engine import Index
from imaging.index.tables import hospitals
from tests.lifetimes import DYING_TOGETHER, finally_running
from tests.peers import require
from tests.ports import free_port
from tests.prepared import prepared

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def open_archive(directory: Path, database_url: str = "", clock: Clock | None = None, objects_url: str = "") -> Archive:
    """An archive with one hospital, MAIN, whose number is 1."""
    if not database_url and not (directory / "index.sqlite3").exists():
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(prepared() / "index.sqlite3", directory)
    index = Index.open(database_url or f"sqlite:///{directory}/index.sqlite3")
    index.migrate()
    values = {"id": 1, "code": "MAIN", "name": "Main", "created_at": NOON}
    with index.write() as connection:
        connection.execute(index.insert(hospitals).values(values).on_conflict_do_nothing())
    blobs = open_blob_store(objects_url or (directory / "objects").as_uri())
    return Archive.open(directory, index, blobs, clock or SetClock(NOON))


def receive(archive: Archive, data: bytes, expected: Expected | None = None, hospital_id: int = 1) -> Accepted:
    """Send bytes the one way in."""
    file = archive.landing.begin()
    file.write(data)
    return archive.ingest.accept(file, Origin(hospital_id, "test"), expected)


@dataclass(frozen=True)
class PostgreSql:
    """A PostgreSQL of our own, on a socket in a directory of our own."""

    programs: Path
    directory: Path

    def new_database(self) -> str:
        """Make a database with the tables and nothing in them, and return its address."""
        if "migrated" not in self._names():
            index = Index.open(self._create("migrated"))
            index.migrate()
            index.close()
        return self._create(f"test{len(self._names())}", "migrated")

    def empty_database(self) -> str:
        """Make a database without tables, and return its address."""
        return self._create(f"test{len(self._names())}")

    def restart(self) -> None:
        """End it as a crash does, and start it again."""
        self.control("stop", "-m", "immediate")
        self.start()

    def kill(self) -> None:
        """Let all of its processes end in the middle of whatever they do."""
        first = psutil.Process(int((self.directory / "data" / "postmaster.pid").read_text().split()[0]))
        processes = [first, *first.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=10)

    def start(self) -> None:
        """Start it."""
        options = f"-k {self.directory} -c listen_addresses= -c fsync=off"
        self.control("start", "-w", "-o", options, "-l", str(self.directory / "log"))

    def control(self, *arguments: str) -> None:
        """Run pg_ctl."""
        self.run("pg_ctl", "-D", str(self.directory / "data"), *arguments)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(self.command(program, *arguments), check=True, cwd=self.directory, **quiet)

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return how one of its programs is run by somebody who is not root, as they demand."""
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
        return [*(as_nobody if os.geteuid() == 0 else []), str(self.programs / program), *arguments]

    def _names(self) -> set[str]:
        with psycopg.connect(self._address("postgres")) as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    def _create(self, name: str, template: str = "template1") -> str:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.directory}"


@contextmanager
def running_postgresql(directory: Path) -> Iterator[PostgreSql]:
    """PostgreSQL in an empty directory with a short name, for the length of socket names is limited."""
    server = PostgreSql(require("postgresql"), directory)
    if os.geteuid() == 0:
        shutil.chown(directory, "nobody", "nogroup")
    stop = server.command("pg_ctl", "-D", str(directory / "data"), "stop", "-m", "immediate")
    with finally_running(stop, ["rm", "-rf", directory]):
        server.run("initdb", "-D", str(directory / "data"), "-U", "postgres", "-A", "trust", "-N")
        server.start()
        yield server


@dataclass
class RedisServer:
    """A Redis of our own, which can be killed, stopped and started again."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """An address for `FILMLESS_EVENTS_URL`."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and return when it answers."""
        program = str(require("redis-server"))
        command = [*DYING_TOGETHER, program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def kill(self) -> None:
        """End it as a crash does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        """Let connections be taken and nothing be answered."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Redis on a free port, with nothing on the disk."""
    server = RedisServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass(frozen=True)
class Ceph:
    """Ceph's S3 gateway, which can be taken away."""

    script: Path
    directory: Path
    endpoint: str

    def address(self, bucket: str, prefix: str = "") -> str:
        """An address for `FILMLESS_OBJECTS_URL`; the bucket is made when it is asked for."""
        return f"s3://{bucket}/{prefix}?endpoint={self.endpoint}&create=true"

    def freeze(self) -> None:
        """Let connections be refused, and return when the gateway has ended: it is not started again before."""
        gateway = Path("/proc", (self.directory / "run" / "client.rgw.pid").read_text(encoding="ascii").strip())
        self.run("freeze")
        deadline = time.monotonic() + 60
        while gateway.exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def hang(self) -> None:
        """Let connections be taken and nothing be answered."""
        self.run("hang")

    def thaw(self) -> None:
        """End both."""
        self.run("thaw")

    def run(self, verb: str, *arguments: str) -> None:
        """Run the script."""
        command = [*DYING_TOGETHER, str(self.script), verb, str(self.directory), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def running_ceph(directory: Path) -> Iterator[Ceph]:
    """Ceph in a directory, and its keys in the environment; it takes about 20 seconds to start."""
    # The gateway's, and the two of the monitor that follow it.
    port = free_port(in_a_row=3)
    ceph = Ceph(require("ceph-s3"), directory, f"http://127.0.0.1:{port}")
    # One that hangs can't end. The script's own "thaw" would start a gateway that is not there, and wait for it.
    go_on = ["sh", "-c", f'kill -CONT "$(cat {shlex.quote(str(directory))}/run/client.rgw.pid)"']
    with finally_running(go_on, [ceph.script, "down", directory]):
        ceph.run("up", str(port))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", "imaging")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "imagingsecret")
            yield ceph
