"""Whom a container reaches: ports, networks and addresses."""

from typing import Any

from tests.offline.rows.docker.base import Row, container


def port(right: dict[str, Any], wrong: dict[str, Any], message: str) -> Row:
    return container({"ports": [{"internal": 80, **right}]}, {"ports": [{"internal": 80, **wrong}]}, message)


def join(right: dict[str, Any], wrong: dict[str, Any], message: str) -> Row:
    base = {"name": "calls"}
    return container({"networksAdvanced": [{**base, **right}]}, {"networksAdvanced": [{**base, **wrong}]}, message)


REACHES: list[Row] = [
    port({"internal": 65535}, {"internal": 0}, "ports[0].internal is 0; allowed: 1 to 65535"),
    port({"external": 0}, {"external": 65536}, "ports[0].external is 65536; allowed: 0 to 65535"),
    port({"protocol": "sctp"}, {"protocol": "http"}, "ports[0].protocol is 'http'; allowed: tcp, udp, sctp"),
    port(
        {"ip": "::1"},
        {"ip": "localhost"},
        "ports[0].ip is 'localhost'; allowed: an address of the host. Example: 127.0.0.1",
    ),
    port(
        {"external": 8443, "protocol": "udp"},
        {"external": 8443, "ip": "127.0.0.1"},
        "ports is [{'internal': 80, 'external': 8443, 'ip': '127.0.0.1'}]; allowed: another port of the host than "
        "8443/tcp, which edge has",
    ),
    port(
        {"external": 5353, "ip": "10.0.0.6"},
        {"external": 5353, "ip": "10.0.0.5"},
        "ports is [{'internal': 80, 'external': 5353, 'ip': '10.0.0.5'}]; allowed: another port of the host than "
        "5353/tcp, which edge has",
    ),
    container(
        {"start": False, "ports": [{"internal": 80, "external": 8443}]},
        {"ports": [{"internal": 80, "external": 8443}]},
        "ports is [{'internal': 80, 'external': 8443}]; allowed: another port of the host than 8443/tcp, which edge "
        "has",
    ),
    *(
        container(
            {"networkMode": mode, "networksAdvanced": []},
            {"networkMode": mode, "networksAdvanced": [{"name": "calls"}]},
            f"networkMode is {mode!r}; allowed: nothing, because of networksAdvanced: a container without a network of "
            "its own joins none",
        )
        for mode in ("none", "host", "container:a")
    ),
    container(
        {"networkMode": "container:a"},
        {"networkMode": "container:"},
        "networkMode is 'container:'; allowed: container: and a name or an id. Example: container:app",
    ),
    container(
        {"networkMode": "host", "hostname": "a"},
        {"networkMode": "container:a", "hostname": "a"},
        "hostname is 'a'; allowed: nothing, because networkMode is 'container:a': these are the other container's",
    ),
    join(
        {"ipv4Address": "10.1.0.7"},
        {"ipv4Address": "10.1.0"},
        "networksAdvanced[0].ipv4Address is '10.1.0'; allowed: an IPv4 address. Example: 10.0.0.10",
    ),
    join(
        {"ipv6Address": "fd00::7"},
        {"ipv6Address": "10.1.0.7"},
        "networksAdvanced[0].ipv6Address is '10.1.0.7'; allowed: an IPv6 address. Example: fd00::10",
    ),
    join(
        {"ipv4Address": "10.1.0.8"},
        {"ipv4Address": "10.2.0.8"},
        "networksAdvanced[0].ipv4Address is '10.2.0.8'; allowed: an address in 10.1.0.0/24",
    ),
    join(
        {"name": "of another stack", "ipv4Address": "10.2.0.8"},
        {"name": "free", "ipv4Address": "10.2.0.8"},
        "networksAdvanced[0].ipv4Address is '10.2.0.8'; allowed: nothing, because the network has no subnet that the "
        "program chose",
    ),
    join(
        {"ipv4Address": "10.1.0.2"},
        {"ipv4Address": "10.1.0.1"},
        "networksAdvanced[0].ipv4Address is '10.1.0.1'; allowed: another address than the gateway's",
    ),
    join(
        {"ipv4Address": "10.1.0.10"},
        {"ipv4Address": "10.1.0.9"},
        "networksAdvanced is [{'name': 'calls', 'ipv4Address': '10.1.0.9'}]; allowed: another address than 10.1.0.9 on "
        "calls, which edge has",
    ),
    join({"gwPriority": 0}, {"gwPriority": -1}, "networksAdvanced[0].gwPriority is -1; allowed: at least 0"),
    container(
        {"hosts": [{"host": "a", "ip": "host-gateway"}, {"host": "b", "ip": "fd00::1"}]},
        {"hosts": [{"host": "a", "ip": "b"}]},
        "hosts[0].ip is 'b'; allowed: an address, or host-gateway. Example: 10.0.0.10",
    ),
]
