"""Creates, updates and deletes the stack on moto's CloudFormation.

    stack.py TEMPLATE NESTED CREATE_ONLY

TEMPLATE is template.yaml as SAM transforms it, NESTED the template of the stack in it, and
CREATE_ONLY has the properties of each type that cannot change without a replacement:
{"TYPE": ["/properties/Name", ...]}, as the schemas of CloudFormation's registry say.

A stack is created, with a second one beside it; each parameter is changed and changed back; both
are deleted, and nothing is left but the buckets. moto works out conditions and functions, and its
services refuse what they would not take: policies with mistakes, names that are taken, arguments
that do not exist. MODELS are the types that moto's CloudFormation does not know and its services
do. What is NOT covered is printed at the end.
"""

import copy
import functools
import io
import json
import os
import re
import sys
import warnings
import zipfile

warnings.simplefilter("ignore")
REGION = "eu-central-1"
os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION)

import boto3  # noqa: E402
import yaml  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.cloudformation import parsing  # noqa: E402
from moto.core.common_models import CloudFormationModel  # noqa: E402
from moto.ssm.models import Parameter  # noqa: E402

NOT_COVERED = """Not covered by moto:
- patterns and Rules of parameters (infra/template evaluates them), and what CloudFormation's own handlers refuse (cfn-lint
  knows most of it)
- Custom::Settings: it is made without asking the report function (TestSettings of infra/aws/local/cloud asks it)
- DeletionPolicy RetainExceptOnCreate, taken for Retain; rollback after a creation that failed (infra/template looks which
  resources have the policy)
- queue, bucket and function at work, and whether IAM lets them (infra/template, infra/aws/local)
- a changed workgroup of Athena: it is made again
- updates of built-in types that moto does not update: {}"""


@functools.cache
def client(service):
    return boto3.client(service)


def model(type_, create, delete, update=None, **attributes):
    """Makes a type of resource. create returns its physical id, or None for its name."""

    class Resource(CloudFormationModel):
        __module__ = "moto.ours.models"  # by which moto files it

        def __init__(self, physical, properties):
            self.physical, self.properties = physical, properties

        @property
        def physical_resource_id(self):
            return self.physical

        @staticmethod
        def cloudformation_type():
            return type_

        @staticmethod
        def cloudformation_name_type():
            return ""

        @classmethod
        def has_cfn_attr(cls, name):
            return name in attributes

        def get_cfn_attribute(self, name):
            return attributes[name](self.physical)

        @classmethod
        def create_from_cloudformation_json(cls, name, resource, *_, **__):
            properties = resource.get("Properties", {})
            return cls(create(name, properties) or name, properties)

        def change(self, properties):
            if update is None:
                raise NotImplementedError(f"{type_} was changed, and nothing changes it here")
            update(self.physical, properties)
            self.properties = properties

        def delete(self, *_):
            delete(self.physical, self.properties)

    return Resource


def nothing(*_):
    pass


def bucket_policy(_, p):
    client("s3").put_bucket_policy(Bucket=p["Bucket"], Policy=json.dumps(p["PolicyDocument"]))


def queue_policy(_, p):
    for url in p["Queues"]:
        client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(p["PolicyDocument"])})


def table(_, p):
    client("glue").create_table(**p)
    return p["TableInput"]["Name"]


def database(_, p):
    client("glue").create_database(**p)
    return p["DatabaseInput"]["Name"]


def workgroup(_, p):
    client("athena").create_work_group(Name=p["Name"], Configuration=p["WorkGroupConfiguration"])
    return p["Name"]


def remade_workgroup(name, p):  # for moto cannot change one
    client("athena").delete_work_group(WorkGroup=name)
    workgroup(name, p)


def settings(name, p):
    if "ReportFunction" not in p["ServiceToken"]:
        raise ValueError(f"Settings asks {p['ServiceToken']}")


MODELS = [
    model("AWS::Athena::NamedQuery", lambda _, p: client("athena").create_named_query(**p)["NamedQueryId"], nothing),
    model("AWS::Athena::WorkGroup", workgroup, lambda n, _: client("athena").delete_work_group(WorkGroup=n), remade_workgroup),
    model(
        "AWS::CloudWatch::Alarm",
        lambda n, p: client("cloudwatch").put_metric_alarm(AlarmName=n, **p) and None,
        lambda n, _: client("cloudwatch").delete_alarms(AlarmNames=[n]),
        lambda n, p: client("cloudwatch").put_metric_alarm(AlarmName=n, **p),
        Arn=lambda n: client("cloudwatch").describe_alarms(AlarmNames=[n])["MetricAlarms"][0]["AlarmArn"],
    ),
    model("AWS::Glue::Database", database, lambda n, _: client("glue").delete_database(Name=n)),
    model(
        "AWS::Glue::Table",
        table,
        lambda n, p: client("glue").delete_table(DatabaseName=p["DatabaseName"], Name=n),
        lambda _, p: client("glue").update_table(**p),
    ),
    model(
        "AWS::Lambda::EventInvokeConfig",
        lambda _, p: client("lambda").put_function_event_invoke_config(**{k: v for k, v in p.items() if k != "Qualifier"}) and None,
        lambda _, p: client("lambda").delete_function_event_invoke_config(FunctionName=p["FunctionName"]),
    ),
    model("AWS::S3::BucketPolicy", bucket_policy, lambda _, p: client("s3").delete_bucket_policy(Bucket=p["Bucket"]), bucket_policy),
    model("AWS::SNS::Subscription", lambda _, p: client("sns").subscribe(**p)["SubscriptionArn"], lambda n, _: client("sns").unsubscribe(SubscriptionArn=n)),
    model("AWS::SQS::QueuePolicy", queue_policy, nothing, queue_policy),
    model(
        "AWS::Scheduler::Schedule",
        lambda n, p: client("scheduler").create_schedule(Name=n, **p) and None,
        lambda n, _: client("scheduler").delete_schedule(Name=n),
        lambda n, p: client("scheduler").update_schedule(Name=n, **p),
        Arn=lambda n: client("scheduler").get_schedule(Name=n)["Arn"],
    ),
]


def changed_policy(arn, p):
    for version in client("iam").list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            client("iam").delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    client("iam").create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(p["PolicyDocument"]), SetAsDefault=True)


def retention(name, p):
    client("logs").put_retention_policy(logGroupName=name, retentionInDays=int(p["RetentionInDays"]))


# In place of moto's, which does not update log groups; the one runs the function in a container, another is never deleted.
INSTEAD = {
    "AWS::Logs::LogGroup": model(
        "AWS::Logs::LogGroup",
        lambda n, p: client("logs").create_log_group(logGroupName=n) and retention(n, p),
        lambda n, _: client("logs").delete_log_group(logGroupName=n),
        retention,
        Arn=lambda n: client("logs").describe_log_groups(logGroupNamePrefix=n)["logGroups"][0]["arn"],
    ),
    "Custom::Settings": model("Custom::Settings", settings, nothing, settings),
    "AWS::IAM::ManagedPolicy": model(
        "AWS::IAM::ManagedPolicy",
        lambda n, p: client("iam").create_policy(PolicyName=n, PolicyDocument=json.dumps(p["PolicyDocument"]))["Policy"]["Arn"],
        lambda arn, _: client("iam").delete_policy(PolicyArn=arn),
        changed_policy,
    ),
}

# Templates are JSON here, which moto reads as YAML, some seconds each time.
yaml.load = lambda text, *_, **__: json.loads(text)

# What moto lacks: a parameter of SSM has a value; AWS::NoValue leaves its place of a list out; a
# changed parameter changes whatever is made of it, also by conditions and functions.
Parameter.get_cfn_attribute = lambda self, name: self.value
Parameter.has_cfn_attr = classmethod(lambda cls, name: name == "Value")
clean_value = parsing.clean_json
parsing.clean_json = lambda value, resources: (
    [c for c in (parsing.clean_json(v, resources) for v in value) if c is not None] if isinstance(value, list) else clean_value(value, resources)
)
class_of = parsing.resource_class_from_type
parsing.resource_class_from_type = lambda type_: INSTEAD.get(type_) or class_of(type_)

replaced, not_updated, create_only = [], set(), {}
creating = parsing.ResourceMap.create


def create(self, template):
    ready = creating(self, template)
    remember(self)
    return ready


def remember(self):
    """Notes what each resource is made of."""
    self.was = {n: parsing.clean_json(r, self) for n, r in self._resource_json_map.items() if self._parsed_resources.get(n) is not None}


def update(self, template, parameters=None):
    self.input_parameters = parameters or self.input_parameters
    self.load_parameters()
    self.load_conditions()
    there = {name for name in self._resource_json_map if self._parsed_resources.get(name) is not None}
    wanted = {
        name for name, r in self._resource_json_map.items() if "Condition" not in r or self.lazy_condition_map[r["Condition"]]
    }
    for name in wanted - there:
        self[name]
    left, passes = [], 0
    while changed := [n for n in wanted & there if parsing.clean_json(self._resource_json_map[n], self) != self.was[n]]:
        if (passes := passes + 1) > 10:
            raise AssertionError(f"never the same: {changed}")
        for name in changed:
            now = parsing.clean_json(self._resource_json_map[name], self)
            old, self.was[name] = self.was[name], now
            if must_replace(now["Type"], old["Properties"], now["Properties"]):
                left.append((name, self._parsed_resources.pop(name), old))
                self[name]  # while the old one is still there
            else:
                change(self, name, copy.deepcopy(now))
    for name, resource, old in reversed(left):
        replaced.append(f"{name} ({old['Type']})")
        if old.get("UpdateReplacePolicy") != "Retain":
            self._delete_resource(resource, old)
    for name in reversed([n for n in self._resource_json_map if n in there - wanted]):
        resource = self._parsed_resources.pop(name)
        if self._resource_json_map[name].get("DeletionPolicy") != "Retain":
            self._delete_resource(resource, self._resource_json_map[name])
    remember(self)


def must_replace(type_, old, new):
    def at(properties, path):
        for part in path.removeprefix("/properties/").split("/"):
            properties = properties.get(part) if isinstance(properties, dict) else None
        return properties

    return any(at(old, path) != at(new, path) for path in create_only.get(type_, []))


def change(self, name, now):
    resource = self._parsed_resources[name]
    if hasattr(resource, "change"):
        resource.change(now["Properties"])
        return
    try:
        changed = type(resource).update_from_cloudformation_json(
            original_resource=resource, new_resource_name=resource.physical_resource_id, cloudformation_json=now, account_id=self._account_id, region_name=self._region_name
        )
    except NotImplementedError:
        changed = None
    if changed is None:
        not_updated.add(now["Type"])
        return
    changed.logical_resource_id, changed.cf_resource_type = name, now["Type"]
    self._parsed_resources[name] = changed


def delete(self):
    """Deletes what was made, last things first: each refers to earlier ones."""
    for name in reversed(list(self._resource_json_map)):
        resource, how = self._parsed_resources.pop(name, None), self._resource_json_map[name]
        if resource is not None and how.get("DeletionPolicy") != "Retain":
            self._delete_resource(resource, how)


parsing.ResourceMap.create, parsing.ResourceMap.update, parsing.ResourceMap.delete = create, update, delete

KEY = f"arn:aws:kms:{REGION}:123456789012:key/k"
BASE = {"Recipients": "a@contoso.com", "Sender": "eas@contoso.com"}
# A value of each parameter that is not its default, and what else it wants.
CHANGES = {
    "Recipients": {"Recipients": "b@contoso.com,c@contoso.com"},
    "Sender": {"Sender": "other@contoso.com"},
    "SesConfigurationSet": {"SesConfigurationSet": "eas"},
    "SendWhen": {"SendWhen": "flagged"},
    "ZipSize": {"ZipSize": "3"},
    "LinkSize": {"LinkSize": "9"},
    "ReportSchedule": {"ReportSchedule": "cron(30 5 * * ? *)"},
    "TimeZone": {"TimeZone": "Europe/Berlin"},
    "MinimumHits": {"MinimumHits": "500"},
    "TopHits": {"TopHits": "50"},
    "Hourly": {"Hourly": "true"},
    "ReportBySeconds": {"ReportBySeconds": "600"},
    "ByUserAgent": {"ByUserAgent": "true"},
    "HtmlColumns": {"HtmlColumns": "User,Hits"},
    "ReportPrefix": {"ReportPrefix": "eas"},
    "Rules": {"Rules": '{"burst":100}'},
    "Expected": {"Expected": '{"days":7}'},
    "Alerts": {"Alerts": "true"},
    "AlertSchedule": {"AlertSchedule": "cron(30 * * * ? *)"},
    "AlertMinimumHits": {"AlertMinimumHits": "900"},
    "AlertHours": {"AlertHours": "6"},
    "ExistingLogsBucket": {"ExistingLogsBucket": "iis-logs"},
    "LogsBucketOwner": {"LogsBucketOwner": "111122223333", "ExistingLogsBucket": "iis-logs"},
    "UploaderPrincipals": {"UploaderPrincipals": "111122223333,arn:aws:iam::444455556666:role/ship"},
    "ExistingLakeBucket": {"ExistingLakeBucket": "kept-lake", "ExistingLogsBucket": "iis-logs"},
    "LogsPrefix": {"LogsPrefix": "exchange/iis"},
    "BucketSeconds": {"BucketSeconds": "300"},
    "MaximumConcurrency": {"MaximumConcurrency": "20"},
    "ReconcileSchedule": {"ReconcileSchedule": "rate(1 day)"},
    "FirstDay": {"FirstDay": "2020-01-01"},
    "LogsRetentionDays": {"LogsRetentionDays": "0"},
    "LogsToGlacierDays": {"LogsToGlacierDays": "1"},
    "ActivityRetentionDays": {"ActivityRetentionDays": "0"},
    "ReportRetentionDays": {"ReportRetentionDays": "90"},
    "FunctionLogRetentionDays": {"FunctionLogRetentionDays": "90"},
    "AlarmEmail": {"AlarmEmail": "ops@contoso.com"},
    "MaximumQueueSeconds": {"MaximumQueueSeconds": "7200"},
    "Athena": {"Athena": "false"},
    "DatabaseName": {"DatabaseName": "phones"},
    "AthenaScanLimit": {"AthenaScanLimit": "20000000"},
    "MergeEngine": {"MergeEngine": "athena"},
    "KmsKeyArn": {"KmsKeyArn": KEY},
    "FormerKmsKeyArns": {"FormerKmsKeyArns": KEY},
    "PermissionsBoundary": {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
    "IngestMemory": {"IngestMemory": "3008"},
    "ReportMemory": {"ReportMemory": "3008"},
    "PricePerGBSecond": {"PricePerGBSecond": "0.00002"},
}


def prepared(template):
    """The template as it is deployed: with what SAM uploads in place."""
    for r in template["Resources"].values():
        if r["Type"] == "AWS::Lambda::Function":
            r["Properties"]["Code"] = {"S3Bucket": "templates", "S3Key": "code.zip"}
        if r["Type"] == "AWS::CloudFormation::Stack":
            r["Properties"]["TemplateURL"] = f"https://s3.{REGION}.amazonaws.com/templates/nested.json"
        if r.get("DeletionPolicy") == "RetainExceptOnCreate":
            r["DeletionPolicy"] = "Retain"
    return json.dumps(template)


def upload(nested):
    s3 = client("s3")
    for name in ["templates", "iis-logs", "kept-lake"]:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("bootstrap", "")
    s3.put_object(Bucket="templates", Key="code.zip", Body=code.getvalue())
    s3.put_object(Bucket="templates", Key="nested.json", Body=nested)


def values(parameters):
    return [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]


def check(name, status):
    stack = client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    if stack["StackStatus"] != status:
        raise AssertionError(f"{name}: {stack['StackStatus']}, want {status}")
    for output in stack.get("Outputs", []):
        if "${" in output["OutputValue"] or "None" in output["OutputValue"]:
            raise AssertionError(f"{name}: output {output['OutputKey']} is {output['OutputValue']}")


def left():
    """What is there beside what was there before any stack."""
    c = client
    return sorted(
        [f"function {f['FunctionName']}" for f in c("lambda").list_functions()["Functions"]]
        + [f"mapping {m['UUID']}" for m in c("lambda").list_event_source_mappings()["EventSourceMappings"]]
        + [f"queue {u}" for u in c("sqs").list_queues().get("QueueUrls", [])]
        + [f"topic {t['TopicArn']}" for t in c("sns").list_topics()["Topics"]]
        + [f"role {r['RoleName']}" for r in c("iam").list_roles()["Roles"]]
        + [f"policy {p['PolicyName']}" for p in c("iam").list_policies(Scope="Local")["Policies"]]
        + [f"schedule {s['Name']}" for s in c("scheduler").list_schedules()["Schedules"]]
        + [f"rule {r['Name']}" for r in c("events").list_rules()["Rules"]]
        + [f"alarm {a['AlarmName']}" for a in c("cloudwatch").describe_alarms()["MetricAlarms"]]
        + [f"dashboard {d['DashboardName']}" for d in c("cloudwatch").list_dashboards()["DashboardEntries"]]
        + [f"log group {g['logGroupName']}" for g in c("logs").describe_log_groups()["logGroups"]]
        + [f"parameter {p['Name']}" for p in c("ssm").describe_parameters()["Parameters"]]
        + [f"database {d['Name']}" for d in c("glue").get_databases()["DatabaseList"]]
        + [f"workgroup {w['Name']}" for w in c("athena").list_work_groups()["WorkGroups"]]
        + [f"bucket {b['Name']}" for b in c("s3").list_buckets()["Buckets"]]
    )


def main(template, nested):
    cf, body = client("cloudformation"), prepared(template)
    upload(nested)
    before = left()
    declared = set(template["Parameters"])
    if declared != set(CHANGES):
        raise AssertionError(f"parameters without a change: {declared ^ set(CHANGES)}")
    for name in ["mail", "mail-east"]:
        cf.create_stack(StackName=name, TemplateBody=body, Parameters=values(BASE), Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
        check(name, "CREATE_COMPLETE")
    print(f"created twice: {len(left()) - len(before)} things")
    for name, changed in CHANGES.items():
        for parameter, value in changed.items():
            pattern = template["Parameters"][parameter].get("AllowedPattern", "")
            if not re.match(pattern, value):
                raise AssertionError(f"{parameter}={value} is not what the template allows")
        replaced.clear()
        for parameters in [BASE | changed, BASE]:
            try:
                cf.update_stack(StackName="mail", TemplateBody=body, Parameters=values(parameters))
                check("mail", "UPDATE_COMPLETE")
            except Exception as e:
                raise AssertionError(f"{name}: update to {parameters}: {e}") from e
        if replaced:
            print(f"{name} replaces {', '.join(sorted(set(replaced)))}")
    for name in ["mail", "mail-east"]:
        cf.delete_stack(StackName=name)
    kept = [thing for thing in left() if thing not in before]
    if [thing for thing in kept if not re.match("bucket mail(-east)?-(logs|lake)bucket-", thing)]:
        raise AssertionError(f"left after deletion: {kept}")
    print(f"updated by {len(CHANGES)} parameters, there and back; deleted, kept: {len(kept)} buckets")
    print(NOT_COVERED.format(", ".join(sorted(not_updated)) or "none"))


def collide(template, nested):
    """A database named alike in both stacks is noticed: else all this would prove nothing."""
    template["Resources"]["Database"]["Properties"]["DatabaseInput"]["Name"] = "easreport"
    body = prepared(template)
    upload(nested)
    client("cloudformation").create_stack(StackName="mail", TemplateBody=body, Parameters=values(BASE))
    try:
        client("cloudformation").create_stack(StackName="mail-east", TemplateBody=body, Parameters=values(BASE))
    except Exception:
        return
    raise AssertionError("two databases of one name were made")


if __name__ == "__main__":
    create_only.update(json.load(open(sys.argv[3])))
    create_only["AWS::Glue::Database"].append("/properties/DatabaseInput/Name")  # by CloudFormation's pages
    for do in [collide, main]:
        with mock_aws():
            do(json.load(open(sys.argv[1])), open(sys.argv[2], "rb").read())
