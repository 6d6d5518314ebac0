"""How much memory each function takes at most while the checks run: the high-water mark of its processes."""

import contextlib
import re
import threading
from pathlib import Path

PAUSE_SECONDS = 0.1
# The logical name, which stands within the name that the stack gave.
NAME = re.compile(rb"AWS_LAMBDA_FUNCTION_NAME=.*-([A-Za-z]+)Function-")


def function_of(process: Path) -> str | None:
    """The folder of the function that this process is, if it is one."""
    if (process / "exe").readlink().name.removesuffix(" (deleted)") != "bootstrap":
        return None
    found = NAME.search((process / "environ").read_bytes())
    return found and re.sub(r"(?<=[a-z])(?=[A-Z])", "-", found.group(1).decode()).lower()


def high_water_mark(process: Path) -> int:
    """Bytes; 0 of a process that is about to end."""
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def look(most: dict[str, int]) -> None:
    for process in Path("/proc").glob("[0-9]*"):
        # It may end while it is looked at.
        with contextlib.suppress(OSError):
            if name := function_of(process):
                most[name] = max(most.get(name, 0), high_water_mark(process))


@contextlib.contextmanager
def watched():
    """Gives what fills while the block runs: most bytes by the function's folder."""
    most: dict[str, int] = {}
    end = threading.Event()

    def watch() -> None:
        while not end.wait(PAUSE_SECONDS):
            look(most)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        end.set()
        thread.join()
