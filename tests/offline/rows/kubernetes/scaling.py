"""Rules of what scales pods and how many may be missing."""

from tests.offline.rows.kubernetes.samples import Row

TARGET = "spec.metrics[0].resource.target"
METRIC = "spec.metrics[0]"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # scaling
    ("HorizontalPodAutoscaler", {"spec.minReplicas": 0}, "spec.minReplicas is 0; allowed: at least 1"),
    (
        "HorizontalPodAutoscaler", {"spec.maxReplicas": 0, "spec.minReplicas": None},
        "spec.maxReplicas is 0; allowed: at least 1",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.maxReplicas": 1},
        "spec.minReplicas is 2; allowed: at most 1, the spec.maxReplicas",
    ),
    (
        "HorizontalPodAutoscaler", {f"{METRIC}.type": "Memory"},
        f"{METRIC}.type is 'Memory'; allowed: ContainerResource, External, Object, Pods, Resource",
    ),
    (
        "HorizontalPodAutoscaler", {f"{METRIC}": {"type": "Pods"}},
        f"{METRIC}.pods is missing; allowed: a value, because type is 'Pods'",
    ),
    (
        "HorizontalPodAutoscaler", {f"{METRIC}.pods": {"metric": {"name": "n"}, "target": {"type": "AverageValue",
            "averageValue": "1"}}},
        f"{METRIC}.pods is "
        "{'metric': {'name': 'n'}, 'target': {'type': 'AverageValue', 'averageValue': '1'...; allowed: "
        "nothing, because type is 'Resource'",
    ),
    (
        "HorizontalPodAutoscaler", {f"{TARGET}.type": "Percent"},
        f"{TARGET}.type is 'Percent'; allowed: Utilization, Value, AverageValue",
    ),
    (
        "HorizontalPodAutoscaler", {f"{TARGET}": {"type": "Utilization"}},
        f"{TARGET}.averageUtilization is missing; allowed: a value, because type is 'Utilization'",
    ),
    (
        "HorizontalPodAutoscaler", {f"{TARGET}.averageUtilization": 0},
        f"{TARGET}.averageUtilization is 0; allowed: at least 1",
    ),
    (
        "HorizontalPodAutoscaler", {f"{TARGET}": {"type": "AverageValue", "averageValue": "0"}},
        f"{TARGET}.averageValue is '0'; allowed: an amount above zero. Example: 500m",
    ),
    (
        "HorizontalPodAutoscaler", {f"{TARGET}": {"type": "Value", "value": "much"}},
        f"{TARGET}.value is 'much'; allowed: an amount above zero. Example: 500m",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleUp": {"policies": [{"type": "Pods", "value": 0,
            "periodSeconds": 60}]}},
        "spec.behavior.scaleUp.policies[0].value is 0; allowed: 1 to 2147483647",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleDown": {"policies": [{"type": "Pods", "value": 0,
            "periodSeconds": 60}]}},
        "spec.behavior.scaleDown.policies[0].value is 0; allowed: 1 to 2147483647",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleUp": {"policies": [{"type": "Pods", "value": 1,
            "periodSeconds": 1801}]}},
        "spec.behavior.scaleUp.policies[0].periodSeconds is 1801; allowed: 1 to 1800",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleDown": {"policies": [{"type": "Pods", "value": 1,
            "periodSeconds": 1801}]}},
        "spec.behavior.scaleDown.policies[0].periodSeconds is 1801; allowed: 1 to 1800",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleUp": {"stabilizationWindowSeconds": 3601}},
        "spec.behavior.scaleUp.stabilizationWindowSeconds is 3601; allowed: 0 to 3600",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleDown": {"stabilizationWindowSeconds": 3601}},
        "spec.behavior.scaleDown.stabilizationWindowSeconds is 3601; allowed: 0 to 3600",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleUp": {"selectPolicy": "Average"}},
        "spec.behavior.scaleUp.selectPolicy is 'Average'; allowed: Max, Min, Disabled",
    ),
    (
        "HorizontalPodAutoscaler", {"spec.behavior.scaleDown": {"selectPolicy": "Average"}},
        "spec.behavior.scaleDown.selectPolicy is 'Average'; allowed: Max, Min, Disabled",
    ),
    (
        "PodDisruptionBudget", {"spec.maxUnavailable": 1},
        "spec.maxUnavailable is said together with spec.minAvailable; allowed: at most one of "
        "spec.minAvailable, spec.maxUnavailable",
    ),
    (
        "PodDisruptionBudget", {"spec.minAvailable": "150%"},
        "spec.minAvailable is '150%'; allowed: a whole number, zero or more, or a share up to 100%. Example: 25%",
    ),
    (
        "PodDisruptionBudget", {"spec.minAvailable": None, "spec.maxUnavailable": -1},
        "spec.maxUnavailable is -1; allowed: a whole number, zero or more, or a share up to 100%. Example: 25%",
    ),
    (
        "PodDisruptionBudget", {"spec.unhealthyPodEvictionPolicy": "Never"},
        "spec.unhealthyPodEvictionPolicy is 'Never'; allowed: IfHealthyBudget, AlwaysAllow",
    ),
)  # fmt: skip
