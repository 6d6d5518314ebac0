"""Calls a running server with what its OpenAPI document allows, and with what it does not."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

# Methods that are not told of and tokens are tested in Rust.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="the analyst")
    parser.add_argument("--schemathesis", type=pathlib.Path, required=True)
    parser.add_argument("--examples", type=int, default=30, help="calls tried for each operation")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        command = [args.program, "--data-dir", data, "--json", "serve", "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            url = json.loads(server.stdout.readline())["url"].rstrip("/")
            return attack(args, url, data)
        finally:
            server.terminate()
            server.wait(30)


def attack(args, url, folder):
    # What it keeps of a run goes with the folder.
    command = [args.schemathesis.absolute(), "run", f"{url}/v1/openapi.json", "--url", url, "--checks", CHECKS]
    # The same calls every time; the stream of events is read in the tests in Rust.
    command += ["--max-examples", str(args.examples), "--seed", "1", "--request-timeout", "30"]
    return subprocess.run(command, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
