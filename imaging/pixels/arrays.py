"""Names for the arrays that go through the pipeline."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Samples as they are stored: integers of 8 to 64 bits, or floats; (rows, columns) or (rows, columns, samples).
Frame: TypeAlias = NDArray[Any]
# Modality values and display values before they are rounded.
Floats: TypeAlias = NDArray[np.float64]
# Entries of lookup tables.
Words: TypeAlias = NDArray[np.uint16]
# Grey levels, or red, green and blue: what is shown.
Bytes: TypeAlias = NDArray[np.uint8]
# Pixels that belong to something.
Mask: TypeAlias = NDArray[np.bool_]
