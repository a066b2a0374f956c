"""The cases of package azure-native."""

from collections.abc import Iterator

from tests.offline.rows.azure_native import (
    compute,
    containers,
    database,
    dns,
    edge,
    monitoring,
    names,
    network,
    secrets,
)
from tests.offline.rows.azure_native.base import BASES, Neighbour, Row, changed
from tests.offline.tables import Case, planned
from toolchain.offline.paths import show


def _case(row: Row, neighbours: tuple[Neighbour, ...] = ()) -> Case:
    kind, good, bad, message = row
    right = changed(BASES.get(kind, {}), good)
    there = planned(*((name, f"azure-native:{of}", inputs, new) for of, name, inputs, new in neighbours))
    kind = f"azure-native:{kind}"
    return Case(kind=kind, right=right, wrong=changed(right, bad), messages=[message], neighbours=there)


def _cases() -> Iterator[Case]:
    for part in (compute, containers, database, dns, edge, monitoring, names, network, secrets):
        yield from map(_case, part.ROWS)
    for part in (containers, database, edge, network, secrets):
        yield from (_case(row, neighbours) for neighbours, row in part.PLANNED)
    for kind, path, longest, wrong, says in names.NAMES:
        # Names of zones are long in parts, and no part has too many letters alone.
        more = 254 - len(longest) if kind.startswith(("dns", "private")) else 1
        for name in (wrong, longest + "a" * more):
            yield _case((kind, {path: longest}, {path: name}, f"{path} is {show(name)}; allowed: {says}"))


CASES = list(_cases())
