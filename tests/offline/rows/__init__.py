"""Cases of every package's rules, by the package."""

from collections.abc import Mapping, Sequence

from tests.offline.rows import aws, azure_native, command, docker, gcp, kubernetes, random, tls
from tests.offline.tables import Case

CASES: Mapping[str, Sequence[Case]] = {
    "aws": aws.CASES,
    "azure-native": azure_native.CASES,
    "command": command.CASES,
    "docker": docker.CASES,
    "gcp": gcp.CASES,
    "kubernetes": kubernetes.CASES,
    "random": random.CASES,
    "tls": tls.CASES,
}
