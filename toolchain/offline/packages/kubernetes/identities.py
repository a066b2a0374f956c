"""How objects of a cluster are named and identified.

pulumi-kubernetes, provider/pkg/provider/util.go (fqName): an id is namespace/name, or the name alone.
provider/pkg/metadata/naming.go (AssignNameIfAutonamable): a name that is left out is the logical one, a hyphen and
eight hexadecimal digits; nothing is cut. Of a type that it does not know the provider assumes that it has a namespace.
"""

from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity
from toolchain.offline.packages.kubernetes.kinds import CLUSTER_SCOPED, NAMESPACED, OF_CLUSTER, RELEASE, tokens
from toolchain.offline.paths import first

SOURCE = "pulumi-kubernetes, provider/pkg/metadata/naming.go and provider/pkg/provider/util.go, fqName"
HELM = "pulumi-kubernetes, provider/pkg/provider/helm_release.go, assignNameIfAutonameable and Create"
AUTO = "{logical}-{hex8}"
UNCUT = 1000  # a name that is too long is refused by the cluster, not shortened by the provider


def namespaced_id(inputs: Mapping[str, Any], invented: Invented) -> str:
    """Return namespace/name; the namespace is the object's, else the provider's, else ``default``."""
    namespace = first(inputs, "metadata.namespace") or invented.get("namespace", "default")
    return f"{namespace}/{first(inputs, 'metadata.name') or invented['name']}"


def cluster_id(inputs: Mapping[str, Any], invented: Invented) -> str:
    """Return the name alone."""
    return str(first(inputs, "metadata.name") or invented["name"])


def release_id(inputs: Mapping[str, Any], invented: Invented) -> str:
    """Return namespace/name of a Helm release, whose name is no part of any metadata."""
    namespace = first(inputs, "namespace") or invented.get("namespace", "default")
    return f"{namespace}/{first(inputs, 'name') or invented['name']}"


PREFIX = "metadata.generateName"
USUAL = Identity(
    id=namespaced_id, name="metadata.name", prefix=PREFIX, auto=AUTO, longest=UNCUT, scope=("metadata.namespace",),
    source=SOURCE,
)  # fmt: skip
CLUSTER_WIDE = Identity(
    id=cluster_id, name="metadata.name", prefix=PREFIX, auto=AUTO, longest=UNCUT, scope=(), source=SOURCE
)
# Several patches may be of one object, and of one that is there already, so none takes a name from another.
PATCH = Identity(
    id=namespaced_id, name="metadata.name", auto=AUTO, longest=UNCUT, scope=None,
    source="Pulumi documentation, Server-Side Apply: patch resources share objects",
)  # fmt: skip
CLUSTER_PATCH = Identity(id=cluster_id, name="metadata.name", auto=AUTO, longest=UNCUT, scope=None, source=PATCH.source)

IDENTITIES: Mapping[str, Identity] = {
    **dict.fromkeys(OF_CLUSTER, CLUSTER_WIDE),
    **{f"{kind}Patch": CLUSTER_PATCH for kind in tokens(CLUSTER_SCOPED)},
    **{f"{kind}Patch": PATCH for kind in tokens(NAMESPACED)},
    RELEASE: Identity(id=release_id, name="name", auto=AUTO, longest=UNCUT, scope=("namespace",), source=HELM),
}
