"""`make run` where something is missing, and `make run LAN=1`: what it says, and what it hands to the demo.

The Makefile is the real one, in a folder where programs that would install or serve stand as scripts that tell how they
were called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.data import ROOT
from tests.peers import require

# Answers to what the Makefile asks of a Python, by what stands in its environment.
PYTHON = """\
case "$*" in
  --version) echo Python ${VERSION:-3.11.2} ;;
  *version_info*) [ -z "$VERSION" ] ;;
  *ensurepip*) [ -z "$WITHOUT_VENV" ] ;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$(dirname "$0")/filmless" .venv/bin ;;
  *"pip install"*) [ -z "$OFFLINE" ] || { echo "Temporary failure in name resolution"; exit 1; } ;;
esac
"""
FILMLESS = """\
echo "$@"; [ "$1" != demo ] || env | grep ^FILMLESS_ | sort
"""


@dataclass(frozen=True)
class Clone:
    """A folder with the Makefile, and in front of the path the scripts."""

    folder: Path
    scripts: Path

    def script(self, name: str, body: str) -> None:
        path = self.scripts / name
        path.write_text("#!/bin/sh\n" + body, encoding="utf-8")
        path.chmod(0o755)

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("FILMLESS_", "MAKE", "MFLAGS"))
        }
        path = {"PATH": f"{self.scripts}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env=inherited | path | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    require("make")
    made = Clone(tmp_path / "filmless", tmp_path / "scripts")
    made.folder.mkdir()
    made.scripts.mkdir()
    for name in ("Makefile", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, made.folder)
    made.script("python3", PYTHON)
    made.script("filmless", FILMLESS)
    # Nobody is root here, or apt-get would be asked.
    made.script("id", "echo 1000\n")
    made.script("hostname", "echo 10.0.0.7 172.17.0.1\n")
    return made


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        pytest.param([], {"VERSION": "3.9.2"}, "needs Python 3.11 or newer, and python3 is Python 3.9.2.", id="old"),
        pytest.param(["PYTHON=python9"], {}, "needs Python 3.11 or newer, and python9 is not here.", id="none"),
        pytest.param([], {"WITHOUT_VENV": "1"}, "sudo apt-get install python3-venv", id="no venv"),
        pytest.param([], {"OFFLINE": "1"}, "PIP_INDEX_URL and npm_config_registry", id="no network"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    clone: Clone, arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    ended = clone.make("run", *arguments, **environment)
    said = [line for line in ended.stderr.splitlines() if not line.startswith("make: ***")]
    assert ended.returncode == 2
    assert len(said) == 1
    assert sentence in said[0]
    assert "demo" not in ended.stdout


def test_what_pip_said_can_be_read(clone: Clone) -> None:
    clone.make("run", OFFLINE="1")
    assert "name resolution" in (clone.folder / ".venv" / "install.log").read_text(encoding="utf-8")
    assert "demo" in clone.make("run").stdout, "the next try begins where the last one failed"


def test_alone_it_serves_this_machine(clone: Clone) -> None:
    assert clone.make("run").stdout.splitlines()[-1] == "demo"


@pytest.mark.parametrize(("lan", "address"), [("1", "10.0.0.7"), ("192.168.1.20", "192.168.1.20")])
def test_the_local_network_is_served_over_tls_at_its_address(clone: Clone, lan: str, address: str) -> None:
    ended = clone.make("run", f"LAN={lan}")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-6:] == [
        "demo",
        "FILMLESS_DATA_DIR=data",
        "FILMLESS_HTTP_BIND=0.0.0.0:8080",
        f"FILMLESS_PUBLIC_URL=https://{address}:8080",
        "FILMLESS_TLS_CERTIFICATE=data/tls/certificate.pem",
        "FILMLESS_TLS_KEY=data/tls/key.pem",
    ]


def test_another_port_is_in_the_address_too(clone: Clone) -> None:
    said = clone.make("run", "LAN=1", FILMLESS_HTTP_BIND="0.0.0.0:9443").stdout
    assert "FILMLESS_PUBLIC_URL=https://10.0.0.7:9443\n" in said


def test_a_machine_without_a_network_says_how_to_name_an_address(clone: Clone) -> None:
    clone.script("hostname", "echo\n")
    ended = clone.make("run", "LAN=1")
    assert ended.returncode == 2
    assert "make run LAN=192.168.1.20" in ended.stderr
