"""The metadata of instances as one JSON document (PS3.18 section 10.4.1.1.2), derived once for each state of a series.

A derived document is named by what it was made of, so that it can't be out of date: another instance, another name. It
is never the truth: whatever is missing is derived again from the objects.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from imaging.archive.disk import mapped
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.dicom_json import to_dicom_json
from imaging.errors import NotFoundError, UnavailableError

# A series to which nothing came for so long is taken to be complete.
QUIET: Final = timedelta(seconds=3)
_PLACE: Final = "The directory of derived documents"
# JSON writes U+0001 only in this form, and a quotation mark in a value never without a backslash before it.
_BASE: Final = b'"BulkDataURI":"\\u0001'


class Metadata:
    """Gives metadata; safe to share between threads and processes."""

    def __init__(self, retrieve: Retrieve, directory: Path, clock: Clock) -> None:
        self._retrieve, self._directory, self._clock = retrieve, directory, clock

    def json(self, instances: Sequence[StoredInstance], base_url: str) -> bytes:
        """Write the metadata of instances, in their order, as a JSON array.

        Bulk data is referred to at ``<base_url>/studies/…/series/…/instances/…/bulkdata/<path>``.
        """
        base = b'"BulkDataURI":' + json.dumps(base_url, ensure_ascii=False).encode()[:-1]
        documents = []
        for _, group in groupby(instances, key=lambda instance: instance.series_id):
            documents.append(self._of_series(tuple(group)).replace(_BASE, base))
        return b"[" + b",".join(documents) + b"]"

    def derive(self, series: Sequence[StoredInstance]) -> bool:
        """Derive the document of a whole series ahead of the first question; False if it is there already."""
        path = self._path(series)
        if path.exists():
            return False
        self._write(path, self._made(series))
        return True

    def _of_series(self, instances: Sequence[StoredInstance]) -> bytes:
        """Return the document of instances of one series without the brackets of its array."""
        path = self._path(instances)
        with suppress(NotFoundError, UnavailableError, zlib.error), mapped(_PLACE):
            return zlib.decompress(path.read_bytes())
        document = self._made(instances)
        if len(instances) > 1 and max(each.received_at for each in instances) < self._clock.now() - QUIET:
            with suppress(UnavailableError):
                self._write(path, document)
        return document

    def _made(self, instances: Iterable[StoredInstance]) -> bytes:
        return b",".join(map(self._of_instance, instances))

    def _of_instance(self, instance: StoredInstance) -> bytes:
        attributes = to_dicom_json(self._retrieve.header(instance).dataset, partial(_bulk_data_uri, instance))
        return json.dumps(attributes, ensure_ascii=False, separators=(",", ":")).encode()

    def _path(self, instances: Sequence[StoredInstance]) -> Path:
        state = hashlib.blake2b(b"".join(instance.sha256 for instance in instances), digest_size=16)
        series_id = instances[0].series_id
        return self._directory / f"{series_id % 1000:03}" / f"{series_id}-{state.hexdigest()}.json.zz"

    def _write(self, path: Path, document: bytes) -> None:
        """Write the document, and remove those of earlier states of the series."""
        with mapped(_PLACE):
            path.parent.mkdir(parents=True, exist_ok=True)
            growing = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            growing.write_bytes(zlib.compress(document, 1))
            series = path.name.partition("-")[0]
            for earlier in path.parent.glob(f"{series}-*"):
                if earlier != path:
                    earlier.unlink(missing_ok=True)
            growing.replace(path)


def _bulk_data_uri(instance: StoredInstance, path: str) -> str:
    return (
        f"\x01/studies/{instance.study_instance_uid}/series/{instance.series_instance_uid}"
        f"/instances/{instance.sop_instance_uid}/bulkdata/{path}"
    )
