"""Every rule of package azure-native has a row that passes it and a row that breaks it."""

import pytest

from tests.offline import test_azure_native_rules_containers as containers
from tests.offline import test_azure_native_rules_database as database
from tests.offline import test_azure_native_rules_dns as dns
from tests.offline import test_azure_native_rules_edge as edge
from tests.offline import test_azure_native_rules_monitoring as monitoring
from tests.offline import test_azure_native_rules_names as names
from tests.offline import test_azure_native_rules_network as network
from tests.offline import test_azure_native_rules_secrets as secrets
from tests.offline.test_azure_native_rules import BASES, changed, rules_of
from toolchain.offline.packages.azure_native import PACKAGE
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Rule

TABLES = (containers, database, dns, edge, monitoring, names, network, secrets)
EVERY = [
    *(
        (Plan(), row)
        for table in (containers, database, dns, edge, monitoring, names, network, secrets)
        for row in table.ROWS
    ),
    *(row for table in (containers, database, edge, network, secrets) for row in table.PLANNED),
]


def _broken() -> set[int]:
    found: set[int] = set()
    for kind, path, _, wrong, _ in names.NAMES:
        inputs = changed(BASES.get(kind, {}), {path: wrong})
        found |= {id(rule) for rule in rules_of(kind) if any(rule.failures(inputs, Plan()))}
    for plan, (kind, good, bad, _) in EVERY:
        inputs = changed(changed(BASES.get(kind, {}), good), bad)
        found |= {id(rule) for rule in rules_of(kind) if any(rule.failures(inputs, plan))}
    return found


BROKEN = _broken()


@pytest.mark.parametrize("rule", PACKAGE.rules, ids=lambda rule: f"{rule.kind}-{getattr(rule, 'path', '')}")
def test_a_row_breaks_every_rule(rule: Rule) -> None:
    assert id(rule) in BROKEN
