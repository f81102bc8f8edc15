"""The PDF files of reports are read by a verification like the images."""

from __future__ import annotations

import hashlib
from pathlib import Path

from imaging.access.actors import Operator
from imaging.archive.verification import Fault, Finding, Verification
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState

PDF = b"%PDF-1.7\n..."


def test_a_verification_reads_the_reports(house: House, tmp_path: Path) -> None:
    order = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id
    whole, damaged, missing = (
        house.reports.add(Operator(), order, 1, NewReport(ReportState.DRAFT, pdf=PDF + name)).pdf_key
        for name in (b"whole", b"damaged", b"missing")
    )
    house.reports.add(Operator(), order, 1, NewReport(ReportState.DRAFT, "without a PDF"))
    verification = Verification(house.index, house.archive.objects)
    assert (verification.count(), list(verification.run())) == (3, [])

    other = tmp_path / "other"
    other.write_bytes(PDF + b"DAMAGED")
    house.archive.blobs.put(damaged, other, hashlib.sha256(other.read_bytes()).digest())
    house.archive.blobs.delete(missing)

    assert list(verification.run()) == [Finding(damaged, Fault.DAMAGED), Finding(missing, Fault.MISSING)]
    assert house.archive.blobs.read(whole) == PDF + b"whole"
