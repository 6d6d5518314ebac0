"""Measures programs and makes the data for it.

    measure REPEATS COMMAND...   prints {"wall", "cpu", "rss"} of each run, a JSON object a line:
                                 seconds, seconds of user and system, bytes of the largest process
    peer NAME ARCHIVE FOLDER     unpacks the archive and writes each CSV as ZSTD Parquet
    pack FOLDER ARCHIVE          zips a folder of CSV files
    small COUNT ARCHIVE          zips that many small CSV files, a hundred to a folder
"""
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path


def measure(repeats, *command):
    for _ in range(int(repeats)):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = child.stderr.read()
        # The usage of the program and of all it waited for; the largest of them counts.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{command[0]} failed: {complaint.decode(errors='replace')[-2000:]}")
        cpu = usage.ru_utime + usage.ru_stime
        print(json.dumps({"wall": wall, "cpu": cpu, "rss": usage.ru_maxrss * 1024}))


def with_duckdb(options):
    def convert(source, target):
        import duckdb

        read = f"read_csv('{source}'{options})"
        duckdb.sql(f"COPY (FROM {read}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")

    return convert


def with_polars(source, target):
    import polars

    polars.scan_csv(source, try_parse_dates=True).sink_parquet(target, compression="zstd")


def with_pandas(source, target):
    import pandas

    pandas.read_csv(source).to_parquet(target, compression="zstd")


PEERS = {
    "duckdb": with_duckdb(""),
    "duckdb-all": with_duckdb(", sample_size=-1"),
    "polars": with_polars,
    "pandas": with_pandas,
}


def peer(name, archive, folder):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["unzip", "-q", "-o", archive, "-d", folder], check=True)
    for source in sorted(Path(folder).rglob("*.csv")):
        PEERS[name](str(source), str(source.with_suffix(".parquet")))


def pack(folder, archive):
    files = sorted(Path(folder).rglob("*.csv"))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for file in files:
            target.write(file, file.relative_to(folder))


def small(count, archive):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for at in range(int(count)):
            rows = (f"{at * 20 + row},2024-01-{row + 1:02},{row}.50,name {at}\n" for row in range(20))
            text = "id,day,amount,name\n" + "".join(rows)
            target.writestr(f"table_{at // 100}/part_{at}.csv", text)


if __name__ == "__main__":
    {"measure": measure, "peer": peer, "pack": pack, "small": small}[sys.argv[1]](*sys.argv[2:])
