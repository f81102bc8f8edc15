"""How whoever is signed in wants the viewer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.reading.preferences import ViewerPreferences
from viewer.desk.asked import Asked, Body
from viewer.desk.door import Door


class Layout(Body):
    """Places below and beside each other."""

    rows: int = Field(ge=1, le=3)
    columns: int = Field(ge=1, le=3)


class Preferences(Body):
    """What can be chosen; kinds of exams are a modality and a body part: ``CT/HEAD``."""

    layouts: dict[str, Layout] = Field(default_factory=dict, max_length=200)
    texts: bool = True


@dataclass(frozen=True)
class PreferencePages:
    """Read when the viewer opens, written when something is chosen."""

    door: Door
    preferences: ViewerPreferences

    def routes(self) -> list[Route]:
        """Give both ways."""
        path = "/viewer-preferences"
        return [
            self.door.route("GET", path, Action.SEE_IMAGES, self.show),
            self.door.route("POST", path, Action.SEE_IMAGES, self.keep),
        ]

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with what was chosen."""
        return kept_preferences(self.preferences, asked.person.user_id)

    def keep(self, asked: Asked) -> dict[str, Any]:
        """Keep what is chosen now."""
        wanted = asked.form(Preferences)
        self.preferences.keep(asked.person.user_id, wanted.model_dump_json())
        return wanted.model_dump()


def kept_preferences(preferences: ViewerPreferences, user_id: int) -> dict[str, Any]:
    """Return what somebody chose; what could once be chosen and can't be any more is left out."""
    kept = json.loads(preferences.of(user_id))
    known = {name: value for name, value in kept.items() if name in Preferences.model_fields}
    return Preferences.model_validate(known).model_dump()
