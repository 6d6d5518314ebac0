"""Which of a corpus's queries the guard refuses although PostgreSQL would run them.

    guard_corpus.py --corpus DIR --analyst PROGRAM --postgres BIN

A query is a statement of a `*.sql` file that begins as one. Whether PostgreSQL would run it is asked of a real server, by
EXPLAIN, after the tables and columns that it names were made. Prints each query that the server would run and the guard refuses, with the reason.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "tests/aws"))
import parts

# What says that the server does not run it: syntax, a name, a function, a type or a feature that is not there, or too many columns.
NOT_HERE = {"42601", "42P01", "42703", "42883", "42704", "42P02", "0A000", "42712", "42702", "42P10"}
# A statement that writes is no query, however it begins.
WRITES = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|MERGE\s+INTO)\b", re.IGNORECASE)
QUERY = re.compile(r"^[\s(]*(SELECT|WITH|VALUES|TABLE|FROM)\b", re.IGNORECASE)


def statements(path: Path) -> list[str]:
    """Those of a file that ends them by `;` at the end of a line, or, without any, of one that has one a line."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith(("#", "--"))]
    if not any(line.rstrip().endswith(";") for line in lines):
        return [line for line in lines if line.strip()]
    found = re.split(r";[ \t]*(?:--.*)?$", "\n".join(lines), flags=re.MULTILINE)
    return [statement.strip() for statement in found if statement.strip()]


def verdicts(analyst: Path, queries: list[str], dialect: str) -> list[dict]:
    """What the guard says of each."""
    done = subprocess.run(
        [analyst, "check-sql", "--dialect", dialect, "--json", "-0"],
        input="\0".join(queries), capture_output=True, text=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(queries), f"{len(found)} verdicts on {len(queries)} queries: {done.stderr}"
    return found


# Tables and columns that a query names and that are not there are made until its names are all known: a corpus has the
# schema of somebody else.
TRY = """
CREATE FUNCTION state_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; state text; name text; made text[] := '{}'; one text;
BEGIN
  FOR round IN 1..60 LOOP
    BEGIN
      EXECUTE 'EXPLAIN ' || query;
      RETURN '00000';
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
    END;
    name := substring(said FROM 'relation "(.*)" does not exist');
    IF state = '42P01' AND name IS NOT NULL AND position('.' IN name) = 0 THEN
      EXECUTE format('CREATE TABLE %I ()', name);
      made := made || name;
    ELSIF state = '42P01' AND name IS NOT NULL THEN
      EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', split_part(name, '.', 1));
      EXECUTE format('CREATE TABLE %I.%I ()', split_part(name, '.', 1), split_part(name, '.', 2));
      made := made || name;
    ELSIF state = '42703' AND said ~ '^column "?[^" ]+"? does not exist$' AND made <> '{}' THEN
      name := trim(both '"' from substring(said FROM '^column "?(.*?)"? does not exist$'));
      IF position('.' IN name) > 0 THEN name := split_part(name, '.', 2); END IF;
      BEGIN
        FOREACH one IN ARRAY made LOOP
          EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS %I int',
                         CASE WHEN position('.' IN one) > 0 THEN one ELSE quote_ident(one) END, name);
          EXIT WHEN said !~ '\.';
        END LOOP;
      EXCEPTION WHEN OTHERS THEN RETURN state;
      END;
      IF said !~ '\.' THEN made := made[2:] || made[1]; END IF;
    ELSE
      RETURN state;
    END IF;
  END LOOP;
  RETURN state;
END $$;
"""


def states(server: parts.Postgres, queries: list[str]) -> list[str]:
    """The SQLSTATE of each query's EXPLAIN; 00000 where it is planned."""
    script = [TRY]
    for query in queries:
        script.append(f"BEGIN; SELECT state_of($corpus${query}$corpus$); ROLLBACK;")
    return server.sql("postgres", "\n".join(script)).splitlines()


def run(given: argparse.Namespace) -> None:
    queries = [
        statement
        for path in sorted(given.corpus.glob("*.sql"))
        for statement in statements(path)
        if QUERY.match(statement) and not WRITES.search(statement) and "$" not in statement
    ]
    queries = list(dict.fromkeys(queries))
    with parts.postgres(given.postgres) as server:
        told = states(server, queries)
    judged = verdicts(given.analyst, queries, "postgresql")
    count = Counter()
    for query, state, verdict in zip(queries, told, judged):
        runs = state not in NOT_HERE
        count["runs" if runs else "does not run"] += 1
        if not verdict["ok"] and runs:
            count["refused"] += 1
            print(f"{state}  {verdict['reason']}\n       {' '.join(query.split())[:200]}")
    share = 100 * count["refused"] / max(count["runs"], 1)
    print(f"{len(queries)} queries, {count['does not run']} of which PostgreSQL would not run; of the other {count['runs']}, "
          f"{count['refused']} are refused ({share:.1f} %)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--corpus", "--analyst", "--postgres"):
        arguments.add_argument(name, type=Path, required=True)
    run(arguments.parse_args())
