#!/usr/bin/env python3
"""How hallpass's forerunner wrote the file: configparser, which drops comments and locks nobody out."""
import configparser
import json
import os
import time


def write_credentials(profile, credentials):
    filename = os.environ['AWS_SHARED_CREDENTIALS_FILE']
    config = configparser.RawConfigParser()
    config.read(filename)
    if not config.has_section(profile):
        config.add_section(profile)
    config.set(profile, 'aws_access_key_id', credentials['AccessKeyId'])
    config.set(profile, 'aws_secret_access_key', credentials['SecretAccessKey'])
    config.set(profile, 'aws_session_token', credentials['SessionToken'])
    with open(filename, 'w') as file:
        config.write(file)


samples = []
for edit in range(int(os.environ['BENCH_EDITS'])):
    began = time.perf_counter()
    write_credentials('visitor', {'AccessKeyId': 'ASIAEXAMPLE%09d' % edit,
                                  'SecretAccessKey': 's' * 40,
                                  'SessionToken': 't' * 400})
    samples.append((time.perf_counter() - began) * 1000)
print(json.dumps(samples))
