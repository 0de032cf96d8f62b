"""Lists buckets with boto3 each time it is told to; `forward SECONDS` moves the clock of botocore."""
import datetime
import sys

import boto3
import botocore.auth
import botocore.credentials

ahead = datetime.timedelta()
now, local_now = botocore.auth.get_current_datetime, botocore.credentials._local_now
botocore.auth.get_current_datetime = lambda *args, **kwargs: now(*args, **kwargs) + ahead

s3 = boto3.client("s3")
s3._request_signer._credentials._time_fetcher = lambda: local_now() + ahead
for line in sys.stdin:
    word, *rest = line.split()
    if word == "forward":
        ahead += datetime.timedelta(seconds=int(rest[0]))
        continue
    try:
        s3.list_buckets()
        print("served", s3._request_signer._credentials.access_key, flush=True)
    except Exception as error:
        print("refused", str(error).replace("\n", " "), flush=True)
