"""Names: their lengths and alphabets, and labels, for every type that has them."""

import re
from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import (
    BUCKETS,
    KMS,
    LABELS,
    PUBSUB,
    SCHEDULER,
    SECRETS,
    SQL_SETTINGS,
    provider,
)
from toolchain.offline.rules import Rule, Text
from toolchain.offline.rules_parts import Keys

RFC1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
COMPUTE_SAYS = (
    "1 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last. Example: shop-network"
)

# Types whose name is one of RFC 1035, and the file whose validator or description says so.
COMPUTE = {
    "gcp:compute/address:Address": "compute/resource_compute_address.go",
    "gcp:compute/autoscaler:Autoscaler": "compute/resource_compute_autoscaler.go",
    "gcp:compute/backendBucket:BackendBucket": "compute/resource_compute_backend_bucket.go",
    "gcp:compute/backendService:BackendService": "compute/resource_compute_backend_service.go",
    "gcp:compute/disk:Disk": "compute/resource_compute_disk.go",
    "gcp:compute/firewall:Firewall": "compute/resource_compute_firewall.go",
    "gcp:compute/forwardingRule:ForwardingRule": "compute/resource_compute_forwarding_rule.go",
    "gcp:compute/globalAddress:GlobalAddress": "compute/resource_compute_global_address.go",
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": "compute/resource_compute_global_forwarding_rule.go",
    "gcp:compute/healthCheck:HealthCheck": "compute/resource_compute_health_check.go",
    "gcp:compute/instance:Instance": "compute/resource_compute_instance.go",
    "gcp:compute/instanceGroupManager:InstanceGroupManager": "compute/resource_compute_instance_group_manager.go",
    "gcp:compute/instanceTemplate:InstanceTemplate": "compute/resource_compute_instance_template.go",
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": "compute/resource_compute_managed_ssl_certificate.go",
    "gcp:compute/network:Network": "compute/resource_compute_network.go",
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup": "compute/resource_compute_network_endpoint_group.go",
    "gcp:compute/networkPeering:NetworkPeering": "compute/resource_compute_network_peering.go",
    "gcp:compute/regionAutoscaler:RegionAutoscaler": "compute/resource_compute_region_autoscaler.go",
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": (
        "compute/resource_compute_region_instance_group_manager.go"
    ),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": "compute/resource_compute_region_instance_template.go",
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": (
        "compute/resource_compute_region_network_endpoint_group.go"
    ),
    "gcp:compute/resourcePolicy:ResourcePolicy": "compute/resource_compute_resource_policy.go",
    "gcp:compute/route:Route": "compute/resource_compute_route.go",
    "gcp:compute/router:Router": "compute/resource_compute_router.go",
    "gcp:compute/sSLCertificate:SSLCertificate": "compute/resource_compute_ssl_certificate.go",
    "gcp:compute/sSLPolicy:SSLPolicy": "compute/resource_compute_ssl_policy.go",
    "gcp:compute/securityPolicy:SecurityPolicy": "compute/resource_compute_security_policy.go",
    "gcp:compute/subnetwork:Subnetwork": "compute/resource_compute_subnetwork.go",
    "gcp:compute/targetHttpProxy:TargetHttpProxy": "compute/resource_compute_target_http_proxy.go",
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": "compute/resource_compute_target_https_proxy.go",
    "gcp:compute/uRLMap:URLMap": "compute/resource_compute_url_map.go",
}

OWN: Sequence[Rule] = (
    Text(
        kind="gcp:compute/routerNat:RouterNat",
        path="name",
        pattern=RFC1035,
        shortest=2,
        longest=63,
        says="2 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last. Example: shop-nat",
        source=provider("compute/resource_compute_router_nat.go: ValidateRFC1035Name(2, 63)"),
    ),
    Text(
        kind="gcp:compute/subnetwork:Subnetwork",
        path="secondaryIpRanges[*].rangeName",
        pattern=RFC1035,
        longest=63,
        says=COMPUTE_SAYS,
        source=provider("compute/resource_compute_subnetwork.go: ValidateGCEName"),
    ),
    Text(
        kind="gcp:sql/databaseInstance:DatabaseInstance",
        path="name",
        pattern=r"[a-z][-a-z0-9]*",
        longest=98,
        says="1 to 98 lower-case letters, digits and hyphens, a letter first. Example: shop-database",
        source=f"{SQL_SETTINGS}: Instance ID",
    ),
    Text(
        kind="gcp:redis/instance:Instance",
        path="name",
        pattern=r"[a-z][a-z0-9-]{0,39}[a-z0-9]",
        says="2 to 41 lower-case letters, digits and hyphens, a letter first and no hyphen last. Example: shop-cache",
        source=provider("redis/resource_redis_instance.go: ValidateRegexp"),
    ),
    Text(
        kind="gcp:memorystore/instance:Instance",
        path="instanceId",
        pattern=r"[a-z0-9][-a-z0-9]*[a-z0-9]",
        shortest=4,
        longest=63,
        says="4 to 63 lower-case letters, digits and hyphens, no hyphen first or last. Example: shop-cache",
        source=provider("memorystore/resource_memorystore_instance.go: description of instance_id"),
    ),
    Text(
        kind="gcp:container/cluster:Cluster",
        path="name",
        pattern=r"[a-z]([-a-z0-9]*[a-z0-9])?",
        longest=40,
        says="1 to 40 lower-case letters, digits and hyphens, a letter first and no hyphen last. Example: shop",
        source=provider("container/resource_container_cluster.go: ValidateFunc of name"),
    ),
    Text(
        kind="gcp:container/nodePool:NodePool",
        path="name",
        longest=40,
        says="1 to 40 characters. Example: shop-nodes",
        source=provider("container/resource_container_node_pool.go: name is limited to 40"),
    ),
    Text(
        kind="gcp:container/nodePool:NodePool",
        path="namePrefix",
        longest=31,
        says="1 to 31 characters. Example: shop-",
        source=provider("container/resource_container_node_pool.go: ValidateFunc of name_prefix"),
    ),
    *(
        Text(
            kind=kind,
            path="name",
            pattern=r"[a-zA-Z0-9_-]{1,63}",
            says="1 to 63 letters, digits, hyphens and underscores. Example: shop-keys",
            source=KMS,
        )
        for kind in ("gcp:kms/keyRing:KeyRing", "gcp:kms/cryptoKey:CryptoKey")
    ),
    Text(
        kind="gcp:secretmanager/secret:Secret",
        path="secretId",
        pattern=r"[a-zA-Z0-9_-]{1,255}",
        says="1 to 255 letters, digits, hyphens and underscores. Example: shop-database-password",
        source=SECRETS,
    ),
    Text(
        kind="gcp:storage/bucket:Bucket",
        path="name",
        pattern=r"[a-z0-9][-_a-z0-9]{1,61}[a-z0-9]|(?=.*\.)[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]",
        never=r"^goog|google|g00gle|^\d+\.\d+\.\d+\.\d+$|[^.]{64}",
        says="3 to 63 lower-case letters, digits, hyphens and underscores (with dots up to 222, 63 between two dots), "
        "a letter or digit first and last, not an address, without google in it. Example: shop-backups",
        source=BUCKETS,
    ),
    *(
        Text(
            kind=kind,
            path="name",
            pattern=r"[a-zA-Z][-a-zA-Z0-9_.~+%]{2,254}",
            never=r"^goog",
            says="3 to 255 letters, digits and -_.~+%, a letter first, not beginning with goog. Example: shop-events",
            source=PUBSUB,
        )
        for kind in ("gcp:pubsub/topic:Topic", "gcp:pubsub/subscription:Subscription")
    ),
    Text(
        kind="gcp:serviceaccount/account:Account",
        path="accountId",
        pattern=RFC1035,
        shortest=6,
        longest=30,
        says="6 to 30 lower-case letters, digits and hyphens, a letter first and no hyphen last. Example: shop-app",
        source=provider("resourcemanager/resource_google_service_account.go: ValidateRFC1035Name(6, 30)"),
    ),
    Text(
        kind="gcp:projects/iAMCustomRole:IAMCustomRole",
        path="roleId",
        pattern=r"[a-zA-Z0-9_.]{3,64}",
        says="3 to 64 letters, digits, underscores and dots. Example: shopBackups",
        source=provider("resourcemanager/resource_google_project_iam_custom_role.go: ValidateIAMCustomRoleID"),
    ),
    *(
        Text(
            kind=f"gcp:certificatemanager/{kind}",
            path="name",
            pattern=r"[a-zA-Z][a-zA-Z0-9_-]{0,63}",
            says="1 to 64 letters, digits, hyphens and underscores, a letter first. Example: shop",
            source=provider(f"certificatemanager/{file}: description of name"),
        )
        for kind, file in (
            ("certificate:Certificate", "resource_certificate_manager_certificate.go"),
            ("dnsAuthorization:DnsAuthorization", "resource_certificate_manager_dns_authorization.go"),
        )
    ),
    Text(
        kind="gcp:vpcaccess/connector:Connector",
        path="name",
        longest=25,
        says="1 to 25 characters. Example: shop",
        source=provider("vpcaccess/resource_vpc_access_connector.go: description of name"),
    ),
    Text(
        kind="gcp:cloudscheduler/job:Job",
        path="name",
        pattern=r"[a-zA-Z0-9_-]{1,500}",
        says="1 to 500 letters, digits, hyphens and underscores. Example: shop-nightly",
        source=SCHEDULER,
    ),
    Text(
        kind="gcp:logging/metric:Metric",
        path="name",
        pattern=r"[-A-Za-z0-9_.,+!*'()%/]{1,100}",
        never="^/",
        says="1 to 100 letters, digits and _-.,+!*'()%/, no slash first. Example: shop/errors",
        source=provider("logging/resource_logging_metric.go: description of name"),
    ),
    Text(
        kind="gcp:dns/recordSet:RecordSet",
        path="name",
        pattern=r".*\.",
        says="a domain with a dot at its end. Example: shop.example.com.",
        source=provider("dns/resource_dns_record_set.go: validateRecordNameTrailingDot"),
    ),
)

# Types with labels of the program's own, and the property that holds them.
LABELLED = {
    "gcp:artifactregistry/repository:Repository": "labels",
    "gcp:certificatemanager/certificate:Certificate": "labels",
    "gcp:certificatemanager/certificateMap:CertificateMap": "labels",
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": "labels",
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": "labels",
    "gcp:compute/address:Address": "labels",
    "gcp:compute/disk:Disk": "labels",
    "gcp:compute/forwardingRule:ForwardingRule": "labels",
    "gcp:compute/globalAddress:GlobalAddress": "labels",
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": "labels",
    "gcp:compute/instance:Instance": "labels",
    "gcp:compute/instanceTemplate:InstanceTemplate": "labels",
    "gcp:container/cluster:Cluster": "resourceLabels",
    "gcp:dns/managedZone:ManagedZone": "labels",
    "gcp:gkebackup/backupPlan:BackupPlan": "labels",
    "gcp:gkebackup/restorePlan:RestorePlan": "labels",
    "gcp:kms/cryptoKey:CryptoKey": "labels",
    "gcp:memorystore/instance:Instance": "labels",
    "gcp:monitoring/alertPolicy:AlertPolicy": "userLabels",
    "gcp:monitoring/notificationChannel:NotificationChannel": "userLabels",
    "gcp:pubsub/subscription:Subscription": "labels",
    "gcp:pubsub/topic:Topic": "labels",
    "gcp:redis/cluster:Cluster": "labels",
    "gcp:redis/instance:Instance": "labels",
    "gcp:secretmanager/secret:Secret": "labels",
    "gcp:sql/databaseInstance:DatabaseInstance": "settings.userLabels",
    "gcp:storage/bucket:Bucket": "labels",
}
KEY = re.compile(r"(?![A-Z0-9_-])[-\w]{1,63}")


def is_key(text: str) -> bool:
    """Tell whether a text can be the key of a label; letters of every alphabet that has small ones are."""
    return KEY.fullmatch(text) is not None and text == text.lower()


NAMES: Sequence[Rule] = (
    *(
        Text(kind=kind, path="name", pattern=RFC1035, longest=63, says=COMPUTE_SAYS, source=provider(f"{file}: name"))
        for kind, file in COMPUTE.items()
    ),
    *OWN,
    *(
        Text(
            kind=kind,
            path=f"{place}[*]",
            pattern=r"[-\w]{0,63}",
            never="[A-Z]",
            says="at most 63 lower-case letters, digits, hyphens and underscores. Example: prod",
            source=LABELS,
        )
        for kind, place in LABELLED.items()
    ),
    *(
        Keys(
            kind=kind,
            path=place,
            fits=is_key,
            says="keys of 1 to 63 lower-case letters, digits, hyphens and underscores, a letter first",
            source=LABELS,
        )
        for kind, place in LABELLED.items()
    ),
)
