import json

import boto3
import pytest
from botocore.exceptions import ClientError


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


@pytest.fixture
def lab():
    """A session of the role that participants get."""
    iam = boto3.client("iam")
    trust = policy(Action="sts:AssumeRole", Principal={"AWS": "111122223333"})
    iam.create_role(RoleName="Lab", AssumeRolePolicyDocument=trust)
    iam.put_role_policy(
        RoleName="Lab",
        PolicyName="lab",
        PolicyDocument=policy(Action="s3:CreateBucket", Resource="arn:aws:s3:::lab-*"),
    )
    keys = boto3.client("sts").assume_role(
        RoleArn="arn:aws:iam::111122223333:role/Lab", RoleSessionName="ada@example.com"
    )["Credentials"]
    yield boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    iam.delete_role_policy(RoleName="Lab", PolicyName="lab")
    iam.delete_role(RoleName="Lab")


def test_a_participant_may_make_buckets_and_not_delete_them(lab):
    s3 = lab.client("s3")
    s3.create_bucket(Bucket="lab-one")
    with pytest.raises(ClientError, match="is not authorized to perform: s3:DeleteBucket"):
        s3.delete_bucket(Bucket="lab-one")
