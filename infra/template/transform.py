"""Prints the CloudFormation that SAM makes of a template, as JSON: transform.py TEMPLATE.

What SAM would upload is stood in for by a name. Reads and sends nothing else.
"""

import json
import os
import sys

# The transform asks boto3 for a region, and nothing of that region.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402


class NoManagedPolicies:
    """The template names no managed policy, so there is none to look up."""

    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file)
for resource in template["Resources"].values():
    if "CodeUri" in resource.get("Properties", {}):
        resource["Properties"]["CodeUri"] = "s3://not-uploaded/code.zip"
json.dump(transform(template, {}, NoManagedPolicies()), sys.stdout, indent=1)
