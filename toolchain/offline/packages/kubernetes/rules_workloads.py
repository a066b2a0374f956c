"""Rules of what runs pods: deployments, sets, jobs and schedules."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from toolchain.offline.packages.kubernetes.rules_pods import EXPRESSION
from toolchain.offline.paths import Found, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, is_hidden
from toolchain.offline.rules_parts import Within
from toolchain.offline.schedules import SYNTAXES, Syntax
from toolchain.offline.values import has_secret, has_unknown, opened

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
REPLICA_SET = "kubernetes:apps/v1:ReplicaSet"
JOB = "kubernetes:batch/v1:Job"
CRON_JOB = "kubernetes:batch/v1:CronJob"

APPS = "Kubernetes, pkg/apis/apps/validation/validation.go"
BATCH = "Kubernetes, pkg/apis/batch/validation/validation.go"

READS_CRON, CRON_SAYS = SYNTAXES[Syntax.CRON]
SHARE = re.compile(r"\d+%")
SHARE_SAYS = "a whole number, zero or more, or a share up to 100%. Example: 25%"
SURGE_SAYS = "a whole number, zero or more, or a share. Example: 25%"


def is_count_or_share(value: Any) -> bool:
    """Tell whether a value is a count or a percentage."""
    return value >= 0 if isinstance(value, int) else isinstance(value, str) and SHARE.fullmatch(value) is not None


def is_count_or_part(value: Any) -> bool:
    """Tell whether a value is a count or a percentage up to 100."""
    return is_count_or_share(value) and (isinstance(value, int) or int(value[:-1]) <= 100)


def is_schedule(text: Any) -> bool:
    """Tell whether a text is a schedule of robfig/cron, without a zone: five fields, a word, or @every 90m."""
    return isinstance(text, str) and (
        READS_CRON(text.replace("?", "*")) or re.fullmatch(r"@every (\d+[hms])+", text) is not None
    )


def selects_own_pods(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a selector that selects nothing, or not the pods of its own template."""
    paths = ("spec.selector", "spec.template.metadata.labels")
    said = [first(resource, path) for path in paths]
    if any(is_hidden(resource, path) for path in paths) or has_unknown(said):
        return
    selector, labels = (opened(value) or {} for value in said)
    template = Found(paths[1], labels or None, has_secret(said))
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield Found(paths[0], selector), "a selector with at least one label"
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            yield template, f"labels that spec.selector.matchLabels selects, {key} among them"
    for expression in selector.get("matchExpressions") or []:
        if expression and not _matches(expression, labels):
            yield template, "labels that spec.selector.matchExpressions selects"


def _matches(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    key, values = str(expression.get("key")), expression.get("values") or []
    match expression.get("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return True  # an operator that does not exist is another rule's


def strategy_moves(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a rolling update that may neither add nor remove a pod, and settings of it where there is none."""
    kind = first(resource, "spec.strategy.type")
    if kind == "Recreate" and is_said(resource, "spec.strategy.rollingUpdate"):
        yield "spec.strategy.rollingUpdate", "nothing, because spec.strategy.type is 'Recreate'"
    surge, less = (first(resource, f"spec.strategy.rollingUpdate.{name}") for name in ("maxSurge", "maxUnavailable"))
    if surge in (0, "0%") and less in (0, "0%"):
        path = "spec.strategy.rollingUpdate.maxUnavailable"
        yield path, "more than 0, because maxSurge is 0"


def deadline_fits(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a deadline that ends before a new pod can be available. Unsaid, the deadline is 600 seconds."""
    ready = first(resource, "spec.minReadySeconds") or 0
    deadline = first(resource, "spec.progressDeadlineSeconds")
    unsure = is_hidden(resource, "spec.progressDeadlineSeconds")
    if not unsure and (600 if deadline is None else deadline) <= ready:
        path = "spec.minReadySeconds" if deadline is None else "spec.progressDeadlineSeconds"
        allowed = (
            "less than 600, the usual progressDeadlineSeconds"
            if deadline is None
            else f"more than {ready}, minReadySeconds"
        )
        yield path, allowed


def _scaled() -> Iterator[Rule]:
    for kind in (DEPLOYMENT, STATEFUL_SET, REPLICA_SET):
        yield Number(kind=kind, path="spec.replicas", low=0, source=APPS)
        yield Number(kind=kind, path="spec.minReadySeconds", low=0, source=APPS)
    for kind in (DEPLOYMENT, STATEFUL_SET, DAEMON_SET):
        yield Number(kind=kind, path="spec.revisionHistoryLimit", low=0, source=APPS)
    for kind in (DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET):
        yield Custom(kind=kind, check=selects_own_pods, source=f"{APPS}: selector does not match template labels")
        yield Within(
            kind=kind, path="spec.selector.matchExpressions[*]", rules=EXPRESSION,
            source="apimachinery, meta/v1/validation, ValidateLabelSelectorRequirement",
        )  # fmt: skip


JOB_NUMBERS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")


def _jobs() -> Iterator[Rule]:
    for kind, at in ((JOB, "spec."), (CRON_JOB, "spec.jobTemplate.spec.")):
        for name in JOB_NUMBERS:
            yield Number(kind=kind, path=f"{at}{name}", low=0, source=f"{BATCH}, validateJobSpec")
        yield Choice(
            kind=kind, path=f"{at}completionMode", allowed=("NonIndexed", "Indexed"), source=f"{BATCH}, validateJobSpec"
        )


# The tz database's own names; the API server reads them as the Go runtime does, which refuses "Local".
ZONE = r"(?!Local$)[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+){0,2}"

RULES: tuple[Rule, ...] = (
    *_scaled(),
    # deployments
    Choice(
        kind=DEPLOYMENT, path="spec.strategy.type", allowed=("RollingUpdate", "Recreate"),
        source=f"{APPS}, ValidateDeploymentStrategy",
    ),
    Custom(kind=DEPLOYMENT, check=strategy_moves, source=f"{APPS}, ValidateDeploymentStrategy"),
    Custom(kind=DEPLOYMENT, check=deadline_fits, source=f"{APPS}, ValidateDeploymentSpec"),
    Each(
        kind=DEPLOYMENT, path="spec.strategy.rollingUpdate.maxUnavailable", fits=is_count_or_part, says=SHARE_SAYS,
        source=f"{APPS}, ValidateRollingUpdateDeployment",
    ),
    Each(
        kind=DEPLOYMENT, path="spec.strategy.rollingUpdate.maxSurge", fits=is_count_or_share, says=SURGE_SAYS,
        source=f"{APPS}, ValidateRollingUpdateDeployment",
    ),
    # stateful sets and daemon sets
    Choice(
        kind=STATEFUL_SET, path="spec.podManagementPolicy", allowed=("OrderedReady", "Parallel"),
        source=f"{APPS}, ValidateStatefulSetSpec",
    ),
    *(
        Choice(
            kind=kind, path="spec.updateStrategy.type", allowed=("RollingUpdate", "OnDelete"),
            source=f"{APPS}, ValidateStatefulSetSpec and ValidateDaemonSetUpdateStrategy",
        )
        for kind in (STATEFUL_SET, DAEMON_SET)
    ),
    *(
        Choice(
            kind=STATEFUL_SET, path=f"spec.persistentVolumeClaimRetentionPolicy.{when}", allowed=("Retain", "Delete"),
            source="Kubernetes documentation, StatefulSets: PersistentVolumeClaim retention",
        )
        for when in ("whenDeleted", "whenScaled")
    ),
    # jobs and schedules
    *_jobs(),
    Each(
        kind=CRON_JOB, path="spec.schedule", fits=is_schedule, says=f"{CRON_SAYS}; a zone is said as timeZone",
        source=f"{BATCH}, validateScheduleFormat; robfig/cron, ParseStandard",
    ),
    Text(
        kind=CRON_JOB, path="spec.timeZone", pattern=ZONE, says="a zone of the tz database. Example: Europe/Berlin",
        source="Kubernetes documentation, CronJob: Time zones",
    ),
    Choice(
        kind=CRON_JOB, path="spec.concurrencyPolicy", allowed=("Allow", "Forbid", "Replace"),
        source=f"{BATCH}, validateConcurrencyPolicy",
    ),
    *(
        Number(kind=CRON_JOB, path=f"spec.{name}", low=0, source=f"{BATCH}, ValidateCronJobSpec")
        for name in ("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
    ),
)  # fmt: skip
