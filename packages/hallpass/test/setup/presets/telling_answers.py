"""Which reading calls of some services answer with what AWS's own models mark as sensitive, or name user data."""

import json
import re
import sys

import botocore.session

NAMED = re.compile(r"^(UserData|CustomerGatewayConfiguration|PreSharedKey|ClientSecret|PasswordData)$")


def is_telling(shape, name, seen):
    if shape.metadata.get("sensitive") or NAMED.match(name):
        return True
    if shape.name in seen:
        return False
    seen = seen | {shape.name}
    if shape.type_name == "structure":
        return any(is_telling(inner, key, seen) for key, inner in shape.members.items())
    if shape.type_name == "list":
        return is_telling(shape.member, name, seen)
    if shape.type_name == "map":
        return is_telling(shape.value, name, seen)
    return False


session = botocore.session.get_session()
told = []
for service, prefix in json.load(sys.stdin).items():
    model = session.get_service_model(service)
    for operation in model.operation_names:
        output = model.operation_model(operation).output_shape
        if re.match("(Describe|Get|List)", operation) and output and is_telling(output, "", frozenset()):
            told.append(f"{prefix}:{operation}")
print(json.dumps(told))
