"""The rules of package docker: each lets pass what is right, and says what is wrong with the rest."""

from typing import Any

import pytest

from tests.offline.docker_rows import NEIGHBOURS, ROWS
from tests.offline.plugins import running
from toolchain.offline.packages.docker import PACKAGE
from toolchain.offline.packages.docker.tokens import CONTAINER, NETWORK
from toolchain.offline.packages.docker.words import seconds
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.rules import Rule
from toolchain.offline.values import UNKNOWN, Secret


def failing(kind: str, inputs: dict[str, Any], neighbours: bool = True) -> list[tuple[Rule, str]]:
    """Return what fails of a resource that is planned beside the neighbours."""
    urn = f"urn:pulumi:dev::test::{kind}::thing"
    plan = Plan({item.urn: item for item in NEIGHBOURS} if neighbours else {}, urn)
    plan.resources[urn] = Planned(urn, kind, inputs)
    rules = (rule for rule in PACKAGE.rules if rule.kind == kind)
    return [(rule, str(failure)) for rule in rules for failure in rule.failures(inputs, plan)]


@pytest.mark.parametrize(("kind", "right", "wrong", "message"), ROWS)
def test_a_rule_lets_pass_what_is_right_and_says_what_is_wrong(
    kind: str, right: dict[str, Any], wrong: dict[str, Any], message: str
) -> None:
    assert failing(kind, right) == []
    assert [said for _, said in failing(kind, wrong)] == [message]


def test_every_rule_fails_in_the_table() -> None:
    tested = {id(rule) for kind, _, wrong, _ in ROWS for rule, _ in failing(kind, wrong)}
    assert [rule for rule in PACKAGE.rules if id(rule) not in tested] == []


def test_what_is_not_known_yet_is_no_failure() -> None:
    unknown = {
        "name": UNKNOWN,
        "image": UNKNOWN,
        "restart": UNKNOWN,
        "maxRetryCount": 3,
        "memory": UNKNOWN,
        "memorySwap": 5,
        "mounts": [{"type": "volume", "source": UNKNOWN, "target": "/a", "readOnly": True}],
        "uploads": [{"file": "/a", "content": UNKNOWN}],
        "networksAdvanced": [{"name": UNKNOWN, "ipv4Address": "10.1.0.7"}],
        "ports": [{"internal": 80, "external": 8443, "ip": UNKNOWN}],
    }
    assert failing(CONTAINER, unknown) == []


def test_an_address_is_in_one_of_the_networks_that_may_be_meant() -> None:
    joined = {"name": "a1", "image": "a", "networksAdvanced": [{"name": UNKNOWN, "ipv4Address": "10.9.0.7"}]}
    assert [said for _, said in failing(CONTAINER, joined)] == [
        "networksAdvanced[0].ipv4Address is '10.9.0.7'; allowed: an address in 10.1.0.0/24"
    ]
    assert failing(CONTAINER, joined, neighbours=False) == [], "the network of another stack is not known"


def test_a_secret_is_not_shown() -> None:
    secret = {"name": "a1", "image": "a", "uploads": [Secret({"file": "/a", "content": "top", "source": "secret"})]}
    assert [said for _, said in failing(CONTAINER, secret)] == [
        "uploads[0].source is [secret]; allowed: exactly one of content, contentBase64, source"
    ]


def test_a_network_of_a_swarm_has_addresses_of_its_own() -> None:
    overlay = {"name": "other", "driver": "overlay", "ipamConfigs": [{"subnet": "10.1.0.0/24"}]}
    assert failing(NETWORK, overlay) == []


@pytest.mark.parametrize(
    ("text", "time"),
    [("10s", 10.0), ("1m30s", 90.0), ("1.5h", 5400.0), (".5s", 0.5), ("0", 0.0), ("100ms", 0.1), ("+5s", 5.0)],
)
def test_times_are_read_as_go_reads_them(text: str, time: float) -> None:
    assert seconds(text) == pytest.approx(time)


@pytest.mark.parametrize("text", ["", "10", "-1s", "1 s", "1d", "s", "1s 1m", "PT1S"])
def test_what_go_does_not_read_is_no_time(text: str) -> None:
    assert seconds(text) is None


# Words of the plugin's own refusals; the engine refuses the rest, and without an engine there is nobody to ask.
PLUGINS = ("validat", "ConflictsWith", "ExactlyOneOf")


@pytest.mark.engine
def test_the_plugin_refuses_what_the_rules_say_it_refuses() -> None:
    asked = 0
    with running("docker") as plugin:
        for kind, right, wrong, message in ROWS:
            sources = [rule.source for rule, _ in failing(kind, wrong)]
            said = [source for source in sources if source.startswith("terraform-provider-docker")]
            # Less than a millisecond is a time; only the engine wants more.
            if any(word in source for source in said for word in PLUGINS) and "500us" not in message:
                # Of a service a row says one thing, and leaves out what a plugin misses.
                before, after = (
                    [why for why in plugin.check(kind, inputs)[1] if "Missing" not in why] for inputs in (right, wrong)
                )
                assert before == [], message
                assert after != [], message
                asked += 1
    assert asked > 40
