"""The absolute addresses that answers carry; they never come from what a client calls us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """Addresses below the one that people are given for this house."""

    base_url: str

    @property
    def root(self) -> str:
        """Where DICOMweb begins."""
        return f"{self.base_url}/dicom-web"

    def of(self, study: str, series: str = "", instance: str = "") -> str:
        """Return the Retrieve URL of a study, a series or an instance."""
        url = f"{self.root}/studies/{study}"
        if series:
            url += f"/series/{series}"
        if instance:
            url += f"/instances/{instance}"
        return url
