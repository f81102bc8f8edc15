"""A measured figure, what is wanted of it, and the table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """What was measured; more of it is better, unless it is a time, a size or a growth."""

    what: str
    value: float
    unit: str
    # Beside Orthanc: how many times as good, at least. Alone: at most so much. None: told, but nothing is asked.
    wanted: float | None = None
    orthanc: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as good as Orthanc."""
        if self.orthanc is None:
            return None
        return self.value / self.orthanc if self.unit == "/s" else self.orthanc / self.value

    @property
    def is_met(self) -> bool:
        """Whether it is what is wanted."""
        if self.wanted is None:
            return True
        return self.value <= self.wanted if self.ratio is None else self.ratio >= self.wanted

    @property
    def wanted_text(self) -> str:
        """What is wanted, in words."""
        if self.wanted is None:
            return ""
        return f"≤ {self.wanted:g} {self.unit}" if self.orthanc is None else f"{self.wanted:g} ×"


def report(figures: Sequence[Figure]) -> int:
    """Print the table and what was missed; return the exit code."""
    table = Table("what", "Filmless", "Orthanc", "ratio", "wanted", "")
    for figure in figures:
        orthanc = "" if figure.orthanc is None else _amount(figure.orthanc, figure.unit)
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} ×"
        verdict = "" if figure.is_met else "[red]missed[/red]"
        table.add_row(figure.what, _amount(figure.value, figure.unit), orthanc, ratio, figure.wanted_text, verdict)
    console = Console()
    console.print(table)
    missed = [figure.what for figure in figures if not figure.is_met]
    if missed:
        console.print(f"Missed: {'; '.join(missed)}.", soft_wrap=True, markup=False)
    return 1 if missed else 0


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}{'' if unit == '/s' else ' '}{unit}"
