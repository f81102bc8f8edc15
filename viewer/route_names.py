"""The names of routes, as the log and the metrics know them: ``/dicom-web/studies/{study}``, never a real path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Scope

UNKNOWN = "unknown"


class RouteNames:
    """Finds the name of the route that took a request."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._names: dict[tuple[int, frozenset[str]], str] = {}
        for prefix, route in flatten(routes):
            # One endpoint may serve several paths; their parameters tell them apart. Routes live as long as we do, so
            # that the identity of their endpoint names it, whether it can be hashed or not.
            self._names[id(route.endpoint), frozenset(route.param_convertors)] = prefix + route.path

    def of(self, scope: Scope) -> str:
        """Return the name, `UNKNOWN` where no route fits."""
        return self._names.get((id(scope.get("endpoint")), frozenset(scope.get("path_params", ()))), UNKNOWN)


def flatten(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, Route | WebSocketRoute]]:
    """Yield every route below mounts, with the path that stands before it."""
    for route in routes:
        if isinstance(route, Route | WebSocketRoute):
            yield prefix, route
        elif isinstance(route, Mount):
            yield from flatten(route.routes or (), prefix + route.path)
