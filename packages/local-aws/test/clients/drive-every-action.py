"""Runs the steps of every-action.ts, read as JSON from stdin, with boto3 or the AWS CLI, in one process."""

import base64, contextlib, functools, hashlib, hmac, io, json, os, re, struct, sys

client, work = sys.argv[1], json.load(sys.stdin)
saved = dict(work["values"])


def code(step):
    counter = struct.pack(">Q", int(saved["started"]) // 30 + step)
    digest = hmac.new(base64.b32decode(saved["seed"]), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 1000000)


def fill(value):
    if isinstance(value, dict):
        return {key: fill(item) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("$code:"):
        return code(int(value[6:]))
    for name, text in saved.items():
        value = value.replace("$" + name, text)
    return value


@functools.cache
def boto3_client(service):
    import boto3

    return boto3.client(service)


def with_boto3(step, values):
    import botocore

    if "Body" in values:
        values["Body"] = values["Body"].encode()
    try:
        return getattr(boto3_client(step["service"]), botocore.xform_name(step["operation"]))(**values), None
    except botocore.exceptions.ClientError as error:
        return {}, error.response["Error"]["Code"]


@functools.cache
def cli_driver():
    import awscli.clidriver

    return awscli.clidriver.create_clidriver()


def words_for(step, values):
    import botocore

    service = "s3api" if step["service"] == "s3" else step["service"]
    words = [service, botocore.xform_name(step["operation"], "-"), "--output", "json"]
    # For SQS the first version of the AWS CLI heeds no variable.
    if service == "sqs":
        words += ["--endpoint-url", os.environ["AWS_ENDPOINT_URL"]]
    # Two commands have arguments of their own.
    if step["operation"] == "CreateVirtualMFADevice":
        words += ["--virtual-mfa-device-name", values["VirtualMFADeviceName"], "--outfile", work["file"]]
        return words + ["--bootstrap-method", "Base32StringSeed"]
    if step["operation"] == "GetObject":
        return words + ["--bucket", values["Bucket"], "--key", values["Key"], work["file"]]
    return words + (["--cli-input-json", json.dumps(values)] if values else [])


def with_cli(step, values):
    values.pop("Body", None)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = cli_driver().main(words_for(step, values))
        except SystemExit as stopped:
            status = stopped.code
    if status != 0:
        refusal = re.search(r"\((\w+)\) when calling", err.getvalue())
        return {}, refusal.group(1) if refusal else err.getvalue()
    if step["operation"] == "CreateVirtualMFADevice":
        with open(work["file"]) as file:
            saved["seed"] = file.read()
    return json.loads(out.getvalue() or "{}"), None


for step in work["steps"]:
    answer, error = (with_boto3 if client == "boto3" else with_cli)(step, fill(step.get("input", {})))
    if error != step.get("error"):
        sys.exit("%s: %s" % (step["operation"], error))
    for name, path in step.get("save", {}).items():
        for part in path.split("."):
            answer = answer[int(part)] if isinstance(answer, list) else answer.get(part, {})
        if answer:
            saved[name] = answer.decode() if isinstance(answer, bytes) else answer
