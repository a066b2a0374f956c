"""The table of test_docker_rules.py: kind, inputs that pass, inputs that fail, and the message."""

from tests.offline.docker_rows.base import NEIGHBOURS, Row
from tests.offline.docker_rows.container import RUNS, USES
from tests.offline.docker_rows.host import HOST
from tests.offline.docker_rows.mounts import SEES
from tests.offline.docker_rows.reach import REACHES
from tests.offline.docker_rows.swarm import SWARM

ROWS: list[Row] = [*RUNS, *USES, *SEES, *REACHES, *HOST, *SWARM]

__all__ = ["NEIGHBOURS", "ROWS"]
