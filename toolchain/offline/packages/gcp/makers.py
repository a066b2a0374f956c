"""What networks, machines and clusters have that depends on how they are configured, and the table of all makers."""

import base64
import ipaddress
from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker
from toolchain.offline.packages.gcp.makers_data import DATA, Inputs, certificate, with_labels
from toolchain.offline.values import Secret


def _subnetwork(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    try:
        return {"gatewayAddress": str(ipaddress.ip_network(inputs.get("ipCidrRange", ""))[1])}
    except (ValueError, IndexError):
        return {"gatewayAddress": ""}


def _address(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    found = invented["ip" if inputs.get("addressType") == "INTERNAL" else "publicIp"]
    return {} if inputs.get("address") else {"address": found}


def _global_address(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a range of the private network for peering: its first address, of the length that was asked for."""
    if inputs.get("prefixLength") and not inputs.get("address"):
        network = ipaddress.ip_network(f"{invented['ip']}/{inputs['prefixLength']}", strict=False)
        return {"address": str(network[0])}
    return _address(inputs, invented)


def _forwarding_rule(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    internal = str(inputs.get("loadBalancingScheme", "")).startswith("INTERNAL")
    found = invented["ip" if internal else "publicIp"]
    return {} if inputs.get("ipAddress") else {"ipAddress": found}


def _health_check(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    types = {
        "tcpHealthCheck": "TCP",
        "sslHealthCheck": "SSL",
        "httpHealthCheck": "HTTP",
        "httpsHealthCheck": "HTTPS",
        "http2HealthCheck": "HTTP2",
        "grpcHealthCheck": "GRPC",
        "grpcTlsHealthCheck": "GRPC_WITH_TLS",
    }
    return {"type": next((kind for said, kind in types.items() if said in inputs), "")}


def _managed_certificate(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    return {"subjectAlternativeNames": (inputs.get("managed") or {}).get("domains", [])}


def _instance(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    faces = []
    for index, face in enumerate(inputs.get("networkInterfaces") or []):
        outside = [
            {"natIp": invented["publicIp"], "networkTier": "PREMIUM"} | said for said in face.get("accessConfigs") or []
        ]
        own = {"networkIp": invented["ip"], "name": f"nic{index}", "nicType": "", "stackType": "IPV4_ONLY"}
        faces.append({**own, **face, **({"accessConfigs": outside} if outside else {})})
    return {"networkInterfaces": faces}


def _cluster(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    private = inputs.get("privateClusterConfig") or {}
    only_private = bool(private.get("enablePrivateEndpoint"))
    location = inputs.get("location") or invented["zone"]
    version = _release(inputs)
    made: dict[str, Any] = {
        "controlPlaneEndpointsConfig": {
            "dnsEndpointConfig": {"allowExternalTraffic": False, "endpoint": _dns_endpoint(location, invented)},
            "ipEndpointsConfig": {"enabled": True},
        },
        "endpoint": invented["ip" if only_private else "publicIp"],
        "masterAuth": {
            "clientCertificate": "",
            "clientCertificateConfig": {"issueClientCertificate": False},
            "clientKey": Secret(""),
            "clusterCaCertificate": base64.b64encode(certificate(invented).encode()).decode(),
        },
        "masterVersion": version,
        "nodeVersion": inputs.get("nodeVersion") or version,
        "privateClusterConfig": {
            **({} if private else {"enablePrivateEndpoint": False}),
            "peeringName": "",
            "privateEndpoint": invented["ip"],
            "publicEndpoint": "" if only_private else invented["publicIp"],
            **private,
        },
        "selfLink": f"https://container.googleapis.com/v1/{invented['id']}",
    }
    if not inputs.get("ipAllocationPolicy"):
        made["ipAllocationPolicy"] = {
            "clusterIpv4CidrBlock": "10.64.0.0/14",
            "servicesIpv4CidrBlock": "34.118.224.0/20",
        }
    if not inputs.get("clusterIpv4Cidr"):
        made["clusterIpv4Cidr"] = "10.64.0.0/14"
    if inputs.get("enableAutopilot"):
        made["workloadIdentityConfig"] = {"workloadPool": invented.fill("{project}.svc.id.goog")}
        made["datapathProvider"] = "ADVANCED_DATAPATH"
        made["verticalPodAutoscaling"] = {"enabled": True}
    # What the program said stays as it said it, inside objects too.
    for name in ("workloadIdentityConfig", "verticalPodAutoscaling"):
        if inputs.get(name):
            made[name] = {**made.get(name, {}), **inputs[name]}
    return made


def _release(inputs: Inputs) -> str:
    asked = str(inputs.get("minMasterVersion") or "")
    return asked if "-gke." in asked else f"{asked or '1.33'}.5-gke.1308000"


def _dns_endpoint(location: str, invented: Invented) -> str:
    return str(invented.fill(f"gke-{{hex32}}-{{projectNumber}}.{location}.gke.goog"))


def _node_pool(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    location = inputs.get("location") or invented["zone"]
    zones = inputs.get("nodeLocations") or ([location] if location.count("-") > 1 else [f"{location}-b"])
    groups = [
        f"https://www.googleapis.com/compute/v1/projects/{invented['project']}/zones/{zone}"
        f"/instanceGroupManagers/gke-{invented['name'][:20]}-{invented['hex8']}-grp"
        for zone in zones
    ]
    managed = [group.replace("instanceGroupManagers", "instanceGroups") for group in groups]
    return {"instanceGroupUrls": groups, "managedInstanceGroupUrls": managed, "nodeLocations": list(zones)}


def _zone(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    public = inputs.get("visibility", "public") == "public"
    letter = "abcde"[int(invented["hex1"], 16) % 5]
    hosts = [f"ns-cloud-{letter}{number}.googledomains.com." for number in range(1, 5)]
    return {"nameServers": hosts if public else ["ns-gcp-private.googledomains.com."]}


def _repository(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    location = inputs.get("location") or invented["region"]
    kind = str(inputs.get("format", "docker")).lower()
    return {"registryUri": invented.fill(f"{location}-{kind}.pkg.dev/{{project}}/{{repositoryId}}")}


def _sink(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    if inputs.get("uniqueWriterIdentity") is False:
        return {"writerIdentity": "serviceAccount:cloud-logs@system.gserviceaccount.com"}
    return {}


def _uptime_check(_inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    return {"uptimeCheckId": invented["id"].rpartition("/")[2]}


def _certificate(inputs: Inputs, _invented: Invented) -> Mapping[str, Any]:
    return {"sanDnsnames": (inputs.get("managed") or {}).get("domains", [])}


OWN: Mapping[str, Maker] = {
    **DATA,
    "gcp:artifactregistry/repository:Repository": _repository,
    "gcp:certificatemanager/certificate:Certificate": _certificate,
    "gcp:compute/address:Address": _address,
    "gcp:compute/forwardingRule:ForwardingRule": _forwarding_rule,
    "gcp:compute/globalAddress:GlobalAddress": _global_address,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _forwarding_rule,
    "gcp:compute/healthCheck:HealthCheck": _health_check,
    "gcp:compute/instance:Instance": _instance,
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": _managed_certificate,
    "gcp:compute/subnetwork:Subnetwork": _subnetwork,
    "gcp:container/cluster:Cluster": _cluster,
    "gcp:container/nodePool:NodePool": _node_pool,
    "gcp:dns/managedZone:ManagedZone": _zone,
    "gcp:logging/projectSink:ProjectSink": _sink,
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": _uptime_check,
}

MAKERS: Mapping[str, Maker] = {kind: with_labels(maker) for kind, maker in OWN.items()}
