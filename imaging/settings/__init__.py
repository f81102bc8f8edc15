"""All settings, read once when a process is composed: ``FILMLESS_…`` in the environment, then ``filmless.toml``."""

from imaging.settings.bind import Bind
from imaging.settings.reading import read_settings
from imaging.settings.settings import FactorRule, Settings, UnknownAe

__all__ = ["Bind", "FactorRule", "Settings", "UnknownAe", "read_settings"]
