"""Runs the steps of every-action.ts, read as JSON from stdin, with boto3 or the AWS CLI, in one process."""

import base64, contextlib, hashlib, hmac, io, json, struct, sys, time

client, work = sys.argv[1], json.load(sys.stdin)
saved, started = dict(work["values"]), time.time()


def code(step):
    seed = base64.b32decode(base64.b64decode(saved["seed"]) if isinstance(saved["seed"], str) else saved["seed"])
    digest = hmac.new(seed, struct.pack(">Q", int(started // 30) + step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 1000000)


def fill(value):
    if isinstance(value, dict):
        return {key: fill(item) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item) for item in value]
    if not isinstance(value, str) or "$" not in value:
        return value
    if value.startswith("$code:"):
        return code(int(value[6:]))
    for name, text in saved.items():
        value = value.replace("$" + name, text if isinstance(text, str) else "")
    return value


def with_boto3(step, values):
    import boto3, botocore

    if "Body" in values:
        values["Body"] = values["Body"].encode()
    try:
        api = boto3.client(step["service"])
        return getattr(api, botocore.xform_name(step["operation"]))(**values), None
    except botocore.exceptions.ClientError as error:
        return {}, error.response["Error"]["Code"]


def with_cli(step, values):
    import awscli.clidriver, botocore

    values.pop("Body", None)
    service = "s3api" if step["service"] == "s3" else step["service"]
    words = [service, botocore.xform_name(step["operation"], "-"), "--output", "json"]
    words += ["--cli-input-json", json.dumps(values)] if values else []
    words += [work["file"]] if step["operation"] == "GetObject" else []
    words += ["--outfile", work["file"], "--bootstrap-method", "Base32StringSeed"] if "VirtualMFADeviceName" in values else []
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = awscli.clidriver.create_clidriver().main(words)
    if status != 0:
        return {}, err.getvalue().split("(")[1].split(")")[0] if "(" in err.getvalue() else err.getvalue()
    if "VirtualMFADeviceName" in values:
        saved["seed"] = base64.b64encode(open(work["file"], "rb").read()).decode()
    return json.loads(out.getvalue() or "{}"), None


for step in work["steps"]:
    answer, error = (with_boto3 if client == "boto3" else with_cli)(step, fill(step.get("input", {})))
    if error != step.get("error") and not (error == "404" and step.get("error")):
        sys.exit("%s: %s" % (step["operation"], error))
    for name, path in step.get("save", {}).items():
        for part in path.split("."):
            answer = answer.get(part, {})
        if answer:
            saved[name] = base64.b64encode(answer).decode() if isinstance(answer, bytes) else answer
