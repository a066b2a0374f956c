"""The cases of package docker."""

from tests.offline.rows.docker import container, host, mounts, reach, swarm
from tests.offline.rows.docker.base import NEIGHBOURS
from tests.offline.tables import Case, planned

ROWS = [*container.RUNS, *container.USES, *mounts.SEES, *reach.REACHES, *host.HOST, *swarm.SWARM]
CASES = [
    Case(kind=kind, right=right, wrong=wrong, messages=[message], neighbours=planned(*NEIGHBOURS))
    for kind, right, wrong, message in ROWS
]
