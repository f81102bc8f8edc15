"""WADO-RS over HTTP: forms, bytes, conditions, ranges, refusals."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import numpy as np
import pydicom
import pytest
from PIL import Image, ImageCms

from tests.data import sample_path
from tests.serving import Establishment
from viewer.dicomweb.multipart import MultipartReader, PartBegins, PartContent

MR = sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:8]
CT = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:16]
(NATIVE,) = sample_path("mr_overlay").glob("*.dcm")
(ECHO,) = sample_path("us_echo").glob("*.dcm")
(RGB,) = sample_path("us_rgb").glob("*.dcm")
(REPORT,) = sample_path("report_sr").glob("*.dcm")
AS_STORED = {"Accept": 'multipart/related; type="application/dicom"; transfer-syntax=*'}
OCTETS_ALONE = {"Accept": "application/octet-stream; transfer-syntax=*"}
OCTETS = {"Accept": "multipart/related; type=application/octet-stream; transfer-syntax=*"}


def url(path: Path, level: str = "instance") -> str:
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    found = f"/studies/{dataset.StudyInstanceUID}"
    if level != "study":
        found += f"/series/{dataset.SeriesInstanceUID}"
    return found if level in {"study", "series"} else f"{found}/instances/{dataset.SOPInstanceUID}"


def parts_of(answer: httpx.Response) -> list[tuple[dict[str, str], bytes]]:
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    reader, parts = MultipartReader(boundary), []
    for event in reader.feed(answer.content):
        if isinstance(event, PartBegins):
            parts.append((event.headers, bytearray()))
        elif isinstance(event, PartContent):
            parts[-1][1].extend(event.data)
    reader.finish()
    return [(headers, bytes(content)) for headers, content in parts]


@pytest.mark.parametrize(("files", "level"), [(MR[:1], "instance"), (MR, "series"), (CT, "study"), ([ECHO], "study")])
def test_objects_come_byte_for_byte(http: httpx.Client, files: list[Path], level: str) -> None:
    answer = http.get(url(files[0], level), headers=AS_STORED)
    assert answer.status_code == 200
    got = sorted(hashlib.sha256(content).hexdigest() for _, content in parts_of(answer))
    assert got == sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)


def test_one_object_comes_alone_whole_or_in_ranges(http: httpx.Client) -> None:
    whole = http.get(url(MR[0]), headers={"Accept": "application/dicom; transfer-syntax=*"})
    assert whole.content == MR[0].read_bytes()
    assert whole.headers["content-type"].startswith("application/dicom; transfer-syntax=1.2.840.10008.1.2")
    assert whole.headers["content-disposition"].startswith("attachment")
    tail = http.get(url(MR[0]), headers={"Accept": "application/dicom;transfer-syntax=*", "Range": "bytes=-100"})
    assert (tail.status_code, tail.content) == (206, whole.content[-100:])
    behind = http.get(url(MR[0]), headers={"Accept": "application/dicom;transfer-syntax=*", "Range": "bytes=99999999-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200), ("application/dicom", 200), ('multipart/related; type="application/dicom"', 200),
        ("text/html", 406), ("application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90", 406), ("garbage", 406),
        (", ".join(f"image/x{n};q=0.1" for n in range(1000)), 406),
    ],
)  # fmt: skip
def test_negotiation_of_an_object(http: httpx.Client, accept: str, status: int) -> None:
    assert http.get(url(CT[0]), headers={"Accept": accept}).status_code == status


def test_the_accept_parameter_outranks_the_header(http: httpx.Client) -> None:
    parameters = {"accept": "application/dicom; transfer-syntax=*"}
    answer = http.get(url(MR[0]), params=parameters, headers={"Accept": "text/html"})
    assert answer.content == MR[0].read_bytes()


def test_frames_as_cornerstone_asks_for_them(http: httpx.Client) -> None:
    answer = http.get(url(CT[0]) + "/frames/1", headers=OCTETS)
    ((headers, content),) = parts_of(answer)
    assert headers["content-type"] == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.80"
    assert b"\r\nContent-Type: " in answer.content
    assert content == next(pydicom.encaps.generate_frames(pydicom.dcmread(CT[0]).PixelData, number_of_frames=1))
    ((headers, content),) = parts_of(http.get(url(NATIVE) + "/frames/1", headers=OCTETS))
    assert headers["content-type"].endswith("transfer-syntax=1.2.840.10008.1.2.1")
    assert content == pydicom.dcmread(NATIVE).PixelData


@pytest.mark.parametrize("frames", ["0", "2", "1,99", "999999999"])
def test_no_such_frame(http: httpx.Client, frames: str) -> None:
    answer = http.get(f"{url(MR[0])}/frames/{frames}", headers=OCTETS)
    assert (answer.status_code, answer.json()["message"][:13]) == (404, "No such frame")


@pytest.mark.parametrize("frames", ["x", "-1", "1,,2", "1;2", ",", "1-3"])
def test_frames_that_are_none(http: httpx.Client, frames: str) -> None:
    assert http.get(f"{url(MR[0])}/frames/{frames}", headers=OCTETS).status_code == 400


def test_a_report_has_no_frames_and_no_picture(http: httpx.Client) -> None:
    assert http.get(url(REPORT) + "/frames/1", headers=OCTETS).status_code == 404
    assert http.get(url(REPORT) + "/rendered", headers={"Accept": "image/jpeg"}).status_code == 406
    assert http.get(url(REPORT, "study") + "/thumbnail").status_code == 406


def test_a_structured_report_is_rendered_as_what_it_says(http: httpx.Client) -> None:
    plain = http.get(url(REPORT) + "/rendered", headers={"Accept": "text/plain"})
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(plain.text.splitlines()) > 3
    page = http.get(url(REPORT) + "/rendered")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "sandbox" in page.headers["content-security-policy"]
    assert html.escape(plain.text) in page.text


def test_metadata_refer_to_bulk_data_that_can_be_had(http: httpx.Client, house: Establishment) -> None:
    answer = http.get(url(CT[0], "series") + "/metadata", headers={"Accept": "application/dicom+json"})
    assert answer.headers["content-type"] == "application/dicom+json"
    found = answer.json()
    assert len(found) == 16
    assert found[0]["00100010"]["Value"][0]["Alphabetic"] == str(pydicom.dcmread(CT[0]).PatientName).split("=")[0]
    uri = found[0]["7FE00010"]["BulkDataURI"]
    assert uri.startswith(f"{house.served.url}/dicom-web/studies/")
    assert http.get(uri, headers=OCTETS).status_code == 200


@pytest.mark.parametrize("level", ["study", "series", "instance"])
def test_metadata_at_every_level_are_tagged(http: httpx.Client, level: str) -> None:
    answer = http.get(url(MR[0], level) + "/metadata")
    assert len(answer.json()) == (1 if level == "instance" else 8)
    assert answer.headers["content-encoding"] == "gzip"
    again = http.get(url(MR[0], level) + "/metadata", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in answer.headers["cache-control"]


def test_native_pixels_as_bulk_data_alone_in_parts_and_in_ranges(http: httpx.Client) -> None:
    uri = url(NATIVE) + "/bulkdata/7FE00010"
    pixels = pydicom.dcmread(NATIVE).PixelData
    alone = http.get(uri, headers={"Accept": "*/*"})
    assert (alone.content, alone.headers["content-type"]) == (pixels, "application/octet-stream")
    ((_, content),) = parts_of(http.get(uri, headers={"Accept": 'multipart/related; type="application/octet-stream"'}))
    assert content == pixels
    middle = http.get(uri, headers={"Accept": "application/octet-stream", "Range": "bytes=1000-1999"})
    assert (middle.status_code, middle.content) == (206, pixels[1000:2000])
    assert middle.headers["content-range"] == f"bytes 1000-1999/{len(pixels)}"
    assert http.get(url(NATIVE) + "/bulkdata/00100010/7/00100020").status_code == 404


def test_head_tells_what_get_would(http: httpx.Client) -> None:
    for path in (url(MR[0]) + "/metadata", url(MR[0]) + "/frames/1", url(MR[0]) + "/rendered", "/studies"):
        got, told = http.get(path), http.head(path)
        assert (told.status_code, told.content) == (200, b"")
        assert told.headers.get("etag") == got.headers.get("etag")


def picture_of(answer: httpx.Response) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)))


def test_a_window_is_applied_as_the_standard_says(http: httpx.Client) -> None:
    answer = http.get(url(MR[0]) + "/rendered", params={"window": "500,1000,linear"}, headers={"Accept": "image/png"})
    values = pydicom.dcmread(MR[0]).pixel_array.astype(float)
    expected = np.clip(((values - (500 - 0.5)) / (1000 - 1) + 0.5) * 255, 0, 255)
    assert np.abs(picture_of(answer) - expected).max() <= 1


@pytest.mark.parametrize(
    ("accept", "media_type"), [("*/*", "jpeg"), ("image/png", "png"), ("image/webp", "webp"), ("image/gif", "gif")]
)
def test_pictures_in_every_format(http: httpx.Client, accept: str, media_type: str) -> None:
    answer = http.get(url(MR[0]) + "/rendered", headers={"Accept": accept})
    assert answer.headers["content-type"] == f"image/{media_type}"
    dataset = pydicom.dcmread(MR[0])
    assert picture_of(answer).shape[:2] == (dataset.Rows, dataset.Columns)
    again = http.get(url(MR[0]) + "/rendered", headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_viewport_and_quality(http: httpx.Client) -> None:
    small = http.get(url(CT[0]) + "/frames/1/rendered", params={"viewport": "100,100", "quality": "10"})
    assert max(picture_of(small).shape) == 100
    fine = http.get(url(CT[0]) + "/frames/1/rendered", params={"viewport": "100,100", "quality": "95"})
    assert len(fine.content) > len(small.content)


@pytest.mark.parametrize(
    "parameters", [{"window": "a,b"}, {"viewport": "0,0"}, {"quality": "0"}, {"viewport": "9,9,5000,5000,1,1"}]
)
def test_parameters_that_are_none(http: httpx.Client, parameters: dict[str, str]) -> None:
    assert http.get(url(MR[0]) + "/rendered", params=parameters).status_code == 400


def test_a_gif_of_a_multi_frame_image_runs_and_of_one_of_its_frames_does_not(http: httpx.Client) -> None:
    gif = {"Accept": "image/gif"}
    moving = Image.open(io.BytesIO(http.get(url(ECHO) + "/rendered?viewport=160,120", headers=gif).content))
    # Frames that look alike at this size are one that stays longer.
    assert 20 < moving.n_frames <= int(pydicom.dcmread(ECHO, stop_before_pixels=True).NumberOfFrames)
    assert Image.open(io.BytesIO(http.get(url(ECHO) + "/frames/1/rendered", headers=gif).content)).n_frames == 1
    refused = http.get(url(ECHO) + "/rendered?annotation=patient", headers=gif)
    assert refused.status_code == 406


def test_annotations_are_drawn_and_change_nothing_below(http: httpx.Client) -> None:
    path, png = url(MR[0]) + "/rendered", {"Accept": "image/png"}
    plain, drawn = http.get(path, headers=png), http.get(path, headers=png, params={"annotation": "patient,technique"})
    differs = picture_of(plain) != picture_of(drawn)
    assert differs[:60].any()
    assert not differs[len(differs) // 2 :].any()
    assert plain.headers["etag"] != drawn.headers["etag"]
    assert http.get(path, params={"annotation": "age"}).status_code == 400


def test_colours_bring_their_profile_where_it_is_asked_for(http: httpx.Client) -> None:
    path = url(RGB) + "/rendered"
    assert "icc_profile" not in Image.open(io.BytesIO(http.get(path).content)).info
    for wanted in ("srgb", "yes"):
        answer = http.get(path, params={"iccprofile": wanted})
        profile = ImageCms.ImageCmsProfile(io.BytesIO(Image.open(io.BytesIO(answer.content)).info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
    refused = http.get(path, params={"iccprofile": "adobergb"})
    assert refused.status_code == 400
    assert "iccprofile" in refused.json()["message"]


@pytest.mark.parametrize("level", ["study", "series", "instance"])
def test_thumbnails_at_every_level(http: httpx.Client, level: str) -> None:
    assert max(picture_of(http.get(url(CT[0], level) + "/thumbnail")).shape[:2]) == 128
    assert max(picture_of(http.get(url(CT[0], level) + "/thumbnail", params={"viewport": "64,64"})).shape[:2]) == 64


def test_a_series_is_rendered_in_parts(http: httpx.Client) -> None:
    answer = http.get(url(MR[0], "series") + "/rendered", headers={"Accept": 'multipart/related; type="image/jpeg"'})
    parts = parts_of(answer)
    assert [headers["content-type"] for headers, _ in parts] == ["image/jpeg"] * 8
    assert all(content.startswith(b"\xff\xd8") for _, content in parts)


@pytest.mark.parametrize(
    "bad", ["%00", "..", "%2e%2e", "1.2/../..", "1..2", "a", "1" * 65, "1.2%2fseries", "*", "%5c", "1.2%0a"]
)
def test_a_path_that_is_none_never_answers_more(house: Establishment, bad: str) -> None:
    study = url(MR[0], "study").rpartition("/")[2]
    for path in (
        f"/studies/{bad}/metadata",
        f"/studies/{study}/series/{bad}/metadata",
        f"/studies/{bad}/series",
        f"/studies/{bad}",
    ):
        head = f"GET /dicom-web{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        answer = house.served.exchange(f"{head}Authorization: Bearer {house.token}\r\n\r\n".encode("ascii"))
        assert answer[9:12] in {b"400", b"404"}, (path, answer[:200])


@pytest.mark.parametrize(
    "path", ["/studies//metadata", "//studies", "/studies/", "/studies//series", "/studies/1.2.3/series//instances"]
)
def test_empty_segments_are_not_found(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code in {400, 404}


def test_unknown_uids_are_not_found(http: httpx.Client) -> None:
    for path in ("/studies/1.2.3", "/studies/1.2.3/metadata", url(MR[0], "series") + "/instances/1.2.3/frames/1"):
        assert http.get(path).status_code == 404
    wrong_series = url(CT[0], "series") + "/instances/" + url(MR[0]).rpartition("/")[2]
    assert http.get(wrong_series + "/frames/1").status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}]
)
def test_nobody_sees_anything_without_a_token(house: Establishment, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=house.served.url + "/dicom-web", timeout=60) as client:
        for path in (
            "/studies",
            url(MR[0]),
            url(MR[0]) + "/frames/1",
            url(MR[0]) + "/rendered",
            "/studies/1.2/metadata",
        ):
            answer = client.get(path, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
            assert json.loads(answer.content)["error"] == "unauthorized"


@pytest.mark.parametrize(("files", "level"), [(MR, "series"), (CT, "study")])
def test_pixel_data_of_a_series_and_a_study(http: httpx.Client, files: list[Path], level: str) -> None:
    answer = http.get(url(files[0], level) + "/pixeldata", headers=OCTETS)
    assert answer.status_code == 200, answer.text
    parts = parts_of(answer)
    located = {headers["content-location"]: content for headers, content in parts}
    assert len(located) == len(files)
    for path in files:
        assert (
            located[f"{http.base_url}{url(path)[1:]}/frames/1"]
            == http.get(url(path) + "/frames/1", headers=OCTETS_ALONE).content
        )


def test_pixel_data_in_no_accepted_form_and_of_a_report(http: httpx.Client) -> None:
    refused = http.get(url(CT[0], "series") + "/pixeldata", headers={"Accept": 'multipart/related; type="image/jxl"'})
    assert refused.status_code == 406
    assert "can be given as" in refused.json()["message"]
    assert http.get(url(REPORT, "study") + "/pixeldata").status_code == 404


@pytest.mark.parametrize("level", ["instance", "series", "study"])
def test_all_bulk_data_are_those_that_the_metadata_refer_to(http: httpx.Client, level: str) -> None:
    metadata = http.get(url(NATIVE, level) + "/metadata").text
    referred = set(re.findall(r'"BulkDataURI":"([^"]+)"', metadata))
    parts = {
        headers["content-location"]: content
        for headers, content in parts_of(http.get(url(NATIVE, level) + "/bulkdata"))
    }
    assert referred == parts.keys()
    assert referred
    for address, content in parts.items():
        assert http.get(address, headers={"Accept": "application/octet-stream"}).content == content


def test_compressed_pixels_among_all_bulk_data_are_frames(http: httpx.Client) -> None:
    parts = parts_of(http.get(url(CT[0]) + "/bulkdata"))
    [frame] = [content for headers, content in parts if headers["content-type"].startswith("image/jls")]
    assert frame == http.get(url(CT[0]) + "/frames/1", headers={"Accept": "image/jls"}).content


XML = {"Accept": 'multipart/related; type="application/dicom+xml"'}


def test_metadata_and_searches_as_xml_say_the_same_as_json(http: httpx.Client) -> None:
    for path in (url(MR[0], "series") + "/metadata", "/studies"):
        models = http.get(path).json()
        answer = http.get(path, headers=XML)
        assert answer.headers["content-type"].startswith('multipart/related; type="application/dicom+xml"')
        parts = parts_of(answer)
        assert len(parts) == len(models)
        for model, (headers, text) in zip(models, parts, strict=True):
            assert headers["content-type"] == "application/dicom+xml"
            uid = ET.fromstring(text).find("{*}DicomAttribute[@keyword='StudyInstanceUID']/{*}Value")
            assert uid is not None
            assert [uid.text] == model["0020000D"]["Value"]


def test_a_search_without_an_answer_has_no_parts(http: httpx.Client) -> None:
    answer = http.get("/studies?PatientID=NOBODY", headers=XML)
    assert (answer.status_code, answer.content) == (204, b"")


def test_metadata_in_another_form_are_refused_in_words(http: httpx.Client) -> None:
    answer = http.get("/studies", headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert "application/dicom+xml" in answer.json()["message"]
