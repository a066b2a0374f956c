"""Services, secrets and configs of a swarm, and builders."""

from typing import Any

from tests.offline.rows.docker.base import SAYS_BASE64, Row
from tests.offline.tables import at
from toolchain.offline.packages.docker.rules_swarm import AT_LEAST_0, CHOICES, TIMES
from toolchain.offline.packages.docker.tokens import BUILDER, CONFIG, SECRET, SERVICE


def service(path: str, right: Any, wrong: Any, message: str) -> Row:
    shown = path.replace("[*]", "[0]")
    return SERVICE, at(path, right), at(path, wrong), f"{shown} is {wrong!r}; allowed: {message}"


SWARM: list[Row] = [
    service(
        "name",
        "a" * 63,
        "a.b",
        "a part of a DNS name, at most 63 letters, digits and -_. Example: app",
    ),
    *(service(path, allowed[-1], "some", ", ".join(allowed)) for path, allowed in CHOICES.items()),
    *(service(path, "10s", "10", "a time in hours, minutes and seconds. Example: 1h30m") for path in TIMES),
    *(service(path, 0, -1, "at least 0") for path in AT_LEAST_0),
    *(service(f"{name}.maxFailureRatio", "0.5", "1.5", "0 to 1") for name in ("updateConfig", "rollbackConfig")),
    (
        SERVICE,
        {"mode": {"replicated": {"replicas": 1}}, "convergeConfig": {"delay": "1s"}},
        {"mode": {"replicated": {"replicas": 1}, "global": True}},
        "mode.global is said together with mode.replicated; allowed: at most one of mode.replicated, mode.global",
    ),
    (
        SERVICE,
        {"mode": {"global": True}},
        {"mode": {"global": True}, "convergeConfig": {"delay": "1s"}},
        "convergeConfig is said together with mode.global; allowed: at most one of mode.global, convergeConfig",
    ),
    *(
        (
            kind,
            {"name": "a.b-c_1", "data": "YQ=="},
            {"name": "a-", "data": "YQ=="},
            "name is 'a-'; allowed: at most 64 letters, digits and -_., the first and the last a letter or a digit. "
            "Example: app-key",
        )
        for kind in (SECRET, CONFIG)
    ),
    *(
        (kind, {"name": "a", "data": ""}, {"name": "a", "data": "a"}, f"data is 'a'; allowed: {SAYS_BASE64}")
        for kind in (SECRET, CONFIG)
    ),
    (
        CONFIG,
        {"name": "a", "dataRaw": "a"},
        {"name": "a"},
        "data is missing; allowed: exactly one of data, dataRaw",
    ),
    (
        BUILDER,
        {"name": "a", "dockerContainer": {}},
        {"name": "a", "dockerContainer": {"image": "a"}, "remote": {"key": "a"}},
        "remote is said together with dockerContainer; allowed: at most one of dockerContainer, kubernetes, remote",
    ),
]
