"""Finds the dialect of each file named on standard input with three other programs.

Prints a JSON object a line: {"tool", "file", "delimiter", "quote"}; delimiter is null on failure.
Each file is tried in a process of its own, ended after TIMEOUT seconds.
"""
import csv
import json
import multiprocessing
import sys

import clevercsv
import duckdb

TIMEOUT = 10


def text_of(path):
    with open(path, "rb") as file:
        data = file.read(256 * 1024)
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("latin-1")


def python_sniffer(path):
    dialect = csv.Sniffer().sniff(text_of(path))
    return dialect.delimiter, dialect.quotechar


def clever_csv(path):
    dialect = clevercsv.Detector().detect(text_of(path))
    return dialect.delimiter, dialect.quotechar


def duck_db(path):
    query = "SELECT Delimiter, Quote FROM sniff_csv(?)"
    delimiter, quote = duckdb.execute(query, [path]).fetchone()
    return delimiter, "" if quote in ("\0", "(empty)") else quote


TOOLS = {"Python csv.Sniffer": python_sniffer, "DuckDB sniff_csv": duck_db, "CleverCSV": clever_csv}


def work(tool, path, sender):
    try:
        sender.send(TOOLS[tool](path))
    except Exception:
        sender.send((None, None))


def main():
    for path in map(str.strip, sys.stdin):
        for tool in TOOLS:
            receiver, sender = multiprocessing.Pipe(False)
            process = multiprocessing.Process(target=work, args=(tool, path, sender))
            process.start()
            found = (None, None)
            if receiver.poll(TIMEOUT):
                try:
                    found = receiver.recv()
                except EOFError:
                    pass
            process.kill()
            process.join()
            record = {"tool": tool, "file": path, "delimiter": found[0], "quote": found[1]}
            print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main()
