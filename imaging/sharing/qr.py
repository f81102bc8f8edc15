"""QR codes: the address and the secret, nothing else, as PNG, as SVG and for the terminal.

Error correction Q, because slips are folded, and a quiet zone of four modules, because ISO/IEC 18004 asks for it and
old cameras need it.
"""

from __future__ import annotations

import io

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

QUIET_ZONE = 4


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the code, quiet zone included; true is dark."""
    return tuple(tuple(bool(module) for module in row) for row in _code(text).get_matrix())


def png(text: str, module_pixels: int = 10) -> bytes:
    """Return the code as a PNG, with whole pixels for every module."""
    buffer = io.BytesIO()
    code = _code(text)
    code.box_size = module_pixels
    code.make_image(image_factory=PilImage).save(buffer, format="PNG")
    return buffer.getvalue()


def svg(text: str) -> str:
    """Return the code as an SVG without size, to be scaled by whoever shows it: one path, one unit a module."""
    rows = modules(text)
    size = len(rows)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in dark_runs(row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def terminal(text: str) -> str:
    """Return the code in half blocks, dark on light whatever the terminal's colours are."""
    rows = modules(text)
    padded = [*rows, (False,) * len(rows[0])] if len(rows) % 2 else list(rows)
    blocks = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    pairs = (zip(padded[y], padded[y + 1], strict=True) for y in range(0, len(padded), 2))
    lines = ("".join(blocks[pair] for pair in line) for line in pairs)
    return "\n".join(f"\x1b[30;107m{line}\x1b[0m" for line in lines)


def dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    start = None
    for x, is_dark in enumerate((*row, False)):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs


def _code(text: str) -> QRCode[PilImage]:
    code: QRCode[PilImage] = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    # The library splits the text so that capitals and digits, of which the secret is made, take fewer bits.
    code.add_data(text, optimize=8)
    code.make(fit=True)
    return code
