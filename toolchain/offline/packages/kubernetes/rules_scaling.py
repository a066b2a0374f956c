"""Rules of what scales pods and of how many may be missing: autoscalers and disruption budgets."""

from toolchain.offline.packages.kubernetes.quantities import is_positive
from toolchain.offline.packages.kubernetes.rules_workloads import SHARE_SAYS, is_count_or_part
from toolchain.offline.rules import Choice, Each, Number, Rule
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Named, NotTogether, Ordered

AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"

AUTOSCALING = "Kubernetes, pkg/apis/autoscaling/validation/validation.go"
POLICY = "Kubernetes, pkg/apis/policy/validation/validation.go"
SCALING = "Kubernetes API reference, HorizontalPodAutoscaler v2 autoscaling: HPAScalingRules"


METRICS = {
    "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
    "Resource": "resource",
}  # fmt: skip
TARGETS = {"Utilization": "averageUtilization", "AverageValue": "averageValue", "Value": "value"}
TARGET: tuple[Rule, ...] = (
    Choice(
        path="type", allowed=("Utilization", "Value", "AverageValue"),
        source=f"{AUTOSCALING}, validateMetricTarget",
    ),
    Named(path="type", properties=TARGETS, source=f"{AUTOSCALING}, validateMetricTarget"),
    Number(path="averageUtilization", low=1, source=f"{AUTOSCALING}, validateMetricTarget"),
    *(
        Each(
            path=name, fits=is_positive, says="an amount above zero. Example: 500m",
            source=f"{AUTOSCALING}, validateMetricTarget",
        )
        for name in ("value", "averageValue")
    ),
)  # fmt: skip
METRIC: tuple[Rule, ...] = (
    Choice(path="type", allowed=tuple(METRICS), source=f"{AUTOSCALING}, validateMetricSpec"),
    Named(path="type", properties=METRICS, alone=True, source=f"{AUTOSCALING}, validateMetricSpec"),
    *(Within(path=f"{name}.target", rules=TARGET, source=AUTOSCALING) for name in METRICS.values()),
)


RULES: tuple[Rule, ...] = (
    # autoscalers
    Number(
        kind=AUTOSCALER, path="spec.minReplicas", low=1, source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec",
    ),
    Number(
        kind=AUTOSCALER, path="spec.maxReplicas", low=1, source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec",
    ),
    Ordered(
        kind=AUTOSCALER, paths=("spec.minReplicas", "spec.maxReplicas"),
        source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec",
    ),
    Within(kind=AUTOSCALER, path="spec.metrics[*]", rules=METRIC, source=AUTOSCALING),
    *(
        Number(kind=AUTOSCALER, path=f"spec.behavior.{way}.{name}", low=low, high=high, source=SCALING)
        for way in ("scaleUp", "scaleDown")
        for name, low, high in (
            ("stabilizationWindowSeconds", 0, 3600),
            ("policies[*].periodSeconds", 1, 1800),
            ("policies[*].value", 1, 2**31 - 1),
        )
    ),
    *(
        Choice(
            kind=AUTOSCALER, path=f"spec.behavior.{way}.selectPolicy", allowed=("Max", "Min", "Disabled"),
            source=f"{AUTOSCALING}, validateScalingRules",
        )
        for way in ("scaleUp", "scaleDown")
    ),
    # disruption budgets
    NotTogether(
        kind=BUDGET, paths=("spec.minAvailable", "spec.maxUnavailable"),
        source=f"{POLICY}, ValidatePodDisruptionBudgetSpec",
    ),
    *(
        Each(kind=BUDGET, path=f"spec.{name}", fits=is_count_or_part, says=SHARE_SAYS, source=POLICY)
        for name in ("minAvailable", "maxUnavailable")
    ),
    Choice(
        kind=BUDGET, path="spec.unhealthyPodEvictionPolicy", allowed=("IfHealthyBudget", "AlwaysAllow"),
        source="Kubernetes documentation, Specifying a Disruption Budget: Unhealthy Pod Eviction Policy",
    ),
)  # fmt: skip
