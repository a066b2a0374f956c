"""The cases of package aws."""

from collections.abc import Iterator

from tests.offline.rows.aws import (
    cache,
    compute,
    database,
    dns,
    edge,
    eks,
    neighbours,
    network,
    operations,
    security,
    storage,
)
from tests.offline.tables import Case, planned

PARTS = (cache, compute, database, dns, edge, eks, network, operations, security, storage)


def _cases() -> Iterator[Case]:
    for part in PARTS:
        for kind, right in part.GOOD.items():
            yield Case(kind=kind, right=right)
        for kind, change, *messages in part.BAD:
            yield Case(kind=kind, wrong={**part.GOOD[kind], **change}, messages=messages)
    for kind, inputs, others, messages in neighbours.NEIGHBOURS:
        there = planned(*((f"neighbour-{index}", *other) for index, other in enumerate(others)))
        right, wrong = (None, inputs) if messages else (inputs, None)
        yield Case(kind=kind, right=right, wrong=wrong, messages=messages, neighbours=there)


CASES = list(_cases())
