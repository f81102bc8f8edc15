"""A PostgreSQL of our own, as it comes, on a socket in a directory of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_postgresql() -> Iterator[str | None]:
    """Start it with a database in it, and give the address; None where it is not installed."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        print("PostgreSQL is not here.")
        yield None
        return
    # The length of a socket's name is limited.
    directory = Path(tempfile.mkdtemp(prefix="filmless-"))
    is_root = os.geteuid() == 0
    if is_root:
        shutil.chown(directory, "nobody", "nogroup")
    # It does not start as root.
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] if is_root else []

    def run(program: str, *arguments: str) -> None:
        command = [*as_nobody, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    data = str(directory / "data")
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        options = f"-k {directory} -c listen_addresses="
        run("pg_ctl", "-D", data, "start", "-w", "-o", options, "-l", str(directory / "log"))
        run("createdb", "-h", str(directory), "-U", "postgres", "filmless")
        yield f"postgresql://postgres@/filmless?host={directory}"
    finally:
        run("pg_ctl", "-D", data, "stop", "-m", "fast")
        shutil.rmtree(directory, ignore_errors=True)
