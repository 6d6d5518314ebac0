"""Makes a copy of the templates that the emulator can deploy.

It applies the SAM transform to the root template alone, so each nested template is transformed here first, by the very
translator that AWS runs. Code is taken from a folder of built bootstraps.

    translate.py PROJECT BOOTSTRAPS COPY
"""

import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("AWS_REGION", "eu-west-1")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """The templates name managed policies by ARN, so the translator has none to look up."""

    def load(self):
        return {}


def code_of(uri: str, bootstraps: Path) -> str:
    folder = bootstraps / Path(uri).name
    if not (folder / "bootstrap").is_file():
        raise SystemExit(f"{folder}/bootstrap was not built")
    return str(folder)


def with_code(template: dict, bootstraps: Path) -> dict:
    """Bootstraps in place of sources, and the definition of a state machine in the template itself: `sam deploy` packages
    both only in templates of SAM. Substitutions go to the definition as they stand."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = code_of(properties["CodeUri"], bootstraps)
    return template


def with_definition(template: dict, folder: Path) -> dict:
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::StateMachine":
            uri = folder / properties.pop("DefinitionUri")
            properties["Definition"] = json.loads(uri.read_text())
    return template


def with_numbers(template: dict) -> dict:
    """The emulator takes a parameter of type Number for text, and its poller of queues cannot compare that."""
    for resource in template["Resources"].values():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "SQS":
                event["Properties"]["ScalingConfig"]["MaximumConcurrency"] = 5
    return template


def without_tls(template: dict) -> dict:
    """The emulator is reached without TLS, which the policies of the bucket and the queues refuse."""
    kept = {}
    for name, resource in template["Resources"].items():
        document = resource.get("Properties", {}).get("PolicyDocument")
        if document and resource["Type"] in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"):
            statements = [s for s in document["Statement"] if "aws:SecureTransport" not in json.dumps(s)]
            if not statements:
                continue
            document["Statement"] = statements
        kept[name] = resource
    template["Resources"] = kept
    return template


def with_any_workgroup(template: dict) -> dict:
    """A query's workgroup is unknown to the emulator when it asks whether a role may look at the query."""
    for resource in template["Resources"].values():
        for policy in resource.get("Properties", {}).get("Policies", []) if resource["Type"] == "AWS::IAM::Role" else []:
            for statement in policy["PolicyDocument"]["Statement"]:
                if "athena:GetQueryExecution" in statement.get("Action", []):
                    statement["Resource"] = "*"
    return template


def package(template: dict) -> dict:
    """The translator refuses local folders; a place in S3 stands for each and is put back afterwards."""
    folders = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            folders[name] = resource["Properties"]["CodeUri"]
            resource["Properties"]["CodeUri"] = f"s3://placeholder/{name}"
    plain = transform(template, {}, NoManagedPolicies())
    for name, folder in folders.items():
        plain["Resources"][name]["Properties"]["Code"] = folder
    return plain


def translate(project: Path, bootstraps: Path, copy: Path) -> None:
    (copy / "infra-sam").mkdir(parents=True, exist_ok=True)
    shutil.copy(project / "template.yaml", copy / "template.yaml")
    for source in sorted((project / "infra-sam").glob("*.yaml")):
        translate_one(project, source.name, bootstraps, copy)


def translate_one(project: Path, name: str, bootstraps: Path, copy: Path) -> None:
    """One of the nested templates."""
    source = project / "infra-sam" / name
    template = yaml_parse(source.read_text())
    template = with_definition(with_code(template, bootstraps), source.parent)
    template = with_any_workgroup(without_tls(with_numbers(template)))
    plain = package(template)
    (copy / "infra-sam").mkdir(parents=True, exist_ok=True)
    # JSON is YAML: the root template goes on naming the file as it is called.
    (copy / "infra-sam" / name).write_text(json.dumps(plain, indent=1, default=str))


if __name__ == "__main__":
    translate(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
