"""The archive of one process, composed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from imaging.archive.blobs import BlobStore
from imaging.archive.ingest import Ingest
from imaging.archive.landing import Landing
from imaging.archive.metadata import Metadata
from imaging.archive.objects import Objects
from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.archive.search import Search
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.pixels.decoders import DecoderPool


@dataclass(frozen=True)
class Archive:
    """The one way in, the one way out, and what they stand on. Open one in each process, after the fork."""

    index: Index
    landing: Landing
    blobs: BlobStore
    objects: Objects
    ingest: Ingest
    retrieve: Retrieve
    pictures: Pictures
    metadata: Metadata
    search: Search

    @classmethod
    def open(
        cls, data_dir: Path, index: Index, blobs: BlobStore, clock: Clock, decoders: DecoderPool | None = None
    ) -> Self:
        """Compose the archive; landing directory and derived documents lie in ``data_dir``."""
        landing = Landing(data_dir / "landing")
        objects = Objects(landing, blobs)
        ingest = Ingest(index, landing, objects, clock)
        retrieve = Retrieve(index, objects)
        pictures = Pictures(index, retrieve, decoders or DecoderPool(), clock)
        metadata = Metadata(retrieve, data_dir / "derived" / "metadata", clock)
        return cls(index, landing, blobs, objects, ingest, retrieve, pictures, metadata, Search(index))

    def close(self) -> None:
        """Give up the landing directory and the connections."""
        self.ingest.close()
        self.pictures.close()
        self.landing.close()
        self.index.close()
