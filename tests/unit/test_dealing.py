"""What is dear to start is started by one worker."""

from __future__ import annotations

import re

import pytest

from tests.data import ROOT
from tests.dealing import SHARED, Dealing


@pytest.mark.parametrize("fixture", SHARED)
def test_whoever_asks_for_what_is_shared_is_dealt_together(fixture: str) -> None:
    asks = re.compile(rf'[(,]\s*{fixture}: |getfixturevalue\("{fixture}"\)')
    modules = (ROOT / "tests").rglob("test_*.py")
    asking = {str(each.relative_to(ROOT)) for each in modules if asks.search(each.read_text(encoding="utf-8"))}
    assert asking == set(SHARED[fixture])


def test_all_else_is_dealt_by_the_file() -> None:
    # Where there are no workers, there is nothing to count them by.
    dealing = Dealing.__new__(Dealing)
    scopes = {dealing._split_scope(f"{file}::test_one") for files in SHARED.values() for file in files}
    assert scopes == SHARED.keys()
    assert dealing._split_scope("tests/unit/test_ports.py::test_two[a/b]") == "tests/unit/test_ports.py"
