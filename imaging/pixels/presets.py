"""Windows that people choose by name, by modality and body part.

A preset's ``key`` is what a page's dictionary translates; Chinese and English names stand beside it for whoever has no
dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass

from imaging.pixels.windows import Window


@dataclass(frozen=True, slots=True)
class Preset:
    """A window with a name."""

    key: str
    chinese: str
    english: str
    window: Window


def _ct(key: str, chinese: str, english: str, center: float, width: float) -> Preset:
    return Preset(f"ct-{key}", chinese, english, Window(center, width, explanation=english))


# In Hounsfield units; the values are the ones of textbooks and of the consoles of the large makers.
BRAIN = _ct("brain", "脑窗", "Brain", 40, 80)
STROKE = _ct("stroke", "卒中窗", "Stroke", 32, 8)
SUBDURAL = _ct("subdural", "硬膜下窗", "Subdural", 75, 215)
TEMPORAL_BONE = _ct("temporal-bone", "颞骨窗", "Temporal bone", 600, 2800)
BONE = _ct("bone", "骨窗", "Bone", 400, 1800)
LUNG = _ct("lung", "肺窗", "Lung", -600, 1500)
MEDIASTINUM = _ct("mediastinum", "纵隔窗", "Mediastinum", 50, 350)
SOFT_TISSUE = _ct("soft-tissue", "软组织窗", "Soft tissue", 50, 400)
ABDOMEN = _ct("abdomen", "腹窗", "Abdomen", 60, 400)
LIVER = _ct("liver", "肝窗", "Liver", 90, 150)
SPINE = _ct("spine", "脊柱窗", "Spine", 50, 250)
ANGIOGRAPHY = _ct("angiography", "血管窗", "Angiography", 300, 600)

GENERAL = (SOFT_TISSUE, LUNG, BONE, BRAIN, ABDOMEN, ANGIOGRAPHY)
BY_BODY_PART = {
    "HEAD": (BRAIN, STROKE, SUBDURAL, TEMPORAL_BONE, BONE),
    "BRAIN": (BRAIN, STROKE, SUBDURAL, BONE),
    "EAR": (TEMPORAL_BONE, BONE, SOFT_TISSUE),
    "SKULL": (BONE, BRAIN, SOFT_TISSUE),
    "SINUS": (BONE, SOFT_TISSUE),
    "NECK": (SOFT_TISSUE, ANGIOGRAPHY, BONE),
    "CHEST": (LUNG, MEDIASTINUM, BONE, ANGIOGRAPHY),
    "LUNG": (LUNG, MEDIASTINUM, BONE),
    "HEART": (MEDIASTINUM, ANGIOGRAPHY, LUNG),
    "ABDOMEN": (ABDOMEN, LIVER, BONE, ANGIOGRAPHY, LUNG),
    "LIVER": (LIVER, ABDOMEN, ANGIOGRAPHY),
    "PELVIS": (ABDOMEN, BONE, ANGIOGRAPHY),
    "SPINE": (SPINE, BONE, SOFT_TISSUE),
    "EXTREMITY": (BONE, SOFT_TISSUE, ANGIOGRAPHY),
}
# Parts of the list of PS3.16 Annex L, and what devices write instead, by what they contain.
SYNONYMS = {
    "THORAX": "CHEST", "CARDIAC": "HEART", "CORONARY": "HEART", "SPINE": "SPINE", "VERTEBRA": "SPINE",
    "IAC": "EAR", "TEMPORAL": "EAR", "ORBIT": "SINUS", "MAXILLA": "SINUS", "KNEE": "EXTREMITY", "FOOT": "EXTREMITY",
    "HAND": "EXTREMITY", "ELBOW": "EXTREMITY", "SHOULDER": "EXTREMITY", "ANKLE": "EXTREMITY", "WRIST": "EXTREMITY",
    "LEG": "EXTREMITY", "ARM": "EXTREMITY", "HIP": "PELVIS", "KIDNEY": "ABDOMEN",
}  # fmt: skip


def presets_for(modality: str, body_part: str = "") -> tuple[Preset, ...]:
    """Return the presets that make sense for an image, the most useful first.

    Parameters
    ----------
    modality : str
        Modality (0008,0060). Only CT has fixed units; for the others the file's own windows are the presets.
    body_part : str
        Body Part Examined (0018,0015), in any spelling; empty: a general choice.
    """
    if modality != "CT":
        return ()
    return BY_BODY_PART.get(_body_part(body_part), GENERAL)


def _body_part(text: str) -> str:
    name = text.strip().upper()
    if name in BY_BODY_PART:
        return name
    for part, synonym in SYNONYMS.items():
        if part in name:
            return synonym
    return next((part for part in BY_BODY_PART if part in name), "")
