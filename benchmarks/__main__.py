"""All measurements, one after the other: ``python -m benchmarks [NAME …]``. Leave the machine alone meanwhile."""

from __future__ import annotations

import subprocess
import sys

# Each is a module that prints its table and can be run alone.
MEASUREMENTS = ("store", "large_object", "web", "phone", "idle_memory")


def main() -> int:
    """Run the named measurements, or all."""
    names = sys.argv[1:] or MEASUREMENTS
    unknown = set(names) - set(MEASUREMENTS)
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}.")
        return 2
    failed = [
        name for name in names if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    ]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
