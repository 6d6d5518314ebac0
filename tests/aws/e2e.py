"""The templates, deployed to emulated AWS and driven from outside; one line a check.

    e2e.py --project DIR --sam PROGRAM --emulator PROGRAM
"""

import argparse
import sys
import tempfile
from pathlib import Path

import parts
import probe
import translate
import wiring


def run(project: Path, sam: Path, emulator: Path) -> int:
    failures = 0
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as temporary:
        folder = Path(temporary)
        journal = folder / "journal.jsonl"
        probe.build(project / "functions", folder / "bootstraps", journal)
        translate.translate(project, folder / "bootstraps", folder / "copy")
        with parts.emulator(emulator, folder) as url:
            parts.deploy(sam, folder / "copy", url, Stage="e2e", GluePrefix="analyst_e2e")
            print("ok      the templates deploy", flush=True)
            deployment = wiring.Deployment(url, journal)
            for check in wiring.CHECKS:
                said = check.__doc__.splitlines()[0]
                try:
                    check(deployment)
                    print(f"ok      {said}", flush=True)
                except Exception as error:  # Whatever went wrong, the other checks are told too.
                    failures += 1
                    print(f"FAILED  {said}: {type(error).__name__}: {error}", flush=True)
    return failures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    for name in ("--project", "--sam", "--emulator"):
        arguments.add_argument(name, type=Path, required=True)
    given = arguments.parse_args()
    failed = run(given.project.resolve(), given.sam, given.emulator)
    sys.exit(f"{failed} checks failed" if failed else 0)
