#!/usr/bin/env python3
"""Distils all-MiniLM-L6-v2 into a static token table. See README.md."""

import argparse
import struct
import unicodedata
from pathlib import Path

import numpy as np

from teacher import Teacher

MAGIC = b"STEMBED1"
# BERT's vocabulary: special and unused tokens, single characters, then words by frequency.
FIRST_WORD = 1996
# Directions with much variance say little about meaning; dividing by its square root helps.
FLATTENING = 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the teacher")
    parser.add_argument("--out", required=True, help="file to write")
    parser.add_argument("--dimensions", type=int, default=128)
    arguments = parser.parse_args()
    teacher = Teacher(arguments.model)
    vectors = reduce(token_vectors(teacher), arguments.dimensions)
    weighted = vectors * weights(len(vectors))[:, None]
    tokens = sorted(
        (token.encode(), index) for token, index in teacher.vocabulary.items() if is_kept(token)
    )
    data = pack(tokens, weighted)
    Path(arguments.out).write_bytes(data)
    print(f"{len(tokens)} tokens, {arguments.dimensions} dimensions, {len(data)} bytes")


def token_vectors(teacher):
    """The teacher's sentence vector for each token alone."""
    first, last = teacher.vocabulary["[CLS]"], teacher.vocabulary["[SEP]"]
    count, chunks = len(teacher.vocabulary), []
    for start in range(0, count, 256):
        ids = np.arange(start, min(start + 256, count))
        ends = np.ones_like(ids)
        rows = np.stack([first * ends, ids, last * ends], axis=1)
        chunks.append(teacher.encode(rows).mean(axis=1))
    return np.concatenate(chunks)


def reduce(vectors, dimensions):
    """Principal components around the mean, flattened."""
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    words = centred[FIRST_WORD:]
    variance, directions = np.linalg.eigh(words.T @ words)
    order = np.argsort(variance)[::-1][:dimensions]
    # An eigenvector's sign is arbitrary; fix it, so that every run writes the same file.
    directions = directions[:, order]
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(len(order))])
    scale = (variance[order] / variance[order[0]]) ** (-FLATTENING / 2)
    return centred @ (directions * signs * scale)


def weights(count):
    """Rare words tell more: the logarithm of the rank, for the table has no frequencies."""
    rank = np.maximum(np.arange(count) - FIRST_WORD, 0)
    return np.log(2 + rank)


def is_kept(token):
    """Whether a question in a Latin script can hold the token."""
    if token.startswith("[") and token.endswith("]") and len(token) > 2:
        return False
    text = token.removeprefix("##") or token
    return all(
        char.isascii() or "LATIN" in unicodedata.name(char, "") or unicodedata.category(char) == "Sc"
        for char in text
    )


def pack(tokens, weighted):
    """Header, row scales, name offsets, rows of 8-bit integers, names sorted by bytes."""
    rows = np.stack([weighted[index] for _, index in tokens])
    scales = (np.abs(rows).max(axis=1) / 127).astype("<f4")
    quantised = np.round(rows / scales[:, None]).astype("i1")
    names = b"".join(name for name, _ in tokens)
    offsets = np.cumsum([0] + [len(name) for name, _ in tokens]).astype("<u4")
    # How long the vector of a word is that the table does not know: as long as the others.
    unknown = float(np.median(np.linalg.norm(rows, axis=1)))
    header = MAGIC + struct.pack("<IIf", len(tokens), rows.shape[1], unknown)
    return header + scales.tobytes() + offsets.tobytes() + quantised.tobytes() + names


if __name__ == "__main__":
    main()
