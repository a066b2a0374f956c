"""Rules of what scales pods and of how many may be missing: autoscalers and disruption budgets."""

from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_workloads import SHARE_SAYS, is_count_or_part
from toolchain.offline.packages.kubernetes.vocabulary import (
    PART,
    Each,
    Judged,
    Within,
    absent,
    found_or_missing,
    is_positive,
    wrong,
)
from toolchain.offline.paths import first, is_said
from toolchain.offline.rules import Choice, Failure, Inputs, NotTogether, Number, Rule

AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"

AUTOSCALING = "Kubernetes, pkg/apis/autoscaling/validation/validation.go"
POLICY = "Kubernetes, pkg/apis/policy/validation/validation.go"
SCALING = "Kubernetes API reference, HorizontalPodAutoscaler v2 autoscaling: HPAScalingRules"


def least_below_most(resource: Inputs) -> Iterator[Failure]:
    """Find an autoscaler whose lowest number of replicas is above its highest."""
    least, most = first(resource, "spec.minReplicas"), first(resource, "spec.maxReplicas")
    if least is not None and most is not None and least > most:
        yield wrong(found_or_missing(resource, "spec.maxReplicas"), f"at least {least}, minReplicas")


METRICS = {
    "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
    "Resource": "resource",
}  # fmt: skip


def metric_fits(metric: Inputs) -> Iterator[Failure]:
    """Find a metric without the source that its type names, or with another's."""
    wanted = METRICS.get(str(first(metric, "type")))
    if wanted is None:
        return
    if not is_said(metric, wanted):
        yield absent(wanted, f"a value, because type is {first(metric, 'type')!r}")
    for other in METRICS.values():
        if other != wanted and is_said(metric, other):
            yield wrong(found_or_missing(metric, other), f"nothing, because type is {first(metric, 'type')!r}")


def target_fits(target: Inputs) -> Iterator[Failure]:
    """Find a metric's target without the value that its type names."""
    names = {"Utilization": "averageUtilization", "AverageValue": "averageValue", "Value": "value"}
    wanted = names.get(str(first(target, "type")))
    if wanted and not is_said(target, wanted):
        yield absent(wanted, f"a value, because type is {first(target, 'type')!r}")


TARGET: tuple[Rule, ...] = (
    Choice(
        kind=PART, path="type", allowed=("Utilization", "Value", "AverageValue"),
        source=f"{AUTOSCALING}, validateMetricTarget",
    ),
    Judged(kind=PART, judge=target_fits, source=f"{AUTOSCALING}, validateMetricTarget"),
    Number(kind=PART, path="averageUtilization", low=1, source=f"{AUTOSCALING}, validateMetricTarget"),
    *(
        Each(
            kind=PART, path=name, fits=is_positive, says="an amount above zero. Example: 500m",
            source=f"{AUTOSCALING}, validateMetricTarget",
        )
        for name in ("value", "averageValue")
    ),
)  # fmt: skip
METRIC: tuple[Rule, ...] = (
    Choice(kind=PART, path="type", allowed=tuple(METRICS), source=f"{AUTOSCALING}, validateMetricSpec"),
    Judged(kind=PART, judge=metric_fits, source=f"{AUTOSCALING}, validateMetricSpec"),
    *(Within(kind=PART, path=f"{name}.target", rules=TARGET, source=AUTOSCALING) for name in METRICS.values()),
)


RULES: tuple[Rule, ...] = (
    # autoscalers
    Number(
        kind=AUTOSCALER, path="spec.minReplicas", low=1, source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec",
    ),
    Number(
        kind=AUTOSCALER, path="spec.maxReplicas", low=1, source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec",
    ),
    Judged(kind=AUTOSCALER, judge=least_below_most, source=f"{AUTOSCALING}, validateHorizontalPodAutoscalerSpec"),
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
    Within(
        kind=BUDGET, path="spec", source=POLICY,
        rules=(
            NotTogether(
                kind=PART, paths=("minAvailable", "maxUnavailable"), source=f"{POLICY}, ValidatePodDisruptionBudgetSpec"
            ),
        ),
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
