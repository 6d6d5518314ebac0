"""Every policy of the templates under parliament's eye: actions that exist, resources that fit them, conditions that hold.

    policies.py PROJECT

Example ARNs stand for what is known only once it is deployed."""

import json
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("AWS_REGION", "eu-west-1")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

import yaml
from parliament import analyze_policy_string, iam_definition

ACCOUNT = "123456789012"


class Loader(yaml.SafeLoader):
    """YAML with the short forms of intrinsic functions."""


def short_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {"Ref" if suffix == "Ref" else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", short_form)
# A date of a policy's version stays text.
Loader.yaml_implicit_resolvers = {
    key: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

ARNS = {
    "AWS::SQS::Queue": "arn:aws:sqs:eu-west-1:{account}:{name}",
    "AWS::Serverless::Function": "arn:aws:lambda:eu-west-1:{account}:function:{name}",
    "AWS::Logs::LogGroup": "arn:aws:logs:eu-west-1:{account}:log-group:{name}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::ECR::Repository": "arn:aws:ecr:eu-west-1:{account}:repository/{name}",
}

PARAMETERS = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
    "StateMachineArn": f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:analyst",
    "CacheSecretArn": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:cache-AbCdEf",
    "SourceSecretArns": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:shop-AbCdEf",
    "PageKey": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:page-AbCdEf",
    "ModelArns": "arn:aws:bedrock:us-east-1::foundation-model/example.model",
}


def resolved(value, resources):
    """The value with example ARNs in place of intrinsic functions; every condition holds."""
    if isinstance(value, list):
        return [resolved(item, resources) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        if resources.get(value["Ref"], {}).get("Type") == "AWS::SecretsManager::Secret":
            return f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{value['Ref']}-AbCdEf"
        return PARAMETERS.get(value["Ref"], value["Ref"].lower())
    if set(value) == {"Fn::GetAtt"}:
        name = value["Fn::GetAtt"][0]
        kind = resources.get(name, {}).get("Type", "")
        return ARNS.get(kind, "arn:aws:events:eu-west-1:{account}:rule/{name}").format(account=ACCOUNT, name=name)
    if set(value) == {"Fn::Sub"}:
        def part(match):
            name, _, attribute = match[1].partition(".")
            if attribute == "Arn":
                return resolved({"Fn::GetAtt": [name, "Arn"]}, resources)
            return PARAMETERS.get(name, re.sub(r"\W", "", name).lower())
        return re.sub(r"\${([^}]+)}", part, value["Fn::Sub"])
    if set(value) == {"Fn::If"}:
        return resolved(value["Fn::If"][1], resources)
    return {key: resolved(item, resources) for key, item in value.items()}


def documents(template):
    """The name and the document of each policy that is attached to a role."""
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            yield name, properties["PolicyDocument"]
        for policy in properties.get("Policies", []) if resource["Type"] == "AWS::IAM::Role" else []:
            yield f"{name}/{policy['PolicyName']}", policy["PolicyDocument"]


def kinds(action: str) -> int:
    """How many kinds of resources the action may name."""
    prefix, name = action.split(":")
    for service in iam_definition:
        for privilege in service["privileges"] if service["prefix"] == prefix else []:
            if privilege["privilege"].lower() == name.lower():
                return len({kind["resource_type"] for kind in privilege["resource_types"] if kind["resource_type"]})
    return 0


def is_one_of_several_kinds(finding) -> bool:
    """The linter takes every kind of resource that an action may name as one that it has to. Where one kind is named and
    fits, the others are not missing."""
    if finding.issue != "RESOURCE_MISMATCH":
        return False
    missing = [detail["action"] for detail in finding.detail]
    return all(missing.count(action) < kinds(action) for action in missing)


def main(project: Path) -> int:
    seen, findings = 0, 0
    for path in sorted((project / "infra-sam").glob("*.yaml")):
        template = yaml.load(path.read_text(), Loader)
        for name, document in documents(template):
            seen += 1
            analysed = analyze_policy_string(json.dumps(resolved(document, template["Resources"])))
            for finding in analysed.findings:
                if is_one_of_several_kinds(finding):
                    continue
                findings += 1
                print(f"{path.name} {name}: {finding.issue} {finding.title} {finding.detail} {finding.location}")
    print(f"{seen} policies, {findings} findings")
    return 1 if findings or not seen else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
