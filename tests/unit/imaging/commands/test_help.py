"""`filmless --help` reads like a table of contents."""

from __future__ import annotations

import re

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from imaging.commands.root import application
from tests.unit.imaging.commands.command_line import Filmless

# The commands that others rely on.
RELIED_ON = {
    "serve", "gateway", "web", "worker", "demo", "settings", "import", "status", "verify", "reindex", "hospital", "ae",
    "user", "token", "order", "link", "report", "audit",
}  # fmt: skip


def test_every_command_stands_there_with_what_it_is_for(filmless: Filmless, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    entries = dict(re.findall(r"^│ ([a-z]+) +(\S.*?) *│$", filmless("--help").output, re.MULTILINE))
    assert set(entries) >= RELIED_ON
    assert all(meaning.endswith(".") or "…" in meaning for meaning in entries.values()), entries


def test_every_command_within_a_command_has_its_line() -> None:
    root = get_command(application())
    assert isinstance(root, TyperGroup)
    groups = {name: group for name, group in root.commands.items() if isinstance(group, TyperGroup)}
    assert groups
    without = [
        f"{name} {inner}"
        for name, group in groups.items()
        for inner, command in group.commands.items()
        if not (command.help or "").strip()
    ]
    assert without == []
