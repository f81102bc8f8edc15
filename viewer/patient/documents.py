"""What the page is told, as JSON; `viewer/web/src/patient/documents.ts` names the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from imaging.archive.pictures import description_of
from imaging.dicom.person_names import displayable
from imaging.orders.orders import Order
from imaging.orders.progress import Step
from imaging.orders.reports import Report, ReportState
from imaging.pixels.presets import presets_for
from imaging.sharing.film import Film, FilmSeries
from imaging.sharing.frame_kinds import SeriesKinds
from imaging.sharing.losses import SeriesLoss

# Images that came so recently are probably not the last ones.
ARRIVING = timedelta(seconds=60)

Document = dict[str, Any]


@dataclass(frozen=True)
class Shared:
    """The link that a page belongs to."""

    handle: str
    expires_at: datetime


@dataclass(frozen=True)
class Here:
    """The hospital, whose clocks tell the time of everything that a patient is told."""

    hospital: str
    # None: the machine's own.
    time_zone: tzinfo | None
    now: datetime


def status_document(order: Order, film: Film, reports: tuple[Report, ...], link: Shared, here: Here) -> Document:
    """How far the exam is. Before images are here nobody is named: the slip may be in anybody's hand."""
    report = reports[0] if reports else None
    is_here = bool(film.shown)
    return {
        "done": _done(report, is_here=is_here),
        "hospital": here.hospital,
        "exam": {
            "description": order.procedure_description,
            "modality": order.modality,
            "scheduled_at": order.scheduled_at and moment(order.scheduled_at, here.time_zone),
            "place": order.place,
            "preparation": order.preparation,
        },
        "patient": {"name": order.patient_name, "birth_date": order.patient_birth_date} if is_here else None,
        "studies": [
            {
                "id": study.id,
                "description": study.description,
                "date": study.date,
                "time": study.time,
                "series": [series_summary(each) for each in study.series if each.images],
            }
            for study in film.studies
        ],
        "report": report and _report_summary(report, here.time_zone),
        "arriving": film.changed_at is not None and here.now - film.changed_at < ARRIVING,
        "link": {"handle": link.handle, "expires_at": moment(link.expires_at, here.time_zone)},
    }


def series_summary(series: FilmSeries) -> Document:
    """A series as it stands in a list."""
    return {
        "id": series.key,
        "version": series.version,
        "part": _part(series),
        "number": series.number,
        "modality": series.modality,
        "description": series.description,
        "body_part": series.body_part,
        "frames": series.frames,
    }


def series_document(series: FilmSeries, kinds: SeriesKinds) -> Document:
    """Everything that turning the pages of a series needs."""
    presets = presets_for(series.modality, series.body_part)
    return series_summary(series) | {
        "presets": [
            {"chinese": preset.chinese, "english": preset.english, "window": preset.window.to_text()}
            for preset in presets
        ]
        or _own_windows(series),
        "kinds": [asdict(kind) for kind in kinds.kinds],
        "frame_kinds": kinds.frame_kinds,
    }


def report_document(reports: tuple[Report, ...], time_zone: tzinfo | None) -> Document:
    """The report that holds, and what it has replaced."""
    return {"versions": [_report_summary(each, time_zone) | _report_text(each) for each in reports]}


def loss_document(loss: SeriesLoss) -> Document:
    """What of a series is lost: numbers of images, and how many objects that are none."""
    return {"series": series_summary(loss.series), "images": loss.ranges, "others": loss.others}


def moment(at: datetime, time_zone: tzinfo | None) -> str:
    """Write a moment as the hospital's clocks show it, as the slip does: the phone may be anywhere."""
    return at.astimezone(time_zone).isoformat(timespec="seconds")


def _done(report: Report | None, *, is_here: bool) -> list[Step]:
    """Name each step by itself: a report may come before the images do, or while they wait for a person's word."""
    is_final = report is not None and report.state in {ReportState.FINAL, ReportState.AMENDED}
    return [Step.SCHEDULED, *[Step.IMAGES] * is_here, *[Step.REPORT] * is_final]


def _part(series: FilmSeries) -> Document | None:
    """What a part is called beside the others; localizers are called so even where there is nothing else."""
    if series.part is None or not (series.is_divided or series.is_localizer):
        return None
    return {"kind": series.part.kind, "number": series.part.number}


def _report_summary(report: Report, time_zone: tzinfo | None) -> Document:
    return {"version": report.version, "state": report.state, "issued_at": moment(report.issued_at, time_zone)}


def _report_text(report: Report) -> Document:
    return {"author": report.author, "text": report.text, "pdf_bytes": report.pdf_size_bytes}


def _own_windows(series: FilmSeries) -> list[Document]:
    """The windows that the file itself offers, where a modality has no units that all devices share."""
    windows = description_of(series.images[0]).windows
    return [
        {
            "chinese": displayable(window.explanation) or f"窗 {position}",
            "english": displayable(window.explanation) or f"Window {position}",
            "window": window.to_text(),
        }
        for position, window in enumerate(windows, start=1)
        if len(windows) > 1
    ]
