"""A house in an empty directory for every test that asks for one."""

from tests.houses import clock, house

__all__ = ["clock", "house"]
