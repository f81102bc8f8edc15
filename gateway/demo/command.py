"""``demo``: everything on this machine, with a story to look at."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from gateway.demo.keepsakes import Keepsakes
from gateway.demo.play import Play
from gateway.demo.screen import show
from gateway.demo.story import DEFAULT_HOSPITAL_NAME
from imaging.errors import FilmlessError, SettingsError
from imaging.house import House, look_at_index, prepare
from imaging.logs import configure_logs
from imaging.served_address import remember
from imaging.settings import Settings, read_settings
from imaging.supervisor import Supervisor, declared_processes

log = structlog.get_logger("demo")

# Beside the packages, in the repository and where the distribution is installed.
SAMPLES = Path(__file__).parents[2] / "sample_dicom"

# What shells say of a command that Control-C has ended.
INTERRUPTED = 130


def demo(
    samples: Annotated[Path, typer.Option(help="A folder with the sample studies.")] = SAMPLES,
) -> None:
    """Try it: all processes, two hospitals, appointments, sample studies."""
    # The screen belongs to the story: only what goes wrong is logged, whatever is set.
    settings = read_settings().model_copy(update={"log_level": "WARNING"})
    configure_logs(settings.log_level)
    if not samples.is_dir():
        raise SettingsError("--samples", str(samples), "a folder with the sample studies")
    prepare(settings, DEFAULT_HOSPITAL_NAME)
    look_at_index(settings)
    supervisor = Supervisor(settings, declared_processes())
    sys.exit(supervisor.run(lambda: _begin(settings, samples)))


def _begin(settings: Settings, samples: Path) -> None:
    remember(settings)
    _play_aside(settings, samples)


def _play_aside(settings: Settings, samples: Path) -> None:
    """Play in a process of its own, so that the supervisor has no threads and connections when it forks again."""
    pid = os.fork()
    if pid == 0:
        exit_code = 1
        # The handler that it inherits is the supervisor's, and would let it play on.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            _play(settings, samples)
            exit_code = 0
        except KeyboardInterrupt:
            exit_code = INTERRUPTED
        except FilmlessError as error:
            Console(stderr=True).print(str(error), style="red", markup=False)
        except Exception:
            log.exception("the demo failed")
        finally:
            # What it has to say now no interruption may end half way.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdout.flush()
            os._exit(exit_code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) not in {0, INTERRUPTED}:
        raise FilmlessError("The demo could not be played to its end; nothing that it kept is lost.")


def _play(settings: Settings, samples: Path) -> None:
    console, path = Console(), settings.data_dir / "demo.json"
    keepsakes = Keepsakes.read(path)
    try:
        with House.open(settings) as house:
            Play(house, samples, keepsakes, console).perform()
    finally:
        keepsakes.write(path)
    show(console, settings, keepsakes)
