"""The whole estate on emulated AWS: every stack at once, up with one command and down again with nothing left.

    estate.py --project DIR --sam PROGRAM --emulator PROGRAM

The emulator does not know every type of resource. Those are left out of the copy and named in the output, so that nobody
takes them for shown; the linters have seen them.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import boto3
import parts
import probe
import translate

STACK = "analyst-e2e"
EVERYTHING = {
    "Stage": "e2e", "GluePrefix": "analyst_e2e", "CreateNetwork": "true", "NatGateways": "zone", "CreateDatabase": "true",
    "CreateWeb": "true", "WebTag": "one", "CreateAccess": "true", "CreateObservability": "true",
    "AlarmEmail": "operator@example.com", "DatabaseProtection": "false", "ClientCidr": "10.0.0.0/8",
}
# Types that the emulator refuses with "Unsupported resource type" or has no state for.
UNKNOWN = {
    "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::EC2::EIP",
    "AWS::EC2::FlowLog", "AWS::EC2::Instance", "AWS::EC2::NatGateway", "AWS::EC2::SecurityGroupIngress",
    "AWS::Logs::QueryDefinition", "AWS::SSM::Association", "AWS::SecretsManager::RotationSchedule", "AWS::XRay::Group",
}


def is_unknown(resource: dict) -> bool:
    """Whether the emulator cannot make it; of alarms it knows those of one metric."""
    return resource["Type"] in UNKNOWN or (
        resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    )


def names(value, kind: str) -> set[str]:
    """The logical names that a value refers to by this intrinsic function."""
    if isinstance(value, list):
        return set().union(*(names(item, kind) for item in value)) if value else set()
    if isinstance(value, dict):
        found = set().union(*(names(item, kind) for item in value.values())) if value else set()
        target = value.get(kind)
        if isinstance(target, str):
            found.add(target.split(".")[0])
        elif isinstance(target, list) and target:
            found.add(target[0])
        return found
    return set()


def known(template: dict) -> tuple[dict, list[str]]:
    """The template without what the emulator does not know, and without what refers to that; and what was left out."""
    resources = template["Resources"]
    out = {name for name, resource in resources.items() if is_unknown(resource)}
    while True:
        more = {
            name for name, resource in resources.items()
            if name not in out and (names(resource, "Ref") | names(resource, "Fn::GetAtt")) & out
        }
        if not more:
            break
        out |= more
    left_out = sorted(resources[name]["Type"] + " " + name for name in out)
    template["Resources"] = {name: resource for name, resource in resources.items() if name not in out}
    for output in template.get("Outputs", {}).values():
        if (names(output, "Ref") | names(output, "Fn::GetAtt")) & out:
            output["Value"] = "left-out"
    return template, left_out


def cut(copy: Path) -> None:
    for path in sorted((copy / "infra-sam").glob("*.yaml")):
        template, left_out = known(json.loads(path.read_text()))
        for parameter in template.get("Parameters", {}).values():
            # Public parameters of AWS are not in the emulator.
            if parameter["Type"].startswith("AWS::SSM::Parameter::Value"):
                parameter["Type"] = "String"
        path.write_text(json.dumps(template, indent=1))
        if left_out:
            print(f"        not on the emulator, {path.name}: {', '.join(left_out)}")


class Estate:
    def __init__(self, url: str):
        self.session = boto3.Session("test", "test", region_name=parts.REGION)
        self.url = url

    def client(self, service: str):
        return self.session.client(service, endpoint_url=self.url)

    def left(self) -> dict[str, int]:
        """How many things there are of each kind that a deployment makes; the bucket is kept on purpose."""
        ec2 = self.client("ec2")
        own = [vpc for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc.get("IsDefault")]
        groups = [g for g in ec2.describe_security_groups()["SecurityGroups"] if g["GroupName"] != "default"]
        pages = self.client("cloudformation").get_paginator("describe_stacks").paginate()
        stacks = [s["StackName"] for page in pages for s in page["Stacks"] if s["StackStatus"] != "DELETE_COMPLETE"]
        return {
            "stacks": sum(name.startswith(STACK) for name in stacks),
            "functions": len(self.client("lambda").list_functions()["Functions"]),
            "state machines": len(self.client("stepfunctions").list_state_machines()["stateMachines"]),
            "queues": len(self.client("sqs").list_queues().get("QueueUrls", [])),
            "APIs": len(self.client("apigateway").get_rest_apis()["items"]),
            "VPCs": len(own),
            "security groups": len(groups),
            "VPC endpoints": len(ec2.describe_vpc_endpoints()["VpcEndpoints"]),
            "databases": len(self.client("rds").describe_db_instances()["DBInstances"]),
            "secrets": len(self.client("secretsmanager").list_secrets()["SecretList"]),
            "clusters": len(self.client("ecs").list_clusters()["clusterArns"]),
            "load balancers": len(self.client("elbv2").describe_load_balancers()["LoadBalancers"]),
            "repositories": len(self.client("ecr").describe_repositories()["repositories"]),
            "alarms": len(self.client("cloudwatch").describe_alarms()["MetricAlarms"]),
            "topics": len(self.client("sns").list_topics()["Topics"]),
            "log groups": len(self.client("logs").describe_log_groups(logGroupNamePrefix="/analyst/")["logGroups"]),
        }

    def destroy(self) -> None:
        cloudformation = self.client("cloudformation")
        cloudformation.delete_stack(StackName=STACK)

        def gone():
            try:
                status = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
            except cloudformation.exceptions.ClientError:
                return True
            assert status != "DELETE_FAILED", status
            return status == "DELETE_COMPLETE"

        parts.wait("the end of the stack", gone, 120)


def run(given: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as scratch:
        folder = Path(scratch)
        probe.build(given.project / "functions", folder / "bootstraps", folder / "journal.jsonl")
        translate.translate(given.project, folder / "bootstraps", folder / "copy")
        cut(folder / "copy")
        with parts.emulator(given.emulator, folder) as url:
            estate = Estate(url)
            before = estate.left()
            parts.deploy(given.sam, folder / "copy", url, **EVERYTHING)
            during = estate.left()
            missing = [kind for kind, count in during.items() if count <= before[kind]]
            print(f"ok      all stacks deploy in one command: {during}")
            assert not missing, f"none was made: {missing}"
            estate.destroy()
            after = estate.left()
            left = {kind: count - before[kind] for kind, count in after.items() if count > before[kind]}
            assert not left, f"left over: {left}"
            print("ok      they come down again, and nothing is left but the bucket, which is kept on purpose")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--project", "--sam", "--emulator"):
        arguments.add_argument(name, type=Path, required=True)
    try:
        run(arguments.parse_args())
    except AssertionError as error:
        sys.exit(f"FAILED  {error}")
