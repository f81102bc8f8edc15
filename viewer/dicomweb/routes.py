"""The routes of DICOMweb, those that are asked most first."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route, Router

from imaging.archive.finished_pictures import FinishedPictures
from imaging.archive.transcoding import Transcoder
from imaging.house import House
from imaging.sharing.slip_font import readable_font
from viewer.callers import Callers
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.bulk_data import BulkDataAnswers
from viewer.dicomweb.frames import Frames
from viewer.dicomweb.metadata import MetadataAnswers
from viewer.dicomweb.objects import Objects
from viewer.dicomweb.recently import Recently
from viewer.dicomweb.rendered import Rendered
from viewer.dicomweb.rendering_parameters import read_rendering, read_thumbnail
from viewer.dicomweb.search import Searches
from viewer.dicomweb.store import Store
from viewer.offload import Offload

STUDY = "/studies/{study}"
SERIES = STUDY + "/series/{series}"
INSTANCE = SERIES + "/instances/{instance}"


def routes(house: House) -> list[BaseRoute]:
    """Return everything below ``/dicom-web``."""
    admission = Admission(
        Callers(house.tokens, house.sessions),
        house.archive.retrieve,
        house.access_log,
        house.audit,
        Offload.over(house.settings),
        house.reach,
    )
    addresses = Addresses(house.settings.base_url)
    below = [
        *_show(house, admission, addresses),
        *_retrieve(house, admission, addresses),
        *_search(house, admission, addresses),
    ]
    store = Store(admission, house.archive.landing, house.archive.ingest, house.audit, house.events, addresses)
    limit = house.settings.max_upload_bytes
    for path in ("/studies", STUDY):
        below.insert(0, Route(path, store.__call__, methods=["POST"], max_body_size=limit))
    return [Mount("/dicom-web", app=Router(below, redirect_slashes=False))]


def _show(house: House, admission: Admission, addresses: Addresses) -> list[BaseRoute]:
    found: list[BaseRoute] = []
    recently = Recently(admission)
    finished = FinishedPictures(house.archive.pictures, house.archive.retrieve, readable_font())
    for name, read in (("rendered", read_rendering), ("thumbnail", read_thumbnail)):
        resource = Rendered(admission, house.archive.retrieve, finished, addresses, read, recently)
        found += [
            Route(f"{INSTANCE}/frames/{{frames}}/{name}", resource.frames),
            Route(f"{INSTANCE}/{name}", resource.instance),
            Route(f"{SERIES}/{name}", resource.many),
            Route(f"{STUDY}/{name}", resource.many),
        ]
    return found


def _retrieve(house: House, admission: Admission, addresses: Addresses) -> list[BaseRoute]:
    retrieve, transcoder = house.archive.retrieve, Transcoder(house.archive.retrieve, house.decoders)
    frames = Frames(admission, retrieve, transcoder, addresses)
    metadata = MetadataAnswers(admission, house.archive.metadata, addresses)
    bulk_data = BulkDataAnswers(admission, retrieve, frames, addresses)
    objects = Objects(admission, retrieve, transcoder, addresses)
    return [
        Route(INSTANCE + "/frames/{frames}", frames.frames),
        Route(INSTANCE + "/pixeldata", frames.pixel_data),
        Route(INSTANCE + "/bulkdata/{path:path}", bulk_data.__call__),
        *(Route(path + "/bulkdata", bulk_data.every) for path in (INSTANCE, SERIES, STUDY)),
        *(Route(path + "/pixeldata", frames.pixel_data_of_many) for path in (SERIES, STUDY)),
        *(Route(path + "/metadata", metadata.__call__) for path in (SERIES, INSTANCE, STUDY)),
        *(Route(path, objects.__call__) for path in (INSTANCE, SERIES, STUDY)),
    ]


def _search(house: House, admission: Admission, addresses: Addresses) -> list[BaseRoute]:
    searches = Searches(admission, house.archive.search, addresses)
    return [
        Route("/studies", searches.studies),
        *(Route(path + "/series", searches.series) for path in ("", STUDY)),
        *(Route(path + "/instances", searches.instances) for path in ("", STUDY, SERIES)),
    ]
