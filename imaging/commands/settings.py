"""``settings``: all settings, what they hold and what they mean."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from imaging.errors import without_password
from imaging.settings import Settings, read_settings


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print all settings with their values and meaning."""
    current = read_settings().model_dump(mode="json")
    rows = [
        {"name": f"FILMLESS_{key.upper()}", "value": _shown(current[key]), "meaning": field.description}
        for key, field in Settings.model_fields.items()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("name", "value", "meaning", box=None, header_style="bold")
    for row in rows:
        table.add_row(row["name"], "" if row["value"] is None else str(row["value"]), row["meaning"])
    Console().print(table)


def _shown(value: Any) -> Any:
    """Leave out what must not stand in a terminal, or in a letter to whoever helps."""
    return without_password(value) if isinstance(value, str) else value
