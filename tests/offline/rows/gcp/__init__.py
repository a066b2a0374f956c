"""The cases of package gcp."""

from collections.abc import Mapping
from typing import Any

from tests.offline.rows.gcp import data, names, network, platform
from tests.offline.tables import Case, planned


def _merged(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**platform.BASE.get(kind, {}), **said}.items() if value is not None}


CASES = [
    Case(
        kind=kind,
        right=_merged(kind, right),
        wrong=_merged(kind, wrong),
        messages=[message],
        neighbours=planned(*network.NEIGHBOURS),
    )
    for part in (network, data, platform, names)
    for kind, right, wrong, message in part.ROWS
]
