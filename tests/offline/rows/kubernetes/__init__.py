"""The cases of package kubernetes."""

from tests.offline.rows.kubernetes import (
    access,
    containers,
    data,
    gateway,
    monitoring,
    network,
    pods,
    postgresql,
    scaling,
    workloads,
)
from tests.offline.rows.kubernetes.samples import EVERY_SAMPLE, changed
from tests.offline.tables import Case

PARTS = (access, containers, data, gateway, monitoring, network, pods, postgresql, scaling, workloads)


def _case(name: str, changes: dict[str, object], message: str) -> Case:
    kind, wrong = changed(name, changes)
    return Case(kind=kind, wrong=wrong, messages=[message])


CASES = [
    *(Case(kind=kind, right=inputs) for kind, inputs in EVERY_SAMPLE.items()),
    *(_case(*row) for part in PARTS for row in part.ROWS),
]
