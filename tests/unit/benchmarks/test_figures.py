"""When a figure is what is wanted, and what the measurements then say."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.figures import Figure, report

MET = Figure("raw frames", 200, "/s", 2, orthanc=100)
MISSED = Figure("QIDO", 199, "/s", 2, orthanc=100)


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (MET, True),
        (MISSED, False),
        (Figure("metadata", 10, "ms", 10, orthanc=100), True),
        (Figure("metadata", 11, "ms", 10, orthanc=100), False),
        (Figure("memory", 400, "MiB", 400), True),
        (Figure("memory", 401, "MiB", 400), False),
        (Figure("opened again", 9999, "ms"), True),
    ],
)
def test_what_is_wanted(figure: Figure, is_met: bool) -> None:
    assert figure.is_met is is_met


def test_a_missed_figure_is_said_and_makes_the_command_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([MET]) == 0
    assert "missed" not in capsys.readouterr().out
    assert report([MET, MISSED]) == 1
    assert "Missed: QIDO." in capsys.readouterr().out


def test_one_that_breaks_keeps_no_other_from_being_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> list[Figure]:
        raise OSError("wrk is not here")

    monkeypatch.setattr(benchmarks, "MEASUREMENTS", {"web": breaks, "memory": lambda: [MET]})
    monkeypatch.setattr("sys.argv", ["benchmarks"])
    assert benchmarks.main() == 1
    said = capsys.readouterr().out
    assert "raw frames" in said
    assert "Not measured: web." in said


def test_an_unknown_name_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "nothing"])
    assert benchmarks.main() == 2
    assert "idle_memory" in capsys.readouterr().out
