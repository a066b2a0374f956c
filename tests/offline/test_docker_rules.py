"""The rules of package docker: neighbours, secrets, and what the plugin itself refuses."""

import pytest

from tests.offline.plugins import running
from tests.offline.rows.docker import ROWS
from tests.offline.rows.docker.base import NEIGHBOURS
from tests.offline.tables import planned, refusing, said
from toolchain.offline.packages.docker.tokens import CONTAINER, NETWORK
from toolchain.offline.values import UNKNOWN, Secret

THERE = planned(*NEIGHBOURS)


def test_an_address_is_in_one_of_the_networks_that_may_be_meant() -> None:
    joined = {"name": "a1", "image": "a", "networksAdvanced": [{"name": UNKNOWN, "ipv4Address": "10.9.0.7"}]}
    assert said(CONTAINER, joined, THERE) == [
        "networksAdvanced[0].ipv4Address is '10.9.0.7'; allowed: an address in 10.1.0.0/24"
    ]
    assert said(CONTAINER, joined) == [], "the network of another stack is not known"


def test_a_secret_is_not_shown() -> None:
    secret = {"name": "a1", "image": "a", "uploads": [Secret({"file": "/a", "content": "top", "source": "secret"})]}
    assert said(CONTAINER, secret) == [
        "uploads[0].source is [secret]; allowed: exactly one of content, contentBase64, source"
    ]


def test_a_network_of_a_swarm_has_addresses_of_its_own() -> None:
    overlay = {"name": "other", "driver": "overlay", "ipamConfigs": [{"subnet": "10.1.0.0/24"}]}
    assert said(NETWORK, overlay, THERE) == []


# Words of the plugin's own refusals; the engine refuses the rest, and without an engine there is nobody to ask.
PLUGINS = ("validat", "ConflictsWith", "ExactlyOneOf")


@pytest.mark.engine
def test_the_plugin_refuses_what_the_rules_say_it_refuses() -> None:
    asked = 0
    with running("docker") as plugin:
        for kind, right, wrong, message in ROWS:
            sources = [rule.source for rule in refusing(kind, wrong, THERE)]
            own = [source for source in sources if source.startswith("terraform-provider-docker")]
            # Less than a millisecond is a time; only the engine wants more.
            if any(word in source for source in own for word in PLUGINS) and "500us" not in message:
                # Of a service a row says one thing, and leaves out what a plugin misses.
                before, after = (
                    [why for why in plugin.check(kind, inputs)[1] if "Missing" not in why] for inputs in (right, wrong)
                )
                assert before == [], message
                assert after != [], message
                asked += 1
    assert asked > 40
