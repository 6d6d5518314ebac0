"""`sam build` of all functions, as people run it, but without optimisation."""

import os
import shutil
import subprocess
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse


def build(sam: Path, project: Path, folder: Path) -> Path:
    """Gives a folder with a folder for each function, named as below `functions/`."""
    built = folder / "built"
    done = subprocess.run(
        [sam, "build", "--template-file", project / "template.yaml", "--build-dir", built],
        cwd=project,
        env=os.environ | {"SAM_CLI_TELEMETRY": "0", "SAM_BUILD_MODE": "debug", "AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit("sam build: " + "\n".join(done.stderr.splitlines()[-30:]))
    bootstraps = folder / "bootstraps"
    for stack, nested in yaml_parse((project / "template.yaml").read_text())["Resources"].items():
        if nested["Type"] != "AWS::Serverless::Application":
            continue
        template = yaml_parse((project / nested["Properties"]["Location"]).read_text())
        for name, resource in template["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                function = Path(resource["Properties"]["CodeUri"]).name
                shutil.copytree(built / stack / name, bootstraps / function)
                # What only a debugger reads is nine tenths of it, and it is zipped and unzipped often.
                subprocess.run(["strip", bootstraps / function / "bootstrap"], check=True)
                print(f"ok      sam build made {function}", flush=True)
    return bootstraps
