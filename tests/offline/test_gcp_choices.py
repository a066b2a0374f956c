"""A choice without a condition takes each of its values and no other: asked of every one of package gcp."""

import pytest

from tests.offline.rows.gcp.network import ADDRESS, ARMOR, BACKEND, GLOBAL_RULE, NETWORK, SUBNETWORK, TLS
from tests.offline.tables import at
from toolchain.offline.packages.gcp import PACKAGE
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice

CHOICES = [rule for rule in PACKAGE.rules if isinstance(rule, Choice) and not rule.when]


@pytest.mark.parametrize("rule", CHOICES, ids=lambda rule: f"{rule.kind.rpartition(':')[2]} {rule.path}")
def test_a_choice_takes_each_of_its_values_and_no_other(rule: Choice) -> None:
    for value in rule.allowed:
        assert list(rule.failures(at(rule.path, value), Plan())) == []
    place = rule.path.replace("[*]", "[0]")
    allowed = ", ".join(map(str, rule.allowed))
    assert [str(failure) for failure in rule.failures(at(rule.path, "other"), Plan())] == [
        f"{place} is 'other'; allowed: {allowed}"
    ]


@pytest.mark.parametrize(
    ("kind", "path", "right", "wrong"),
    [
        (NETWORK, "routingMode", "GLOBAL", "global"),
        (SUBNETWORK, "logConfig.metadata", "INCLUDE_ALL_METADATA", "ALL"),
        (ADDRESS, "purpose", "VPC_PEERING", "PEERING"),
        (ARMOR, "type", "CLOUD_ARMOR", "ARMOR"),
        (TLS, "minTlsVersion", "TLS_1_2", "1.2"),
        (BACKEND, "loadBalancingScheme", "EXTERNAL_MANAGED", "PUBLIC"),
        (GLOBAL_RULE, "loadBalancingScheme", "EXTERNAL_MANAGED", "INTERNAL"),
        ("gcp:sql/databaseInstance:DatabaseInstance", "settings.ipConfiguration.sslMode", "ENCRYPTED_ONLY", "TLS"),
        ("gcp:redis/instance:Instance", "tier", "STANDARD_HA", "STANDARD"),
        ("gcp:container/cluster:Cluster", "releaseChannel.channel", "REGULAR", "LTS"),
        ("gcp:dns/managedZone:ManagedZone", "visibility", "private", "internal"),
        ("gcp:monitoring/alertPolicy:AlertPolicy", "combiner", "OR", "ANY"),
        ("gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager", "updatePolicy.type", "PROACTIVE", "AUTO"),
    ],
)
def test_choices_of_the_types_that_matter(kind: str, path: str, right: str, wrong: str) -> None:
    rules = [rule for rule in CHOICES if (rule.kind, rule.path) == (kind, path)]
    assert len(rules) == 1
    assert right in rules[0].allowed
    assert wrong not in rules[0].allowed
