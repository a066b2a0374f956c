"""What users see, measured at the edge: what it counts, what its log says, and what probes get from it."""

from collections.abc import Iterable, Sequence

from pulumi import Resource, ResourceOptions

from components.contracts import LoadBalancerArgs
from components.docker.exporters import Export, export
from components.docker.operated import DockerSignal, signals
from components.docker.platform import Platform
from components.docker.roles import EDGE_EXPORTER, PROBES
from components.files import FOLDER
from components.files.probes import blackbox_yml
from stacks._spec import EDGE, Exporter, Watch

COUNTED_IN_LOGS = (
    Watch.ERROR_PERCENT,
    Watch.LATENCY_MILLISECONDS,
    Watch.LATENCY_RATIO,
    Watch.REQUESTS_PER_HOUR,
    Watch.REQUESTS_RATIO,
    Watch.FAILED_LOGINS,
)
PROBED = (Watch.UNREACHABLE, Watch.AVAILABILITY_PERCENT, Watch.CERTIFICATE_DAYS)


def edge_signals(
    args: LoadBalancerArgs[Platform], status_port: int, after: Sequence[Resource], opts: ResourceOptions
) -> tuple[DockerSignal, ...]:
    """Return what can be measured of the whole system ("") and of each service behind the edge."""
    platform = args.platform
    status = export(
        EDGE_EXPORTER,
        platform,
        Export(
            exporter=Exporter.NGINX,
            of=EDGE,
            command=["prometheus-nginx-exporter", f"--nginx.scrape-uri=http://{EDGE}:{status_port}/edge-status"],
        ),
        opts,
        after=after,
    )
    probes = export(
        PROBES,
        platform,
        Export(
            exporter=Exporter.PROBES,
            of="",
            command=["prometheus-blackbox-exporter", f"--config.file={FOLDER}/blackbox.yml"],
            files={
                "blackbox.yml": blackbox_yml(),
                "authority.pem": platform.authority.certificate,
            },
        ),
        opts,
        after=after,
    )
    found = list(signals(EDGE, status, Watch.QUERY))
    for part in _parts(args):
        found += signals(part, probes, *PROBED)
        found += signals(part, platform.log_metrics, *COUNTED_IN_LOGS)
    return tuple(found)


def _parts(args: LoadBalancerArgs[Platform]) -> Iterable[str]:
    return ("", EDGE, *sorted(args.backends))
