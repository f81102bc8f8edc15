"""Every command under every kind of broken setting: one sentence that names it, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from imaging.commands import root
from imaging.commands.root import main
from imaging.supervisor import Process, Supervisor
from tests.logs import passing_logs

COMMANDS = (
    "serve", "gateway", "web", "worker", "demo", "certificate localhost", "hospital list", "ae list", "user list",
    "token list", "order list", "link show A1", "report list A1", "import .", "status", "audit list", "verify",
    "reindex",
)  # fmt: skip
# What each process reads before anything else.
EVERYWHERE = {
    "HTTP_BIND": ("8080", "host:port, for example 127.0.0.1:8080"),
    "DICOM_BIND": ("127.0.0.1:²", "host:port"),
    "AE_TITLE": ("A\\B", "1 to 16 printable ASCII characters without backslash"),
    "PUBLIC_URL": ("javascript:alert(1)", "an address that a browser opens"),
    "EVENTS_URL": ("redis://:hidden-word@host:port/0", "redis://host:port/number"),
    "OBJECTS_URL": ("s3://b?endpoint=http://", "endpoint=https://host:port"),
    "TLS_KEY_": ("k.pem", "did you mean FILMLESS_TLS_KEY?"),
    "DICOM_BINDD": ("127.0.0.1:104", "did you mean FILMLESS_DICOM_BIND?"),
    "DEFAULT_HOSPITAL": ("no blanks", "1 to 16 of A-Z, 0-9, - and _"),
    "UNKNOWN_AE": ("maybe", "accept or reject"),
    "LINK_FACTOR": ("guess", "birth-date-and-last-four, code or birth-date"),
    "LINK_DAYS": ("0", "a whole number from 1 to 36500"),
    "LINK_SESSION_HOURS": ("nan", "a number above 0 to 720"),
    "WEB_PROCESSES": ("many", "a whole number from 1 to 64"),
    "ALLOW_PLAIN_HTTP": ("perhaps", "true or false"),
    "LOG_LEVEL": ("LOUD", "DEBUG, INFO, WARNING or ERROR"),
    "SMTP_URL": ("smtp://me:hidden-word@host:port", "smtp://login:password@host:587"),
    "MAIL_FROM": ("filmless", "an address such as filmless@hospital.example"),
    "TIME_ZONE": ("Mars/Olympus", "a time zone such as Asia/Shanghai"),
}
# What is met when the house is opened; `certificate` opens none.
IN_THE_HOUSE = (
    ("DATABASE_URL", "sqlite:////dev/null/x.db", "the address of a file that this user can write"),
    ("DATABASE_URL", "sqlite:////tmp", "the address of a file that this user can write"),
    ("DATABASE_URL", "postgresql://me:hidden-word@host:port/db", "sqlite:////path/of/a/file or postgresql://"),
    ("SECRET_KEY_FILE", "/tmp", "a file that this user can read"),
    ("SECRET_KEY_FILE", "/dev/null/k", "a file that this user can read"),
    ("SECRET_KEY_FILE", "/dev/null", "a file of 32 bytes"),
    ("OBJECTS_URL", "file:///dev/null/x", "a directory that this user can write to"),
    ("OBJECTS_URL", "ftp://host", "file:///… or s3://"),
)


@dataclass(frozen=True)
class Shell:
    """Types commands in an empty folder, in this process: to start Python takes longer than what is tested."""

    folder: Path
    patched: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]

    def says(self, command: str) -> tuple[str, object]:
        """Type a command that does not serve, and return what it says on standard error, and its exit code."""
        self.patched.setattr(sys, "argv", ["filmless", *command.split()])
        self.captured.readouterr()
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        return self.captured.readouterr().err, code


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    for name in [each for each in os.environ if each.startswith("FILMLESS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("imaging.commands.root.application", application)
    monkeypatch.setattr(Supervisor, "_start", nothing_starts)
    former = os.umask(0o022)
    with passing_logs(monkeypatch):
        yield Shell(tmp_path, monkeypatch, capsys)
    os.umask(former)


application = cache(root.application)


def nothing_starts(self: Supervisor, kind: Process, short_lives: int = 0) -> None:
    """Stand where a process would be started that can't work."""
    raise AssertionError(f"{kind.name} would have been started")


def assert_one_sentence(shell: Shell, commands: Iterable[str], *words: str) -> None:
    for command in commands:
        said, code = shell.says(command)
        assert code == 1, command
        assert said.count("\n") == 1, (command, said)
        assert "Traceback" not in said
        assert "hidden-word" not in said
        for word in words:
            assert word in said, command


@pytest.mark.parametrize(("key", "case"), EVERYWHERE.items(), ids=EVERYWHERE)
def test_a_wrong_setting_is_named_by_every_command(shell: Shell, key: str, case: tuple[str, str]) -> None:
    value, allowed = case
    shell.patched.setenv(f"FILMLESS_{key}", value)
    assert_one_sentence(shell, (*COMMANDS, "settings"), f"FILMLESS_{key}", allowed)


@pytest.mark.parametrize(("key", "value", "allowed"), IN_THE_HOUSE, ids=[value for _, value, _ in IN_THE_HOUSE])
def test_a_place_that_can_not_be_used_is_named(shell: Shell, key: str, value: str, allowed: str) -> None:
    shell.patched.setenv(f"FILMLESS_{key}", value)
    commands = [command for command in COMMANDS if not command.startswith("certificate")]
    assert_one_sentence(shell, commands, f"FILMLESS_{key}", allowed)


@pytest.mark.parametrize("path", ["/dev/null/x", "/etc/hostname", "/proc/x"])
def test_a_data_directory_that_can_not_be_used_is_named(shell: Shell, path: str) -> None:
    shell.patched.setenv("FILMLESS_DATA_DIR", path)
    assert_one_sentence(shell, COMMANDS, "FILMLESS_DATA_DIR", path, "a directory that this user can write to (")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ae_title = \n", ("filmless.toml", "line 1")),
        ("ae_title = 5\n", ("ae_title in filmless.toml is 5", "text in quotation marks")),
        ("link_days = 0\n", ("link_days in filmless.toml is 0", "from 1 to 36500")),
        ("dicom_bindd = '127.0.0.1:104'\n", ("dicom_bindd in filmless.toml", "did you mean dicom_bind?")),
        ("FILMLESS_DATA_DIR = 'x'\n", ("FILMLESS_DATA_DIR in filmless.toml", "did you mean data_dir?")),
        ("[colours]\nsky = 'blue'\n", ("colours in filmless.toml", "`filmless settings`")),
        ("ae_title = 'Gr\udcf6sse'\n", ("filmless.toml", "can't be read")),
    ],
)
def test_a_wrong_file_is_named(shell: Shell, text: str, words: tuple[str, ...]) -> None:
    (shell.folder / "filmless.toml").write_text(text, encoding="utf-8", errors="surrogateescape")
    assert_one_sentence(shell, (*COMMANDS, "settings"), *words)


def test_a_path_of_the_command_line_that_can_not_be_written_is_named(shell: Shell) -> None:
    taken = "order add A1 --patient-id P1 --name Li --birth-date 1990-01-31 --exam CT --phone 13800001234"
    assert shell.says(taken) == ("", 0)
    assert_one_sentence(shell, ["link create A1 --slip /dev/null/slip.pdf"], "/dev/null/slip.pdf", "can't be used")


def test_what_a_container_says_of_a_service_of_our_name_is_no_setting(shell: Shell) -> None:
    """And a variable without a value is none that is set."""
    for name in ("GATEWAY_PORT", "WEB_SERVICE_HOST", "TLS_CERTIFICATE", "LINK_DAYS"):
        shell.patched.setenv(f"FILMLESS_{name}", "tcp://10.0.0.1:104" if name.startswith(("G", "W")) else "")
    assert shell.says("settings") == ("", 0)
