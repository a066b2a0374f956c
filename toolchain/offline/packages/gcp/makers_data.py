"""What databases, caches, secrets and objects have that depends on how they are configured."""

import base64
import hashlib
import ipaddress
import json
from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker
from toolchain.offline.packages.gcp.rules_sql import edition
from toolchain.offline.values import Secret

Inputs = Mapping[str, Any]
# pulumi-gcp adds it to what is made, unless its provider is told not to.
ATTRIBUTION = {"goog-pulumi-provisioned": "true"}
YEARS = "2036-01-01T00:00:00Z"


def certificate(invented: Invented, salt: str = "a") -> str:
    """Return text in the shape of a certificate; it can be handed on, not verified."""
    body = "\n".join(invented[f"letters64{suffix}"] for suffix in (salt, *"uvwxyz"))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def labelled(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the labels that a resource has in the end: those of its provider, and before these its own."""
    said = invented.configuration
    usual = said.get("defaultLabels") or {}
    usual = json.loads(usual) if isinstance(usual, str) else usual
    own = {} if said.get("addPulumiAttributionLabel") in {False, "false"} else ATTRIBUTION
    # Of a cluster, labels are those of Kubernetes' nodes.
    every = {**usual, **(inputs.get("labels") or inputs.get("resourceLabels") or {}), **own}
    return {"effectiveLabels": Secret(every), "pulumiLabels": Secret(every)}


def with_labels(maker: Maker) -> Maker:
    """Return a maker that gives the labels too."""
    return lambda inputs, invented: {**labelled(inputs, invented), **maker(inputs, invented)}


GCP_PATH = "https://www.googleapis.com/compute/v1/projects/{project}/regions/{region}"


def _database(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    settings = inputs.get("settings") or {}
    access = settings.get("ipConfiguration") or {}
    private = invented["ip"] if access.get("privateNetwork") else ""
    public = invented["publicIp"] if access.get("ipv4Enabled", True) else ""
    found = [("PRIMARY", public), ("PRIVATE", private)]
    addresses = [{"ipAddress": ip, "type": kind, "timeToRetire": ""} for kind, ip in found if ip]
    replica = bool(inputs.get("masterInstanceName"))
    return {
        "connectionName": invented.fill("{project}:{region}:{name}"),
        "firstIpAddress": addresses[0]["ipAddress"] if addresses else "",
        "instanceType": inputs.get("instanceType") or ("READ_REPLICA_INSTANCE" if replica else "CLOUD_SQL_INSTANCE"),
        "ipAddresses": addresses,
        "privateIpAddress": private,
        "publicIpAddress": public,
        "serverCaCerts": [
            {
                "cert": certificate(invented),
                "commonName": invented.fill("C=US,O=Google\\, Inc,CN=Google Cloud SQL Server CA,dnQualifier={uuid}"),
                "createTime": invented["now"],
                "expirationTime": YEARS,
                "sha1Fingerprint": invented["hex40"],
            }
        ],
        "settings": {"version": 1, "edition": edition(inputs), "availabilityType": "ZONAL"} | settings,
    }


def _client_certificate(_inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{invented['letters64k']}\n-----END RSA PRIVATE KEY-----\n"
    return {
        "cert": certificate(invented),
        "certSerialNumber": invented["digits9"],
        "expirationTime": YEARS,
        "privateKey": Secret(key),
        "serverCaCert": certificate(invented, "s"),
        "sha1Fingerprint": invented["id"].rpartition("/")[2],
    }


def _redis(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    replicas = inputs.get("replicaCount", 1 if inputs.get("tier") == "STANDARD_HA" else 0)
    reading = inputs.get("readReplicasMode") == "READ_REPLICAS_ENABLED"
    encrypted = inputs.get("transitEncryptionMode") == "SERVER_AUTHENTICATION"
    said = str(inputs.get("reservedIpRange") or "")
    authority = {
        "cert": certificate(invented),
        "createTime": invented["now"],
        "expireTime": YEARS,
        "serialNumber": "0",
        "sha1Fingerprint": invented["hex40"],
    }
    return {
        "authString": Secret(invented["uuid2"] if inputs.get("authEnabled") else ""),
        # With encryption an instance listens on another port: Memorystore documentation, In-transit encryption.
        "port": 6378 if encrypted else 6379,
        "nodes": [{"id": f"node-{index}", "zone": invented.fill("{region}-b")} for index in range(replicas + 1)],
        "readEndpoint": invented["ip"] if reading else "",
        "readEndpointPort": 6379 if reading else 0,
        "replicaCount": replicas,
        "reservedIpRange": said or _around(invented["ip"]),
        "effectiveReservedIpRange": said if "/" in said else _around(invented["ip"]),
        "serverCaCerts": [authority] if encrypted else [],
    }


def _around(address: str) -> str:
    return str(ipaddress.ip_network(f"{address}/29", strict=False))


def _redis_cluster(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    networks = [item.get("network", "") for item in inputs.get("pscConfigs") or []]
    return {
        "discoveryEndpoints": [
            {"address": invented["ip"], "port": 6379, "pscConfig": {"network": network}} for network in networks[:1]
        ],
        "managedServerCas": [{"caCerts": [{"certificates": [certificate(invented)]}]}],
        "pscConnections": [
            {
                "address": invented["ip"],
                "forwardingRule": invented.fill(GCP_PATH + "/forwardingRules/sca-auto-fr-{uuid}"),
                "network": network,
                "projectId": invented["project"],
                "pscConnectionId": invented["digits15"],
            }
            for network in networks
        ],
        "sizeGb": 13 * int(inputs.get("shardCount") or 1),
        "preciseSizeGb": 13 * int(inputs.get("shardCount") or 1),
    }


def _memorystore(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    wanted = inputs.get("desiredAutoCreatedEndpoints") or inputs.get("desiredPscAutoConnections") or []
    connections = [
        {
            "connectionType": "CONNECTION_TYPE_DISCOVERY",
            "forwardingRule": invented.fill(GCP_PATH + "/forwardingRules/sca-auto-fr-{uuid}"),
            "ipAddress": invented["ip"],
            "network": item.get("network", ""),
            "port": 6379,
            "projectId": item.get("projectId", invented["project"]),
            "pscConnectionId": invented["digits15"],
            "serviceAttachment": invented.fill(GCP_PATH + "/serviceAttachments/{uuid2}"),
        }
        for item in wanted
    ]
    return {
        "discoveryEndpoints": [
            {"address": item["ipAddress"], "network": item["network"], "port": 6379} for item in connections[:1]
        ],
        "endpoints": [{"connections": [{"pscAutoConnection": item}]} for item in connections],
        "managedServerCas": [{"caCerts": [{"certificates": [certificate(invented)]}]}],
        "pscAutoConnections": [{**item, "pscConnectionStatus": "ACTIVE"} for item in connections],
    }


def _object(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    content = inputs.get("content")
    digest = hashlib.md5(str(content if content is not None else invented["hex32"]).encode(), usedforsecurity=False)
    return {
        "crc32c": base64.b64encode(bytes.fromhex(invented["hex8"])).decode(),
        "md5hash": base64.b64encode(digest.digest()).decode(),
        "md5hexhash": digest.hexdigest(),
    }


def _key(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    email = str(inputs["serviceAccountId"]).rpartition("/")[2]
    content = {
        "type": "service_account",
        "project_id": invented["project"],
        "private_key_id": invented["hex40"],
        "private_key": f"-----BEGIN PRIVATE KEY-----\n{invented['letters64k']}\n-----END PRIVATE KEY-----\n",
        "client_email": email,
        "client_id": invented["digits21"],
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return {
        "privateKey": Secret(base64.b64encode(json.dumps(content).encode()).decode()),
        "publicKey": base64.b64encode(certificate(invented).encode()).decode(),
    }


def _secret(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    return {"effectiveAnnotations": inputs.get("annotations") or {}}


def _secret_version(_inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    return {"version": invented["id"].rpartition("/")[2]}


DATA: Mapping[str, Maker] = {
    "gcp:memorystore/instance:Instance": _memorystore,
    "gcp:redis/cluster:Cluster": _redis_cluster,
    "gcp:redis/instance:Instance": _redis,
    "gcp:secretmanager/secret:Secret": _secret,
    "gcp:secretmanager/secretVersion:SecretVersion": _secret_version,
    "gcp:serviceaccount/key:Key": _key,
    "gcp:sql/databaseInstance:DatabaseInstance": _database,
    "gcp:sql/sslCert:SslCert": _client_certificate,
    "gcp:storage/bucketObject:BucketObject": _object,
}
