"""Rules of containers."""

from tests.offline.rows.kubernetes.samples import AMOUNT, IMAGE, LABEL, PORT, PORT_NAME, Row

CONTAINER = "spec.template.spec.containers[0]"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # containers
    ("Deployment", {f"{CONTAINER}.name": "Web"}, f"{CONTAINER}.name is 'Web'; allowed: {LABEL}"),
    ("Deployment", {f"{CONTAINER}.image": ""}, f"{CONTAINER}.image is ''; allowed: {IMAGE}"),
    ("Deployment", {f"{CONTAINER}.image": " app:1"}, f"{CONTAINER}.image is ' app:1'; allowed: {IMAGE}"),
    (
        "Deployment", {f"{CONTAINER}.imagePullPolicy": "Sometimes"},
        f"{CONTAINER}.imagePullPolicy is 'Sometimes'; allowed: Always, IfNotPresent, Never",
    ),
    (
        "Deployment", {f"{CONTAINER}.terminationMessagePolicy": "Stdout"},
        f"{CONTAINER}.terminationMessagePolicy is 'Stdout'; allowed: File, FallbackToLogsOnError",
    ),
    (
        "Deployment", {f"{CONTAINER}.resources.limits": {"cpu": "1 core"}},
        f"{CONTAINER}.resources.limits[cpu] is '1 core'; allowed: {AMOUNT}",
    ),
    (
        "Deployment", {f"{CONTAINER}.resources.limits": {"memory": "0.5GB"}},
        f"{CONTAINER}.resources.limits[memory] is '0.5GB'; allowed: {AMOUNT}",
    ),
    (
        "Deployment", {f"{CONTAINER}.resources.requests": {"memory": "-1Gi"}},
        f"{CONTAINER}.resources.requests[memory] is '-1Gi'; allowed: {AMOUNT}",
    ),
    (
        "Deployment", {f"{CONTAINER}.resources.requests": {"cpu": "1500m"}},
        f"{CONTAINER}.resources.requests[cpu] is '1500m'; allowed: up to '1', its limit",
    ),
    (
        "Deployment", {f"{CONTAINER}.resources": {"requests": {"example.com/gpu": "1"},
            "limits": {"example.com/gpu": "2"}}},
        f"{CONTAINER}.resources.requests[example.com/gpu] is '1'; allowed: "
        "'2', its limit: of example.com/gpu no more can be promised than there is",
    ),
    (
        "Deployment", {f"{CONTAINER}.livenessProbe": {}},
        f"{CONTAINER}.livenessProbe.exec is missing; allowed: exactly one of exec, grpc, httpGet, tcpSocket",
    ),
    (
        "Deployment", {f"{CONTAINER}.livenessProbe": {"exec": {"command": ["true"]}, "grpc": {"port": 9000}}},
        f"{CONTAINER}.livenessProbe.grpc is said together with exec; allowed: "
        "exactly one of exec, grpc, httpGet, tcpSocket",
    ),
    (
        "Deployment", {f"{CONTAINER}.livenessProbe": {"grpc": {"port": 0}}},
        f"{CONTAINER}.livenessProbe.grpc.port is 0; allowed: 1 to 65535",
    ),
    (
        "Deployment", {f"{CONTAINER}.livenessProbe.httpGet.port": 70000},
        f"{CONTAINER}.livenessProbe.httpGet.port is 70000; allowed: {PORT}",
    ),
    (
        "Deployment", {f"{CONTAINER}.livenessProbe.httpGet.scheme": "http"},
        f"{CONTAINER}.livenessProbe.httpGet.scheme is 'http'; allowed: HTTP, HTTPS",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.tcpSocket.port": "HTTP"},
        f"{CONTAINER}.readinessProbe.tcpSocket.port is 'HTTP'; allowed: {PORT}",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.initialDelaySeconds": -1},
        f"{CONTAINER}.readinessProbe.initialDelaySeconds is -1; allowed: at least 0",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.periodSeconds": 0},
        f"{CONTAINER}.readinessProbe.periodSeconds is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.timeoutSeconds": 0},
        f"{CONTAINER}.readinessProbe.timeoutSeconds is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.failureThreshold": 0},
        f"{CONTAINER}.readinessProbe.failureThreshold is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{CONTAINER}.readinessProbe.successThreshold": 0},
        f"{CONTAINER}.readinessProbe.successThreshold is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{CONTAINER}.startupProbe.successThreshold": 2},
        f"{CONTAINER}.startupProbe.successThreshold is 2; allowed: 1, for a startupProbe",
    ),
    (
        "Deployment", {f"{CONTAINER}.lifecycle": {"preStop": {"exec": {"command": ["true"]},
            "sleep": {"seconds": 5}}}},
        f"{CONTAINER}.lifecycle.preStop.sleep is said together with exec; allowed: "
        "at most one of exec, httpGet, sleep, tcpSocket",
    ),
    (
        "Deployment", {f"{CONTAINER}.lifecycle": {"postStart": {"exec": {"command": ["true"]},
            "tcpSocket": {"port": 1}}}},
        f"{CONTAINER}.lifecycle.postStart.tcpSocket is said together with exec; allowed: "
        "at most one of exec, httpGet, sleep, tcpSocket",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports[0].containerPort": 0},
        f"{CONTAINER}.ports[0].containerPort is 0; allowed: 1 to 65535",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports[0].hostPort": 65536},
        f"{CONTAINER}.ports[0].hostPort is 65536; allowed: 0 to 65535",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports[0].name": "http--metrics"},
        f"{CONTAINER}.ports[0].name is 'http--metrics'; allowed: {PORT_NAME}",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports[0].name": "a-name-of-sixteen"},
        f"{CONTAINER}.ports[0].name is 'a-name-of-sixteen'; allowed: {PORT_NAME}",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports[0].protocol": "HTTP"},
        f"{CONTAINER}.ports[0].protocol is 'HTTP'; allowed: TCP, UDP, SCTP",
    ),
    (
        "Deployment", {f"{CONTAINER}.ports": [{"name": "http", "containerPort": 80}, {"name": "http",
            "containerPort": 81}]},
        f"{CONTAINER}.ports[1].name is 'http'; allowed: no name twice",
    ),
    (
        "Deployment", {f"{CONTAINER}.securityContext.runAsUser": -1},
        f"{CONTAINER}.securityContext.runAsUser is -1; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{CONTAINER}.securityContext.runAsGroup": 2147483648},
        f"{CONTAINER}.securityContext.runAsGroup is 2147483648; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{CONTAINER}.securityContext.privileged": True},
        f"{CONTAINER}.securityContext.privileged is True; allowed: false, because allowPrivilegeEscalation is false",
    ),
    (
        "Deployment", {f"{CONTAINER}.securityContext.capabilities.add": ["SYS_ADMIN"]},
        f"{CONTAINER}.securityContext.capabilities.add[0] is 'SYS_ADMIN'; allowed: "
        "anything else, because allowPrivilegeEscalation is false",
    ),
    (
        "Deployment", {f"{CONTAINER}.env[0].name": "A=B"},
        f"{CONTAINER}.env[0].name is 'A=B'; allowed: printable characters other than =. Example: LOG_LEVEL",
    ),
    (
        "Deployment", {f"{CONTAINER}.env[0].valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        f"{CONTAINER}.env[0].valueFrom is {{'fieldRef': {{'fieldPath': 'metadata.name'}}}}; allowed: nothing, "
        "because of value",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[0].mountPath": ""},
        f"{CONTAINER}.volumeMounts[0].mountPath is ''; allowed: a path. Example: /var/lib/data",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[0].subPath": "/conf.d"},
        f"{CONTAINER}.volumeMounts[0].subPath is '/conf.d'; allowed: "
        "a path inside the volume, without a slash at its beginning. Example: conf.d",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[0].subPath": "a/../b"},
        f"{CONTAINER}.volumeMounts[0].subPath is 'a/../b'; allowed: "
        "a path inside the volume, without a slash at its beginning. Example: conf.d",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[1].subPathExpr": "$(POD)"},
        f"{CONTAINER}.volumeMounts[1].subPathExpr is said together with subPath; allowed: "
        "at most one of subPath, subPathExpr",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[1].mountPath": "/etc/app"},
        f"{CONTAINER}.volumeMounts[1].mountPath is '/etc/app'; allowed: no mountPath twice",
    ),
    (
        "Deployment", {f"{CONTAINER}.volumeMounts[1].name": "data"},
        f"{CONTAINER}.volumeMounts[1].name is 'data'; allowed: a volume of the pod: cache, config",
    ),
)  # fmt: skip
