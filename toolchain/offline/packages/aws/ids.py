"""Ids of AWS that take more than a template: parts joined, upper case, ARNs made of other ARNs."""

from collections.abc import Callable, Mapping
from typing import Any

from toolchain.offline.invented import Invented

Inputs = Mapping[str, Any]
MakeId = Callable[[Inputs, Invented], str]


def joined(separator: str, *paths: str) -> MakeId:
    """Return an id made of inputs, or, where no input has that name, of the field of that name."""

    def made(inputs: Inputs, invented: Invented) -> str:
        return separator.join(str(inputs[path]) if path in inputs else invented[path] for path in paths)

    return made


def upper(prefix: str, count: int) -> MakeId:
    """Return an id of a prefix and so many capital letters and digits."""
    return lambda _inputs, invented: f"{prefix}{invented[f'letters{count}'].upper()}"


def iam(resource: str) -> MakeId:
    """Return the ARN of something in IAM, which has no region and may have a path."""
    return lambda inputs, invented: str(
        invented.fill(f"arn:{{partition}}:iam::{{account}}:{resource}{inputs.get('path') or '/'}{{name}}")
    )


def bucket_part(inputs: Inputs, _invented: Invented) -> str:
    """Return the id of a part of a bucket: the bucket, and its owner where the program expects one."""
    owner = inputs.get("expectedBucketOwner")
    return f"{inputs['bucket']},{owner}" if owner else str(inputs["bucket"])


def load_balancer(inputs: Inputs, invented: Invented) -> str:
    """Return a load balancer's ARN, which says its sort."""
    sort = {"network": "net", "gateway": "gwy"}.get(inputs.get("loadBalancerType") or "", "app")
    return str(
        invented.fill(
            f"arn:{{partition}}:elasticloadbalancing:{{region}}:{{account}}:loadbalancer/{sort}/{{name}}/{{hex16}}"
        )
    )


def listener(inputs: Inputs, invented: Invented) -> str:
    """Return a listener's ARN: that of its load balancer, and a number."""
    return f"{str(inputs['loadBalancerArn']).replace(':loadbalancer/', ':listener/')}/{invented['hex16']}"


def listener_rule(inputs: Inputs, invented: Invented) -> str:
    """Return a rule's ARN: that of its listener, and a number."""
    return f"{str(inputs['listenerArn']).replace(':listener/', ':listener-rule/')}/{invented['hex16']}"


def proxy_target(inputs: Inputs, _invented: Invented) -> str:
    """Return the id of what an RDS Proxy leads to: an instance or a cluster."""
    cluster, instance = inputs.get("dbClusterIdentifier"), inputs.get("dbInstanceIdentifier")
    target = f"TRACKED_CLUSTER/{cluster}" if cluster else f"RDS_INSTANCE/{instance}"
    return f"{inputs['dbProxyName']}/{inputs['targetGroupName']}/{target}"


def ecs_service(inputs: Inputs, invented: Invented) -> str:
    """Return a service's ARN, which names its cluster; a program may give the cluster by name or by ARN."""
    cluster = str(inputs.get("cluster") or "default").rpartition("/")[2]
    return str(invented.fill(f"arn:{{partition}}:ecs:{{region}}:{{account}}:service/{cluster}/{{name}}"))


def event_rule(inputs: Inputs, invented: Invented) -> str:
    """Return a rule's name, with its bus before it unless that is the default one."""
    bus = inputs.get("eventBusName") or "default"
    return invented["name"] if bus == "default" else f"{bus}/{invented['name']}"


def dns_record(inputs: Inputs, _invented: Invented) -> str:
    """Return a record's id: zone, name, type, and what tells it from others of that name and type."""
    parts = [inputs["zoneId"], str(inputs["name"]).rstrip(".").lower(), inputs["type"], inputs.get("setIdentifier")]
    return "_".join(str(part) for part in parts if part)


def schedule(inputs: Inputs, invented: Invented) -> str:
    """Return a schedule's id: its group and its name."""
    return f"{inputs.get('groupName') or 'default'}/{invented['name']}"


def time_of_issue(_inputs: Inputs, invented: Invented) -> str:
    """Return the id of a validation: when the certificate was issued."""
    return f"{invented['now'].replace('T', ' ').removesuffix('Z')}.{invented['digits9']} +0000 UTC"


def kms_key(inputs: Inputs, invented: Invented) -> str:
    """Return a key's id, which says of a multi-region key that it is one."""
    return f"mrk-{invented['hex32']}" if inputs.get("multiRegion") else invented["uuid"]
