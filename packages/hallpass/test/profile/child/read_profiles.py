"""Reads credentials files as botocore and the AWS CLI do. Standard input: one JSON object a line,
{"file", "profile", "cli": whether to ask the CLI too}; standard output: one answer a line."""

import contextlib
import io
import json
import os
import subprocess
import sys

from botocore.configloader import raw_config_parse
from botocore.credentials import SharedCredentialProvider
from botocore.exceptions import ConfigParseError


def botocore(file, profile):
    found = SharedCredentialProvider(file, profile).load()
    if found is None:
        return None
    return [found.access_key, found.secret_key, found.token]


def cli(file, profile):
    os.environ.update(AWS_SHARED_CREDENTIALS_FILE=file, AWS_CONFIG_FILE=os.devnull)
    keys = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token']
    return [run_cli(['configure', 'get', key, '--profile', profile]) for key in keys]


def run_cli(arguments):
    try:
        from awscli.clidriver import create_clidriver
    except ImportError:
        return subprocess.run(['aws', *arguments], capture_output=True, text=True).stdout.rstrip()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        create_clidriver().main(arguments)
    return out.getvalue().rstrip()


for line in sys.stdin:
    job = json.loads(line)
    try:
        answer = {
            'sections': raw_config_parse(job['file']),
            'keys': botocore(job['file'], job['profile']),
        }
        if job['cli']:
            answer['cli'] = cli(job['file'], job['profile'])
    except ConfigParseError:
        answer = {'refused': True}
    print(json.dumps(answer), flush=True)
