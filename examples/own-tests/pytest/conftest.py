"""A local AWS for the tests of this folder: a process of its own, found by boto3 as AWS would be."""

import os
import shlex
import subprocess

import pytest

# `local-aws` of npm, or `hallpass local` of the one file to download.
COMMAND = os.environ.get("LOCAL_AWS_COMMAND", "npx @hallpass/local-aws")


@pytest.fixture(scope="session")
def local_aws():
    """The variables that AWS tools use it by, as it prints them."""
    with subprocess.Popen(
        [*shlex.split(COMMAND), "--quiet"], stdout=subprocess.PIPE, text=True
    ) as process:
        variables = {}
        # The last of them is an empty session token: then all are there.
        while "AWS_SESSION_TOKEN" not in variables:
            line = process.stdout.readline()
            if line == "":
                raise RuntimeError(f"{COMMAND} ended with {process.wait()}")
            name, _, value = line.removeprefix("export ").strip().partition("=")
            variables[name] = value
        yield variables
        process.terminate()


@pytest.fixture(autouse=True)
def aws(local_aws, monkeypatch):
    """Every test finds it, and nothing of the AWS of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in local_aws.items():
        if value != "":
            monkeypatch.setenv(name, value)
