"""What the checks are worth: each of these is broken on purpose in a copy of the project, and a check must fail."""

import shutil
from pathlib import Path
from typing import NamedTuple


class Sabotage(NamedTuple):
    """A text that is replaced wherever it stands in the file, and the check of the journey that has to notice."""

    said: str
    file: str
    good: str
    bad: str
    noticed_by: str


SABOTAGES = [
    Sabotage(
        "a state calls another function",
        "infra-sam/ask.yaml",
        "ClassifyFunctionArn: !GetAtt ClassifyFunction.Arn",
        "ClassifyFunctionArn: !GetAtt ExplainFunction.Arn",
        "databases_are_asked",
    ),
    Sabotage(
        "a Retry names no error of ours", "statemachines/ask.asl.json", '"Model.Throttled"', '"Model.Throtled"', "throttled"
    ),
    Sabotage(
        "a role may not put what its function writes",
        "infra-sam/ask.yaml",
        "Action: [s3:AbortMultipartUpload, s3:PutObject]",
        "Action: [s3:AbortMultipartUpload]",
        "databases_are_asked",
    ),
    Sabotage(
        "a state puts its result elsewhere",
        "statemachines/ask.asl.json",
        '"ResultPath": "$.generation"',
        '"ResultPath": "$.generated"',
        "databases_are_asked",
    ),
]


def copy(project: Path, sabotage: Sabotage, folder: Path) -> Path:
    """A copy of what is deployed, broken."""
    broken = folder / "project"
    for part in ("infra-sam", "statemachines"):
        shutil.copytree(project / part, broken / part)
    shutil.copy(project / "template.yaml", broken)
    file = broken / sabotage.file
    text = file.read_text()
    if sabotage.good not in text:
        raise SystemExit(f"{sabotage.file} does not say {sabotage.good}: there is nothing to break")
    file.write_text(text.replace(sabotage.good, sabotage.bad))
    return broken
