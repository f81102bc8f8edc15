"""How what tests start comes to its end, also when the tests are cut off: nothing of theirs may go on running."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

# In front of a command: the kernel ends it when whoever started it ends, however that happens.
DYING_TOGETHER = ("setpriv", "--pdeathsig", "KILL", "--")


@contextmanager
def finally_running(*commands: Sequence[object]) -> Iterator[None]:
    """Have commands run at the end, for engines that go into the background where nobody's death reaches them.

    A shell in a session of its own waits until the pipe closes whose other end is here: that happens at the end of the
    context, and also when this process is killed.
    """
    script = "read -r _; " + "; ".join(shlex.join(map(str, command)) for command in commands)
    guard = subprocess.Popen(
        ["sh", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.communicate()
