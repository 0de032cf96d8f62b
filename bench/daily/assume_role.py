"""Keys of a role as a credential_process prints them, with boto3."""

import json
import sys

import boto3

answer = boto3.client("sts").assume_role(RoleArn=sys.argv[1], RoleSessionName="ada")
keys = answer["Credentials"]
keys["Expiration"] = keys["Expiration"].isoformat()
print(json.dumps({"Version": 1, **keys}))
