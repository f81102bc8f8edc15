"""The command line for every test of a command."""

from tests.unit.imaging.commands.command_line import filmless

__all__ = ["filmless"]
