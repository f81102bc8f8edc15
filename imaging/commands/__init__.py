"""The command ``filmless``: a table of contents over what the packages name as ``filmless.commands``."""

from imaging.commands.root import main

__all__ = ["main"]
