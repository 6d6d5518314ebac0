"""The plain prompt that our approaches are compared with: tables, three rows of each, the question. Nothing is checked or repaired.

usage: model_plain.py QUESTIONS.json ZIPS ANALYST DATA_DIR SERVER MODEL OUT.jsonl

The tables and rows are those that the program ingested, so that both see the same names. Questions of one database
follow each other: the server keeps what it read of a prompt that begins alike. Lines that OUT.jsonl has already are
not asked again.
"""

import json
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROWS = 3
REPLY_TOKENS = 300
FENCE = re.compile(r"```(?:\w+)?\s*(.*?)```", re.DOTALL)


class Analyst:
    """The program over a data directory."""

    def __init__(self, program: str, data: str):
        self.command = [program, "--data-dir", data, "--json"]

    def __call__(self, *arguments: str):
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"analyst {' '.join(arguments)}: {done.stderr or done.stdout}")
        return json.loads(done.stdout)


def schema(analyst: Analyst, source: str) -> str:
    """Every table with its columns, types and first rows."""
    text = []
    for table in analyst("schema", source)["tables"]:
        columns = ", ".join(f"{column['name']} {column['type']}" for column in table["columns"])
        statement = f'SELECT * FROM "{table["name"]}" LIMIT {ROWS}'
        rows = analyst("ask", "rows", "--source", source, "--no-cache", "--sql", statement)["rows"]
        lines = [", ".join("NULL" if value is None else str(value) for value in row) for row in rows]
        text.append("\n".join([f"Table {table['name']} ({columns})", *lines]))
    return "\n\n".join(text)


def complete(server: str, model: str, prompt: str) -> tuple[str, dict]:
    body = {
        "model": model, "temperature": 0, "max_tokens": REPLY_TOKENS, "messages": [{"role": "user", "content": prompt}],
    }
    request = urllib.request.Request(
        f"{server}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as response:
        reply = json.load(response)
    return reply["choices"][0]["message"]["content"], reply["usage"]


def statement(reply: str) -> str:
    fenced = FENCE.search(reply)
    return (fenced.group(1) if fenced else reply).strip().rstrip(";").strip()


def prompt(tables: str, question: str) -> str:
    return (
        f"A PostgreSQL database has these tables, each with its first {ROWS} rows:\n\n{tables}\n\n"
        f"Write one SQL query that answers the question. Reply with the query only.\n\nQuestion: {question}"
    )


def known(out: Path) -> set:
    lines = out.read_text().splitlines() if out.exists() else []
    return {(line["db_id"], line["question"]) for line in map(json.loads, lines)}


def main() -> None:
    questions, zips, program, data, server, model, out = sys.argv[1:]
    analyst = Analyst(program, data)
    asked = sorted(json.loads(Path(questions).read_text()), key=lambda question: question["db_id"])
    done = known(Path(out))
    tables = {}
    for number, question in enumerate(asked, 1):
        database, text = question["db_id"], question["question"]
        if (database, text) in done:
            continue
        if database not in tables:
            source = database.lower()
            analyst("ingest", str(Path(zips) / f"{database}.zip"), "--name", source)
            tables[database] = schema(analyst, source)
        begin = time.monotonic()
        reply, usage = complete(server, model, prompt(tables[database], text))
        line = {
            "db_id": database, "question": text, "sql": statement(reply),
            "duration_ms": (time.monotonic() - begin) * 1000,
            "tokens_in": usage["prompt_tokens"], "tokens_out": usage["completion_tokens"],
        }
        with open(out, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(f"\rplain prompt: {number} of {len(asked)}", end="", flush=True)
    print()


if __name__ == "__main__":
    main()
