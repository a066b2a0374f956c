"""Outputs of AWS that follow from the inputs, of networks, files, keys and roles; and the table of all makers."""

from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker
from toolchain.offline.packages.aws import makers_data as data
from toolchain.offline.packages.aws.makers_data import unsaid
from toolchain.offline.packages.aws.outputs import EC2, KMS_KEY
from toolchain.offline.packages.aws.outputs_data import EFS

Inputs = Mapping[str, Any]

# Zones of load balancers in eu-central-1, for records that point to one. Source: AWS General Reference, Elastic Load
# Balancing endpoints and quotas.
ZONES = {"network": "Z3F0SRJ5LGBH90", "gateway": "Z3F0SRJ5LGBH90"}
ZONE_OF_APPLICATION = "Z215JYRZR1TBD5"

# Names and values of headers that a listener can add.
HEADERS = (
    *(f"routingHttpRequestXAmznMtlsClientcert{part}HeaderName" for part in (
        "", "Issuer", "Leaf", "SerialNumber", "Subject", "Validity",
    )),
    *(f"routingHttpRequestXAmznTls{part}HeaderName" for part in ("CipherSuite", "Version")),
    *(f"routingHttpResponse{part}HeaderValue" for part in (
        "AccessControlAllowCredentials", "AccessControlAllowHeaders", "AccessControlAllowMethods",
        "AccessControlAllowOrigin", "AccessControlExposeHeaders", "AccessControlMaxAge", "ContentSecurityPolicy",
        "StrictTransportSecurity", "XContentTypeOptions", "XFrameOptions",
    )),
)  # fmt: skip


def vpc_endpoint(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the addresses of an interface endpoint; a gateway endpoint has a prefix list instead."""
    service = str(inputs.get("serviceName") or "")
    interface = inputs.get("vpcEndpointType") == "Interface"
    zone = f"{service.rpartition('.')[2]}.{invented['region']}.vpce.amazonaws.com"
    entry = {"dnsName": invented.fill(f"{{id}}-{{letters8}}.{zone}"), "hostedZoneId": f"Z{invented['digits13']}"}
    found = {
        "arn": invented.fill(EC2 + "vpc-endpoint/{id}"),
        "dnsEntries": [entry] if interface else [],
        "networkInterfaceIds": [invented.fill("eni-{hex17}")] if interface else [],
        "cidrBlocks": [] if interface else ["52.219.0.0/16"],
        "prefixListId": "" if interface else invented.fill("pl-{hex8}"),
        "vpcEndpointType": "Gateway",
        "ipAddressType": "ipv4" if interface else "",
        "serviceRegion": invented["region"],
        "state": "available",
    }
    return unsaid(inputs, found)


def load_balancer(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a load balancer's name in DNS, and the zone that an alias record needs."""
    sort = str(inputs.get("loadBalancerType") or "application")
    internal = "internal-" if inputs.get("internal") else ""
    domain = "{region}.elb.amazonaws.com" if sort == "application" else "elb.{region}.amazonaws.com"
    found = {
        "arn": invented["id"],
        "arnSuffix": invented["id"].partition(":loadbalancer/")[2],
        "dnsName": invented.fill(f"{internal}{{name}}-{{digits9}}.{domain}"),
        "zoneId": ZONES.get(sort, ZONE_OF_APPLICATION),
        "vpcId": invented.fill("vpc-{hex17}"),
        "ipAddressType": "ipv4",
        "enablePrefixForIpv6SourceNat": "",
        "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "",
    }
    return unsaid(inputs, found)


def target_group(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a target group's ARN, and the end of it that metrics are named by."""
    found = {
        "arn": invented["id"],
        "arnSuffix": invented["id"].rpartition(":")[2],
        "ipAddressType": "ipv4",
        "loadBalancingAlgorithmType": "round_robin",
        "loadBalancingAnomalyMitigation": "off",
        "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
        "preserveClientIp": "",
        "protocolVersion": "HTTP1" if inputs.get("protocol") in {"HTTP", "HTTPS"} else "",
    }
    return unsaid(inputs, found)


def listener(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a listener's security policy, which those with TLS always have, and no header that was not asked for."""
    encrypted = inputs.get("protocol") in {"HTTPS", "TLS"}
    policy = "ELBSecurityPolicy-2016-08" if encrypted else ""
    return unsaid(inputs, dict.fromkeys(HEADERS, "") | {"arn": invented["id"], "sslPolicy": policy})


def web_acl(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a web ACL's ARN: those of CloudFront are in us-east-1 and called global."""
    everywhere = inputs.get("scope") == "CLOUDFRONT"
    where = ("us-east-1", "global") if everywhere else (invented["region"], "regional")
    arn = f"arn:{{partition}}:wafv2:{where[0]}:{{account}}:{where[1]}/webacl/{{name}}/{{id}}"
    return unsaid(inputs, {"arn": invented.fill(arn)})


def dns_record(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    """Return a record's full name. A name that the zone's would have to be added to stays as it is."""
    return unsaid(inputs, {"fqdn": str(inputs["name"]).rstrip("."), "allowOverwrite": False})


def ebs_volume(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    """Return what a volume has by its type."""
    fast = inputs.get("type") == "gp3"
    return unsaid(inputs, {"iops": 3000 if fast else 100, "throughput": 125 if fast else 0, "size": 8})


def scaling_group(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    """Return how many machines a group begins with."""
    return unsaid(inputs, {"desiredCapacity": inputs["minSize"]})


def mount_target(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the addresses of a file system in one subnet."""
    files = str(inputs["fileSystemId"])
    domain = f"{files}.efs.{invented['region']}.amazonaws.com"
    found = {
        "availabilityZoneId": invented.fill("{region}-az1"),
        "availabilityZoneName": invented.fill("{region}a"),
        "dnsName": domain,
        "mountTargetDnsName": f"{invented['region']}a.{domain}",
        "fileSystemArn": invented.fill(f"{EFS}file-system/{files}"),
        "networkInterfaceId": invented.fill("eni-{hex17}"),
        "ipAddress": invented["ip"],
        "ipAddressType": "IPV4_ONLY",
        "ipv6Address": "",
        "securityGroups": [invented.fill("sg-{hex17}")],
    }
    return unsaid(inputs, found)


def _iam(resource: str, prefix: str) -> Maker:
    """Return the maker of what IAM knows of a role, a policy or a profile; AWS tells them by the number's beginning."""

    def made(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
        arn = f"arn:{{partition}}:iam::{{account}}:{resource}{inputs.get('path') or '/'}{{name}}"
        number = f"{prefix}{invented['letters17'].upper()}"
        own = {"policyId": number} if resource == "policy" else {"uniqueId": number}
        return unsaid(inputs, {"arn": invented.fill(arn), **own})

    return made


def kms_alias(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return an alias's ARN and that of its key, which a program may give by id or by ARN."""
    key = str(inputs["targetKeyId"])
    found = {
        "arn": invented.fill("arn:{partition}:kms:{region}:{account}:{name}"),
        "targetKeyArn": key if key.startswith("arn:") else invented.fill(KMS_KEY) + key,
    }
    return unsaid(inputs, found)


def secret_version(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    """Return the secret that a version is of."""
    secret = str(inputs["secretId"])
    return unsaid(inputs, {"arn": secret, "secretArn": secret, "hasSecretStringWo": False})


def ssm_parameter(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a parameter's ARN, where a slash before the name is not doubled."""
    arn = "arn:{partition}:ssm:{region}:{account}:parameter/" + invented["name"].lstrip("/")
    return unsaid(inputs, {"arn": invented.fill(arn), "value": inputs.get("insecureValue") or ""})


OWN: Mapping[str, Maker] = {
    "aws:acm/certificate:Certificate": data.certificate,
    "aws:autoscaling/group:Group": scaling_group,
    "aws:ebs/volume:Volume": ebs_volume,
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpc_endpoint,
    "aws:efs/mountTarget:MountTarget": mount_target,
    "aws:eks/cluster:Cluster": data.eks_cluster,
    "aws:elasticache/replicationGroup:ReplicationGroup": data.replication_group,
    "aws:iam/instanceProfile:InstanceProfile": _iam("instance-profile", "AIPA"),
    "aws:iam/policy:Policy": _iam("policy", "ANPA"),
    "aws:iam/role:Role": _iam("role", "AROA"),
    "aws:kms/alias:Alias": kms_alias,
    "aws:lb/listener:Listener": listener,
    "aws:lb/loadBalancer:LoadBalancer": load_balancer,
    "aws:lb/targetGroup:TargetGroup": target_group,
    "aws:rds/cluster:Cluster": data.rds_cluster,
    "aws:rds/clusterInstance:ClusterInstance": data.rds_cluster_instance,
    "aws:rds/instance:Instance": data.rds_instance,
    "aws:rds/proxyTarget:ProxyTarget": data.rds_proxy_target,
    "aws:rds/snapshot:Snapshot": data.rds_snapshot,
    "aws:route53/record:Record": dns_record,
    "aws:secretsmanager/secretVersion:SecretVersion": secret_version,
    "aws:ssm/parameter:Parameter": ssm_parameter,
    "aws:wafv2/webAcl:WebAcl": web_acl,
}

MAKERS: Mapping[str, Maker] = {kind: data.with_tags(maker) for kind, maker in OWN.items()}
