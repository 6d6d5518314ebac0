#!/usr/bin/env python3
"""Writes the teacher's vectors of questions as a JSON list, for `cargo xtask bench cache`."""

import argparse
import json
from pathlib import Path

from teacher import Teacher


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the teacher")
    parser.add_argument("--questions", required=True, help="JSON list of {question}")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    questions = [item["question"] for item in json.loads(Path(arguments.questions).read_text())]
    teacher = Teacher(arguments.model)
    vectors = teacher.sentences(questions)
    Path(arguments.out).write_text(json.dumps([[round(float(x), 6) for x in row] for row in vectors]))


if __name__ == "__main__":
    main()
