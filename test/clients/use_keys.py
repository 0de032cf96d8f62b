"""What someone does first with AWS keys, with boto3; once for each line of standard input.

Each line is a JSON object with `bucket`, and either `profile` or the keys as `hallpass issue` prints them.
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError


def session_of(wanted):
    if "profile" in wanted:
        return boto3.Session(profile_name=wanted["profile"])
    return boto3.Session(
        aws_access_key_id=wanted["AccessKeyId"],
        aws_secret_access_key=wanted["SecretAccessKey"],
        aws_session_token=wanted["SessionToken"],
    )


def location(region):
    # S3 takes no constraint in its first region, and wants one in all others.
    return {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}


def use(wanted):
    session, bucket = session_of(wanted), wanted["bucket"]
    try:
        identity = session.client("sts").get_caller_identity()["Arn"]
        s3 = session.client("s3")
        s3.create_bucket(Bucket=bucket, **location(session.region_name))
        s3.put_object(Bucket=bucket, Key="hello world.txt", Body=b"Hello, Ada")
        read = s3.get_object(Bucket=bucket, Key="hello world.txt")["Body"].read().decode()
        listed = bucket in [found["Name"] for found in s3.list_buckets()["Buckets"]]
        return {"region": session.region_name, "identity": identity, "read": read, "listed": listed}
    except ClientError as error:
        return {"refused": error.response["Error"]["Code"]}


for line in sys.stdin:
    print(json.dumps(use(json.loads(line))))
