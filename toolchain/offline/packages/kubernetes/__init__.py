"""The package ``kubernetes`` (pulumi_kubernetes): objects of a cluster, custom resources and Helm releases.

Look-ups: none. Those of the provider render charts, manifests and directories, which takes files or the network.
"""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from toolchain.offline.package import Package
from toolchain.offline.packages.kubernetes import (
    rules_access,
    rules_certificates,
    rules_data,
    rules_gateway,
    rules_metadata,
    rules_monitoring,
    rules_network,
    rules_pods,
    rules_policies,
    rules_postgresql,
    rules_scaling,
    rules_workloads,
)
from toolchain.offline.packages.kubernetes.identities import IDENTITIES, USUAL
from toolchain.offline.packages.kubernetes.kinds import CUSTOM
from toolchain.offline.packages.kubernetes.later import LATER
from toolchain.offline.packages.kubernetes.outputs import MAKERS, OUTPUTS, usual
from toolchain.offline.packages.kubernetes.replacements import REPLACEMENTS


def cluster(_kind: str, configuration: Mapping[str, Any], _values: Mapping[str, Any]) -> str:
    """Return what tells a provider's cluster from others: its identifier or its address; "" for the usual one.

    What a kubeconfig has to log in with may change at any time.
    """
    if identifier := configuration.get("clusterIdentifier"):
        return str(identifier)
    said = configuration.get("kubeconfig")
    try:
        file = yaml.safe_load(said) if isinstance(said, str) else said
    except yaml.YAMLError:
        return ""
    if not isinstance(file, Mapping):
        return ""  # unknown, or the path of a file
    context = configuration.get("context") or file.get("current-context")
    name = configuration.get("cluster") or _named(file.get("contexts"), context).get("context", {}).get("cluster")
    return str(_named(file.get("clusters"), name).get("cluster", {}).get("server") or "")


def _named(items: Any, name: Any) -> Mapping[str, Any]:
    return next((item for item in items or [] if isinstance(item, Mapping) and item.get("name") == name), {})


PACKAGE: Final = Package(
    name="kubernetes",
    module="pulumi_kubernetes",
    account={"namespace": "default"},
    usual=USUAL,
    identities=IDENTITIES,
    outputs=OUTPUTS,
    makers=MAKERS,
    usual_maker=usual,
    place=cluster,
    custom=CUSTOM,
    replacements=REPLACEMENTS,
    later=LATER,
    rules=(
        *rules_metadata.RULES,
        *rules_pods.RULES,
        *rules_workloads.RULES,
        *rules_scaling.RULES,
        *rules_network.RULES,
        *rules_policies.RULES,
        *rules_data.RULES,
        *rules_access.RULES,
        *rules_postgresql.RULES,
        *rules_gateway.RULES,
        *rules_certificates.RULES,
        *rules_monitoring.RULES,
    ),
)
