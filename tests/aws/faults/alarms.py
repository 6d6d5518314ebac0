"""The alarms of the templates, and what each of them looks at."""

from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

# What a cell saw happen when it names the alarm, as the metric that AWS makes of it (or we do, in `Analyst`).
SEEN = {
    "FailedJobsAlarm": ("AWS/States", "ExecutionsFailed"),
    "ApiErrorsAlarm": ("AWS/ApiGateway", "5XXError"),
    "DeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    "IngestFailedAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    "CacheAlarm": ("Analyst", "Faults"),
}


def metrics(alarm: dict) -> set[tuple[str, str]]:
    """Namespace and name of the metrics that it looks at."""
    if "MetricName" in alarm:
        return {(alarm["Namespace"], alarm["MetricName"])}
    found = [part["MetricStat"]["Metric"] for part in alarm["Metrics"] if "MetricStat" in part]
    return {(metric["Namespace"], metric["MetricName"]) for metric in found}


def check(project: Path) -> None:
    """Each alarm that the table names is there, and looks at what happened."""
    alarms = {}
    for path in (project / "infra-sam").glob("*.yaml"):
        for name, resource in yaml_parse(path.read_text())["Resources"].items():
            if resource["Type"] == "AWS::CloudWatch::Alarm":
                alarms[name] = resource["Properties"]
    for name, metric in SEEN.items():
        assert name in alarms, f"there is no {name}"
        assert metrics(alarms[name]) == {metric}, f"{name} looks at {metrics(alarms[name])}"
