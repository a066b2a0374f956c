"""What a container runs and may use."""

from tests.offline.rows.docker.base import CAPABILITY, NAME, Row, container

MILLISECOND = "a time in hours, minutes and seconds, 0s, or at least 0.001s. Example: 1h30m"

RUNS: list[Row] = [
    container({"name": "a.b_c-1"}, {"name": "a"}, f"name is 'a'; allowed: {NAME.format('app-1')}"),
    container({"name": "/app"}, {"name": "a b"}, f"name is 'a b'; allowed: {NAME.format('app-1')}"),
    container(
        {"hostname": "h" * 64},
        {"hostname": "h" * 65},
        f"hostname is '{'h' * 65}'; allowed: at most 64 characters. Example: app-1",
    ),
    container({"command": ["a", "b"]}, {"command": ["a", ""]}, "command[1] is ''; allowed: text that is not empty"),
    container(
        {"envs": ["A=", "B=1\n2", "C"]},
        {"envs": ["=1"]},
        "envs[0] is '=1'; allowed: NAME=value. Example: LOG_LEVEL=info",
    ),
    container(
        {"stopSignal": "SIGRTMIN+3"},
        {"stopSignal": "SIGNAL"},
        "stopSignal is 'SIGNAL'; allowed: a signal's name or number. Example: SIGTERM",
    ),
    container(
        {"restart": "unless-stopped"},
        {"restart": "never"},
        "restart is 'never'; allowed: no, on-failure, always, unless-stopped",
    ),
    container(
        {"restart": "on-failure", "maxRetryCount": 3},
        {"restart": "on-failure", "maxRetryCount": -1},
        "maxRetryCount is -1; allowed: at least 0",
    ),
    container(
        {"restart": "always", "maxRetryCount": 0},
        {"restart": "always", "maxRetryCount": 3},
        "maxRetryCount is 3; allowed: nothing, because restart is 'always' and not 'on-failure'",
    ),
    container(
        {"rm": True, "restart": "no"},
        {"rm": True, "restart": "always"},
        "rm is True; allowed: false, because restart is 'always'",
    ),
    container(
        {"healthcheck": {"tests": ["CMD-SHELL", "true"]}},
        {"healthcheck": {"tests": ["pg_isready"]}},
        'healthcheck.tests is [\'pg_isready\']; allowed: CMD, CMD-SHELL or NONE first. Example: ["CMD", "pg_isready"]',
    ),
    *(
        container(
            {"healthcheck": {name: "1m30s"}},
            {"healthcheck": {name: wrong}},
            f"healthcheck.{name} is {wrong!r}; allowed: {MILLISECOND}",
        )
        for name in ("interval", "timeout", "startPeriod", "startInterval")
        for wrong in ("10", "-1s", "500us")
    ),
    container(
        {"healthcheck": {"retries": 0}},
        {"healthcheck": {"retries": -1}},
        "healthcheck.retries is -1; allowed: at least 0",
    ),
    container(
        {"logDriver": "json-file", "logOpts": {"max-size": "10m", "max-file": "10"}},
        {"logDriver": "json-file", "logOpts": {"max-size": "much"}},
        "logOpts is {'max-size': 'much'}; allowed: a size for max-size. Example: \"10m\"",
    ),
    container(
        {"logDriver": "loki", "logOpts": {"max-file": "0"}},
        {"logDriver": "json-file", "logOpts": {"max-file": "0"}},
        "logOpts is {'max-file': '0'}; allowed: a whole number in text for max-file, 1 or more. Example: \"10\"",
    ),
]

USES: list[Row] = [
    container({"memory": 0}, {"memory": 5}, "memory is 5; allowed: 0, or at least 6"),
    container({"memoryReservation": 6}, {"memoryReservation": 5}, "memoryReservation is 5; allowed: 0, or at least 6"),
    container({"memorySwap": -1}, {"memorySwap": -2}, "memorySwap is -2; allowed: at least -1"),
    container(
        {"memory": 6, "memorySwap": 6},
        {"memory": 7, "memorySwap": 6},
        "memorySwap is 6; allowed: -1 for any, 0 for twice the memory, or 7 or more: it is memory and swap together",
    ),
    container(
        {"memory": 64, "memorySwap": 128, "memoryReservation": 64},
        {"memorySwap": 128},
        "memory is missing; allowed: a value, because memorySwap is said: it is both together",
    ),
    container(
        {"memory": 64, "memoryReservation": 64},
        {"memory": 64, "memoryReservation": 65},
        "memoryReservation is 65; allowed: at most 64, the memory",
    ),
    container({"shmSize": 0}, {"shmSize": -1}, "shmSize is -1; allowed: at least 0"),
    *(
        container(
            {"cpus": right},
            {"cpus": wrong},
            f'cpus is {wrong!r}; allowed: a number in text, with at most nine decimals. Example: "1.5"',
        )
        for right, wrong in (("1.5", "-1"), ("0.000000001", "0.0000000001"), ("2", "two"))
    ),
    container({"cpuShares": 0}, {"cpuShares": -1}, "cpuShares is -1; allowed: at least 0"),
    container({"cpuPeriod": 1000}, {"cpuPeriod": 999}, "cpuPeriod is 999; allowed: 0, or 1000 to 1000000"),
    container({"cpuQuota": 0}, {"cpuQuota": -1}, "cpuQuota is -1; allowed: 0, or at least 1000"),
    container(
        {"cpuSet": "0-2,4"}, {"cpuSet": "all"}, "cpuSet is 'all'; allowed: numbers of processors. Example: 0-2,4"
    ),
    container(
        {"gpus": "all"},
        {"gpus": "all", "deviceRequests": [{"count": 1}]},
        "deviceRequests is said together with gpus; allowed: at most one of gpus, deviceRequests",
    ),
    container(
        {"capabilities": {"adds": ["CAP_CHOWN", "net_bind_service"], "drops": ["ALL"]}},
        {"capabilities": {"adds": ["ROOT"]}},
        f"capabilities.adds[0] is 'ROOT'; allowed: {CAPABILITY.format('NET_BIND_SERVICE')}",
    ),
    container(
        {"capabilities": {"drops": ["NET_RAW"]}},
        {"capabilities": {"drops": ["NET"]}},
        f"capabilities.drops[0] is 'NET'; allowed: {CAPABILITY.format('NET_RAW')}",
    ),
    container(
        {"cgroupnsMode": "host"}, {"cgroupnsMode": "public"}, "cgroupnsMode is 'public'; allowed: , private, host"
    ),
]
