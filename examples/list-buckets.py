"""Lists the buckets that a role may list, with the keys that `hallpass issue` prints.

hallpass issue -r arn:aws:iam::123456789012:role/InstruqtS3Access -s identified@domain.ext |
    python3 examples/list-buckets.py
"""

import json
import sys

import boto3

keys = json.load(sys.stdin)
s3 = boto3.resource(
    "s3",
    aws_access_key_id=keys["AccessKeyId"],
    aws_secret_access_key=keys["SecretAccessKey"],
    aws_session_token=keys["SessionToken"],
)
for bucket in s3.buckets.all():
    print(bucket.name)
