"""The root of the command line: finds the commands, and turns every error into one sentence."""

from __future__ import annotations

import gc
import os
import sys
from importlib.metadata import entry_points
from typing import NoReturn

import typer
from rich.console import Console

from imaging.errors import FilmlessError


def application() -> typer.Typer:
    """Compose the command line from the entry points ``filmless.commands``, in the order of their names.

    A name such as ``10-serve`` puts the command ``serve`` at the tenth place of the table of contents.
    """
    root = typer.Typer(
        help="Medical images shared without film.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    for entry in sorted(entry_points(group="filmless.commands"), key=lambda found: found.name):
        name, command = entry.name.split("-", 1)[1], entry.load()
        if isinstance(command, typer.Typer):
            root.add_typer(command, name=name)
        else:
            root.command(name)(command)
    return root


def main() -> None:
    """Run ``filmless``."""
    # What patients are called stands in the files that we make.
    os.umask(0o077)
    try:
        _loaded()()
    except FilmlessError as error:
        _fail(str(error))
    except OSError as error:
        # A path of the command line, or the disk under it.
        _fail(f"{error.filename or 'It'} can't be used: {error.strerror}.")
    except KeyboardInterrupt:
        # As shells say it of a command that Control-C has ended.
        sys.exit(130)


def _loaded() -> typer.Typer:
    """Compose the command line without looking for garbage meanwhile: there is none, and it took a third of a start."""
    gc.disable()
    try:
        return application()
    finally:
        gc.freeze()
        gc.enable()


def _fail(sentence: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(sentence, style="red", markup=False)
    sys.exit(1)
