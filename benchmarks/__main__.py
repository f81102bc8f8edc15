"""All measurements, one after the other, and one table: ``python -m benchmarks [NAME …]``. Leave the machine alone.

The exit code is 1 if a figure is not what is wanted, or could not be measured.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence

from benchmarks import first_start, idle_memory, large_object, phone, room_pages, rooms, store, viewer, web, work_list
from benchmarks.figures import Figure, report

MEASUREMENTS: dict[str, Callable[[], Sequence[Figure]]] = {
    "store": store.figures,
    "large_object": large_object.figures,
    "web": web.figures,
    "phone": phone.figures,
    "viewer": viewer.figures,
    "room_pages": room_pages.figures,
    "work_list": work_list.figures,
    "rooms": rooms.figures,
    "idle_memory": idle_memory.figures,
    "first_start": first_start.figures,
}


def main() -> int:
    """Run the named measurements, or all."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"There is no measurement {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}.")
        return 2
    figures: list[Figure] = []
    failed = []
    for name in names:
        print(f"Measuring {name} …", flush=True)
        try:
            figures += MEASUREMENTS[name]()
        except FileNotFoundError as error:
            print(f"{error.filename} is not here.")
            failed.append(name)
        except Exception:  # noqa: BLE001  (what one of them meets must not keep the others from being measured)
            traceback.print_exc()
            failed.append(name)
    exit_code = report(figures)
    if failed:
        print(f"Not measured: {', '.join(failed)}.")
    return 1 if failed else exit_code


if __name__ == "__main__":
    sys.exit(main())
