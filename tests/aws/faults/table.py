"""The table, for a terminal and for `docs/FAULTS.md`."""

from .cells import BOUND, FUNCTIONS
from .copy import STEP_SECONDS
from .proxy import MODES
from .replies import DEPENDENCIES

LEGEND = """
An outcome is one of

- `answered`: with the right rows. *after retries*: a call of the step failed and was made again. *without cache*: the
  step failed by this name, and the question was answered without looking up or keeping an answer.
- `failed NAME`: the job ended, and says so to whoever asks; [errors](errors/README.md) explains each name.
- a status of HTTP with the name of the problem: the call was not answered. The same call made again afterwards, with
  the same key where it has one, did its work once.
- `dead letter`: after its attempts the event waited in a queue, and did its work once when it was put back.
- *Not used*: in questions to an upload and to a database, an upload, a feedback and looks at all of them, with new
  processes, the function did not call this.

Below each outcome stands the alarm whose metric got a value; `-` where nothing was lost for anybody.
"""
HEAD = f"""# Faults

What happens when something that a function needs is *down* (the connection is reset), *slow* (the call is done, and
its answer never comes), *throttling* (by the error that the service itself has for it) or *lying* (a success with half
of its body, or garbage). One dependency, for one function, at a time.

The table is made by `cargo xtask e2e --faults`, on emulated AWS, with the real functions. Each job had to end within
{BOUND} s, with one execution and every object of it written once; afterwards the next question had to be answered by the
same processes. A function and its state have at most {STEP_SECONDS} s there, a state repeats a call once instead of
three times, a message is a dead letter after two attempts instead of five, and waits between attempts are a twentieth, so
that a hanging call costs seconds; a step whose own bound is longer (the model's 50 s, a source's `timeout_ms`) therefore
shows `Step.Timeout` where it would name its own.
"""


def markdown(cells: dict) -> str:
    """A table a function would be wide: one for each function, with the dependencies in rows and the modes in columns."""
    parts = [HEAD, LEGEND]
    for function in FUNCTIONS:
        parts.append(f"\n## {function}\n")
        used = [d for d in DEPENDENCIES if (function, d, MODES[0]) in cells]
        if used:
            parts.append("| dependency | " + " | ".join(MODES) + " |\n|---|" + "---|" * len(MODES))
        for dependency in used:
            told = (cells[function, dependency, mode] for mode in MODES)
            row = (cell if isinstance(cell, str) else f"{cell.outcome}<br>{cell.alarm}" for cell in told)
            parts.append(f"| {dependency} | " + " | ".join(row) + " |")
        unused = [d for d in DEPENDENCIES if d not in used]
        parts.append(f"\nNot used: {', '.join(unused)}." if unused else "")
    return "\n".join(parts).rstrip() + "\n"
