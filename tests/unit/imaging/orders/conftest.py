"""A house in an empty directory for every test that asks for one, an order, and what takes reports."""

import pytest

from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder
from tests.houses import clock, house

__all__ = ["clock", "house"]


@pytest.fixture
def order_id(house: House) -> int:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id


@pytest.fixture
def worker(house: House) -> DicomReports:
    archive = house.archive
    return DicomReports(house.index, house.clock, house.reports, house.documents, archive.retrieve)
