"""Package docker: one Docker host for each address that a provider is configured with.

Nothing is pulled, built or started. A container that is attached to has ended well, with exit code 0 and an empty log;
what an image brings with it (its command, variables, ports, health check) is not known. Sources: the Terraform provider
kreuzwerker/terraform-provider-docker, internal/provider; the engine, moby 28.5.2; and the installed plugin 5.2.0.
"""

from collections.abc import Mapping
from typing import Any, Final

from toolchain.offline.package import Package
from toolchain.offline.packages.docker.identities import IDENTITIES, USUAL
from toolchain.offline.packages.docker.outputs import MAKERS, OUTPUTS
from toolchain.offline.packages.docker.replacements import REPLACEMENTS
from toolchain.offline.packages.docker.rules_container import CONTAINER_RULES
from toolchain.offline.packages.docker.rules_host import HOST_RULES
from toolchain.offline.packages.docker.rules_swarm import SWARM_RULES


def host(_kind: str, configuration: Mapping[str, Any], _values: Mapping[str, Any]) -> str:
    """Return the address of the host that a provider is configured with; "" for the usual one."""
    return str(configuration.get("host") or "")


PACKAGE: Final = Package(
    name="docker",
    module="pulumi_docker",
    account={},
    usual=USUAL,
    identities=IDENTITIES,
    outputs=OUTPUTS,
    makers=MAKERS,
    place=host,
    replacements=REPLACEMENTS,
    rules=(*CONTAINER_RULES, *HOST_RULES, *SWARM_RULES),
)
