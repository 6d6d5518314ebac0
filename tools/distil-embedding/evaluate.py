#!/usr/bin/env python3
"""Rank correlation between a table and its teacher on pairs of questions. See README.md."""

import argparse
import json
import struct
from pathlib import Path

import numpy as np

from distil import MAGIC
from teacher import Teacher
from wordpiece import tokenize


class Table:
    """A table as `distil.py` writes it."""

    def __init__(self, path):
        data = Path(path).read_bytes()
        assert data.startswith(MAGIC)
        count, self.dimensions, _ = struct.unpack_from("<IIf", data, len(MAGIC))
        at = len(MAGIC) + 12
        scales = np.frombuffer(data, "<f4", count, at)
        at += 4 * count
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        rows = np.frombuffer(data, "i1", count * self.dimensions, at).reshape(count, -1)
        names = data[at + count * self.dimensions :]
        self.rows = rows * scales[:, None]
        self.index = {
            names[offsets[i] : offsets[i + 1]].decode(): i for i in range(count)
        }

    def embed(self, text):
        rows = [self.index[piece] for piece in tokenize(text, self.index)]
        vector = self.rows[rows].sum(axis=0) if rows else np.zeros(self.dimensions)
        return vector / max(np.linalg.norm(vector), 1e-12)


def spearman(a, b):
    """Rank correlation; ties do not occur among cosines."""
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the teacher")
    parser.add_argument("--table", required=True)
    parser.add_argument("--questions", required=True, help="JSON array with db_id and question")
    parser.add_argument("--pairs-out", help="write the teacher's cosines of all pairs as TSV")
    arguments = parser.parse_args()
    items = json.loads(Path(arguments.questions).read_text(encoding="utf-8"))
    groups = {}
    for item in items:
        groups.setdefault(item.get("db_id", ""), {})[item["question"]] = None
    teacher, table = Teacher(arguments.model), Table(arguments.table)
    all_taught, all_ours, lines = [], [], []
    for name, questions in sorted(groups.items()):
        texts = list(questions)
        if len(texts) < 3:
            continue
        upper = np.triu_indices(len(texts), 1)
        taught = teacher.sentences(texts)
        taught = (taught @ taught.T)[upper]
        ours = np.stack([table.embed(text) for text in texts])
        ours = (ours @ ours.T)[upper]
        print(f"{name or 'all'}: {len(taught)} pairs, Spearman {spearman(taught, ours):.3f}")
        lines += [f"{a}\t{b}\t{cosine:.4f}" for a, b, cosine in zip(*upper, taught)]
        all_taught.append(taught)
        all_ours.append(ours)
    total = spearman(np.concatenate(all_taught), np.concatenate(all_ours))
    print(f"together: Spearman {total:.3f}")
    if arguments.pairs_out:
        Path(arguments.pairs_out).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
