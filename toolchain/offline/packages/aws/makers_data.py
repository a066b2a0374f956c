"""Outputs of AWS that follow from the inputs: endpoints with ports, host names of clusters, proofs of names.

A maker says nothing of what the program said, except where AWS adds to it (the security group of an EKS cluster).
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker
from toolchain.offline.packages.aws.outputs import KMS_KEY, RDS

Inputs = Mapping[str, Any]

PORTS = {"postgres": 5432, "aurora-postgresql": 5432, "sqlserver": 1433, "oracle": 1521}
VERSIONS = {
    "postgres": "17.4",
    "aurora-postgresql": "16.6",
    "mysql": "8.4.4",
    "aurora-mysql": "8.0.mysql_aurora.3.08.0",
}
DIRECTIONS = {"north": "n", "south": "s", "east": "e", "west": "w", "central": "c", "northeast": "ne"} | {
    "northwest": "nw", "southeast": "se", "southwest": "sw",
}  # fmt: skip


def unsaid(inputs: Inputs, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the program did not say itself."""
    return {name: value for name, value in found.items() if inputs.get(name) is None}


def tagged(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the tags that a resource has in the end: those of its provider, and before these its own."""
    usually = invented.configuration.get("defaultTags") or {}
    if isinstance(usually, str):
        usually = json.loads(usually)
    return {"tagsAll": {**(usually.get("tags") or {}), **(inputs.get("tags") or {})}}


def with_tags(maker: Maker) -> Maker:
    """Return a maker that gives the tags too."""
    return lambda inputs, invented: {**tagged(inputs, invented), **maker(inputs, invented)}


def _engine(inputs: Inputs) -> tuple[str, int, str]:
    engine = str(inputs.get("engine") or "postgres")
    port = next((number for name, number in PORTS.items() if engine.startswith(name)), 3306)
    return engine, int(inputs.get("port") or port), str(inputs.get("engineVersion") or VERSIONS.get(engine, "1.0"))


def _managed_secret(inputs: Inputs, invented: Invented) -> list[Any]:
    if not inputs.get("manageMasterUserPassword"):
        return []
    arn = "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!db-{uuid2}-{letters6}"
    key = inputs.get("masterUserSecretKmsKeyId") or invented.fill(KMS_KEY + "{uuid2}")
    return [{"secretArn": invented.fill(arn), "kmsKeyId": key, "secretStatus": "active"}]


def _default_key(inputs: Inputs, invented: Invented) -> str:
    return str(invented.fill(KMS_KEY + "{uuid}")) if inputs.get("storageEncrypted") else ""


def rds_instance(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return an instance's address and the defaults of its engine."""
    engine, port, version = _engine(inputs)
    address = invented.fill("{name}.{letters12}.{region}.rds.amazonaws.com")
    major = version.partition(".")[0]
    found = {
        "arn": invented.fill(RDS + "db:{name}"),
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "engine": engine,
        "engineVersion": version,
        "engineVersionActual": version,
        "hostedZoneId": "Z1RLNUO7B9Q6NB",  # of Amazon RDS in eu-central-1
        "resourceId": invented["id"],
        "status": "available",
        "latestRestorableTime": invented["now"],
        "masterUserSecrets": _managed_secret(inputs, invented),
        "availabilityZone": invented.fill("{region}a"),
        "backupWindow": "03:00-03:30",
        "maintenanceWindow": "sun:04:00-sun:04:30",
        "backupTarget": "region",
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "characterSetName": "",
        "databaseInsightsMode": "standard",
        "dbName": "",
        "dbSubnetGroupName": "default",
        "domainFqdn": "",
        "engineLifecycleSupport": "open-source-rds-extended-support",
        "kmsKeyId": _default_key(inputs, invented),
        "licenseModel": "postgresql-license" if engine == "postgres" else "general-public-license",
        "masterUserSecretKmsKeyId": "",
        "monitoringRoleArn": "",
        "ncharCharacterSetName": "",
        "optionGroupName": f"default:{engine}-{version.replace('.', '-') if engine != 'postgres' else major}",
        "parameterGroupName": f"default.{engine}{major}",
        "performanceInsightsKmsKeyId": "",
        "replicaMode": "",
        "snapshotIdentifier": "",
        "storageType": "gp2",
        "timezone": "",
        "upgradeRolloutOrder": "second",
        "username": "",
        "vpcSecurityGroupIds": [invented.fill("sg-{hex17}")],
    }
    return unsaid(inputs, found)


def rds_cluster(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a cluster's endpoints, one to write to and one to read from."""
    engine, port, version = _engine(inputs)
    found = {
        "arn": invented.fill(RDS + "cluster:{name}"),
        "clusterResourceId": f"cluster-{invented['letters26'].upper()}",
        "endpoint": invented.fill("{name}.cluster-{letters12}.{region}.rds.amazonaws.com"),
        "readerEndpoint": invented.fill("{name}.cluster-ro-{letters12}.{region}.rds.amazonaws.com"),
        "port": port,
        "engineVersion": version,
        "engineVersionActual": version,
        "hostedZoneId": "Z1RLNUO7B9Q6NB",
        "masterUserSecrets": _managed_secret(inputs, invented),
        "availabilityZones": [invented.fill(f"{{region}}{zone}") for zone in "abc"],
        "backupRetentionPeriod": 1,
        "kmsKeyId": _default_key(inputs, invented),
        "preferredBackupWindow": "03:00-03:30",
        "preferredMaintenanceWindow": "sun:04:00-sun:04:30",
        "dbClusterParameterGroupName": f"default.{engine}{version.partition('.')[0]}",
        "dbSubnetGroupName": "default",
        "vpcSecurityGroupIds": [invented.fill("sg-{hex17}")],
        "caCertificateIdentifier": "rds-ca-rsa2048-g1",
        "clusterScalabilityType": "standard",
        "databaseInsightsMode": "standard",
        "engineLifecycleSupport": "open-source-rds-extended-support",
        "upgradeRolloutOrder": "second",
        "caCertificateValidTill": invented["now"],
    }
    empty = ("databaseName", "dbSystemId", "masterUserSecretKmsKeyId", "masterUsername", "monitoringRoleArn")
    return unsaid(inputs, found | dict.fromkeys((*empty, "performanceInsightsKmsKeyId", "storageType"), ""))


def rds_cluster_instance(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return what is known of one instance of a cluster."""
    _, port, version = _engine(inputs)
    found = {
        "arn": invented.fill(RDS + "db:{name}"),
        "dbiResourceId": f"db-{invented['letters26'].upper()}",
        "endpoint": invented.fill("{name}.{letters12}.{region}.rds.amazonaws.com"),
        "port": port,
        "engineVersion": version,
        "engineVersionActual": version,
        "availabilityZone": invented.fill("{region}a"),
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "preferredBackupWindow": "03:00-03:30",
        "preferredMaintenanceWindow": "sun:04:00-sun:04:30",
        "dbParameterGroupName": f"default.{inputs.get('engine')}{version.partition('.')[0]}",
        "dbSubnetGroupName": "default",
        "monitoringRoleArn": "",
        "performanceInsightsKmsKeyId": "",
    }
    return unsaid(inputs, found)


def rds_snapshot(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return what is known of a snapshot that was taken by hand."""
    found = {
        "dbSnapshotArn": RDS + "snapshot:{name}",
        "snapshotType": "manual",
        "status": "available",
        "engine": "postgres",
        "engineVersion": VERSIONS["postgres"],
        "port": 5432,
        "availabilityZone": "{region}a",
        "licenseModel": "postgresql-license",
        "storageType": "gp3",
        "vpcId": "vpc-{hex17}",
    }
    empty = ("optionGroupName", "sourceDbSnapshotIdentifier", "sourceRegion")
    return unsaid(inputs, invented.fill(found) | dict.fromkeys(empty, ""))


def rds_proxy_target(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the address of what a proxy leads to."""
    cluster, instance = inputs.get("dbClusterIdentifier"), inputs.get("dbInstanceIdentifier")
    found = {
        "type": "TRACKED_CLUSTER" if cluster else "RDS_INSTANCE",
        "endpoint": invented.fill(f"{cluster or instance}.{{letters12}}.{{region}}.rds.amazonaws.com"),
        "port": 5432,
        "rdsResourceId": cluster or instance,
        "targetArn": invented.fill(f"{RDS}{'cluster' if cluster else 'db'}:{cluster or instance}"),
        "trackedClusterId": cluster or "",
    }
    return unsaid(inputs, found)


def region_code(region: str) -> str:
    """Return a region as host names of ElastiCache have it: euc1 for eu-central-1."""
    area, *directions, number = region.split("-")
    return area + "".join(DIRECTIONS.get(word, word[:1]) for word in directions) + number


def replication_group(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a replication group's host names, which say whether it is encrypted and whether it has shards."""
    sharded = bool((inputs.get("numNodeGroups") or 1) > 1 or inputs.get("clusterMode") == "enabled")
    domain = invented.fill("{name}.{letters6}.") + f"{region_code(invented['region'])}.cache.amazonaws.com"
    tls = bool(inputs.get("transitEncryptionEnabled"))
    plain = domain.replace(invented["letters6"], f"{invented['letters6']}.ng.0001")
    shards = int(inputs.get("numNodeGroups") or 1)
    nodes = int(inputs.get("numCacheClusters") or 1 + int(inputs.get("replicasPerNodeGroup") or 0))
    members = [f"{shard:04}-{node:03}" for shard in range(1, shards + 1) for node in range(1, nodes + 1)]
    engine = str(inputs.get("engine") or "redis")
    version = str(inputs.get("engineVersion") or {"valkey": "8.0"}.get(engine, "7.1"))
    reader = plain.replace(invented["name"], f"{invented['name']}-ro", 1)
    found = {
        "arn": invented.fill("arn:{partition}:elasticache:{region}:{account}:replicationgroup:{name}"),
        "clusterEnabled": sharded,
        "configurationEndpointAddress": f"clustercfg.{domain}" if sharded else "",
        "primaryEndpointAddress": "" if sharded else f"master.{domain}" if tls else plain,
        "readerEndpointAddress": "" if sharded else f"replica.{domain}" if tls else reader,
        "memberClusters": [f"{invented['name']}-{member if sharded else member[-3:]}" for member in members],
        "engine": engine,
        "engineVersion": version,
        "engineVersionActual": f"{version}.0",
        "port": 6379,
        "nodeType": "cache.t4g.micro",
        "numCacheClusters": len(members),
        "numNodeGroups": shards,
        "replicasPerNodeGroup": nodes - 1,
        "atRestEncryptionEnabled": engine == "valkey",
        "autoMinorVersionUpgrade": True,
        "clusterMode": "enabled" if sharded else "disabled",
        "globalReplicationGroupId": "",
        "durability": "",
        "ipDiscovery": "ipv4",
        "networkType": "ipv4",
        "maintenanceWindow": "sun:05:00-sun:06:00",
        "snapshotWindow": "03:00-04:00",
        "parameterGroupName": f"default.{engine}{version.partition('.')[0]}{'.cluster.on' if sharded else ''}",
        "subnetGroupName": "default",
        "transitEncryptionMode": "required" if tls else "",
    }
    return unsaid(inputs, found)


def eks_cluster(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a cluster's endpoint, certificate and issuer of identities."""
    number, region = invented["hex32"].upper(), invented["region"]
    authority = "-----BEGIN CERTIFICATE-----\nMIIC" + invented["hex64"] + "\n-----END CERTIFICATE-----\n"
    found = {
        "arn": invented.fill("arn:{partition}:eks:{region}:{account}:cluster/{name}"),
        "endpoint": f"https://{number}.gr7.{region}.eks.amazonaws.com",
        "certificateAuthority": {"data": base64.b64encode(authority.encode()).decode()},
        "identities": [{"oidcs": [{"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{number}"}]}],
        "clusterId": "",
        "platformVersion": "eks.1",
        "status": "ACTIVE",
        "version": "1.33",
    }
    added = {"clusterSecurityGroupId": invented.fill("sg-{hex17}"), "vpcId": invented.fill("vpc-{hex17}")}
    return {**unsaid(inputs, found), "vpcConfig": {**added, **(inputs.get("vpcConfig") or {})}}


def certificate(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the records that prove the names of a certificate, one for each, a wildcard's that of its domain."""
    names = [
        name
        for name in dict.fromkeys([inputs.get("domainName"), *(inputs.get("subjectAlternativeNames") or ())])
        if name
    ]
    options = [
        {
            "domainName": name,
            "resourceRecordName": f"_{invented['hex32']}.{name.removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{invented['hex32b']}.acm-validations.aws.",
        }
        for name in names
    ]
    found = {
        "arn": invented["id"],
        "domainName": "",
        "domainValidationOptions": options if inputs.get("validationMethod") == "DNS" else [],
        "subjectAlternativeNames": names,
        "status": "PENDING_VALIDATION" if inputs.get("validationMethod") else "ISSUED",
        "type": "AMAZON_ISSUED" if inputs.get("validationMethod") else "IMPORTED",
        "keyAlgorithm": "RSA_2048",
        "validationMethod": "NONE",
        "notBefore": invented["now"],
        "notAfter": "",
        "renewalEligibility": "INELIGIBLE",
    }
    return unsaid(inputs, found)
