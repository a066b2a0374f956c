"""Rules of what runs pods."""

from tests.offline.rows.kubernetes.samples import Row

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # workloads
    ("Deployment", {"spec.replicas": -1}, "spec.replicas is -1; allowed: at least 0"),
    ("StatefulSet", {"spec.replicas": -1}, "spec.replicas is -1; allowed: at least 0"),
    ("ReplicaSet", {"spec.replicas": -1}, "spec.replicas is -1; allowed: at least 0"),
    ("Deployment", {"spec.minReadySeconds": -1}, "spec.minReadySeconds is -1; allowed: at least 0"),
    ("StatefulSet", {"spec.minReadySeconds": -1}, "spec.minReadySeconds is -1; allowed: at least 0"),
    ("ReplicaSet", {"spec.minReadySeconds": -1}, "spec.minReadySeconds is -1; allowed: at least 0"),
    ("Deployment", {"spec.revisionHistoryLimit": -1}, "spec.revisionHistoryLimit is -1; allowed: at least 0"),
    ("StatefulSet", {"spec.revisionHistoryLimit": -1}, "spec.revisionHistoryLimit is -1; allowed: at least 0"),
    ("DaemonSet", {"spec.revisionHistoryLimit": -1}, "spec.revisionHistoryLimit is -1; allowed: at least 0"),
    (
        "Deployment", {"spec.selector": {"matchLabels": {"app": "other"}}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchLabels selects, app among them",
    ),
    (
        "StatefulSet", {"spec.selector": {"matchLabels": {"app": "other"}}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchLabels selects, app among them",
    ),
    (
        "DaemonSet", {"spec.selector": {"matchLabels": {"app": "other"}}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchLabels selects, app among them",
    ),
    (
        "ReplicaSet", {"spec.selector": {"matchLabels": {"app": "other"}}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchLabels selects, app among them",
    ),
    ("Deployment", {"spec.selector": {}}, "spec.selector is {}; allowed: a selector with at least one label"),
    (
        "Deployment", {"spec.selector.matchExpressions[0].operator": "NotIn"},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchExpressions selects",
    ),
    (
        "Deployment", {"spec.selector.matchExpressions[0]": {"key": "app.kubernetes.io/name",
            "operator": "DoesNotExist"}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchExpressions selects",
    ),
    (
        "Deployment", {"spec.selector.matchExpressions[0]": {"key": "tier", "operator": "Exists"}},
        "spec.template.metadata.labels is {'app.kubernetes.io/name': 'web'}; allowed: "
        "labels that spec.selector.matchExpressions selects",
    ),
    (
        "Deployment", {"spec.selector.matchExpressions[0].operator": "Is"},
        "spec.selector.matchExpressions[0].operator is 'Is'; allowed: In, NotIn, Exists, DoesNotExist",
    ),
    (
        "Deployment", {"spec.template.metadata": None, "spec.selector.matchExpressions": None},
        "spec.template.metadata.labels is missing; allowed: "
        "labels that spec.selector.matchLabels selects, app.kubernetes.io/name among them",
    ),
    (
        "Deployment", {"spec.strategy": {"type": "BlueGreen"}},
        "spec.strategy.type is 'BlueGreen'; allowed: RollingUpdate, Recreate",
    ),
    (
        "Deployment", {"spec.strategy.type": "Recreate"},
        "spec.strategy.rollingUpdate is {'maxSurge': '25%', 'maxUnavailable': 0}; allowed: "
        "nothing, because spec.strategy.type is 'Recreate'",
    ),
    (
        "Deployment", {"spec.strategy.rollingUpdate.maxSurge": 0},
        "spec.strategy.rollingUpdate.maxUnavailable is 0; allowed: more than 0, because maxSurge is 0",
    ),
    (
        "Deployment", {"spec.strategy.rollingUpdate.maxSurge": "25"},
        "spec.strategy.rollingUpdate.maxSurge is '25'; allowed: "
        "a whole number, zero or more, or a share. Example: 25%",
    ),
    (
        "Deployment", {"spec.strategy.rollingUpdate.maxUnavailable": "150%"},
        "spec.strategy.rollingUpdate.maxUnavailable is '150%'; allowed: "
        "a whole number, zero or more, or a share up to 100%. Example: 25%",
    ),
    (
        "Deployment", {"spec.minReadySeconds": 600},
        "spec.minReadySeconds is 600; allowed: less than 600, the usual progressDeadlineSeconds",
    ),
    (
        "Deployment", {"spec.progressDeadlineSeconds": 5},
        "spec.progressDeadlineSeconds is 5; allowed: more than 5, minReadySeconds",
    ),
    (
        "StatefulSet", {"spec.podManagementPolicy": "Random"},
        "spec.podManagementPolicy is 'Random'; allowed: OrderedReady, Parallel",
    ),
    (
        "StatefulSet", {"spec.updateStrategy.type": "Recreate"},
        "spec.updateStrategy.type is 'Recreate'; allowed: RollingUpdate, OnDelete",
    ),
    (
        "DaemonSet", {"spec.updateStrategy.type": "Recreate"},
        "spec.updateStrategy.type is 'Recreate'; allowed: RollingUpdate, OnDelete",
    ),
    (
        "StatefulSet", {"spec.persistentVolumeClaimRetentionPolicy.whenDeleted": "Keep"},
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted is 'Keep'; allowed: Retain, Delete",
    ),
    (
        "StatefulSet", {"spec.persistentVolumeClaimRetentionPolicy.whenScaled": "Keep"},
        "spec.persistentVolumeClaimRetentionPolicy.whenScaled is 'Keep'; allowed: Retain, Delete",
    ),
    ("Job", {"spec.parallelism": -1}, "spec.parallelism is -1; allowed: at least 0"),
    ("Job", {"spec.completions": -1}, "spec.completions is -1; allowed: at least 0"),
    ("Job", {"spec.activeDeadlineSeconds": -1}, "spec.activeDeadlineSeconds is -1; allowed: at least 0"),
    ("Job", {"spec.backoffLimit": -1}, "spec.backoffLimit is -1; allowed: at least 0"),
    ("Job", {"spec.ttlSecondsAfterFinished": -1}, "spec.ttlSecondsAfterFinished is -1; allowed: at least 0"),
    (
        "CronJob", {"spec.jobTemplate.spec.parallelism": -1},
        "spec.jobTemplate.spec.parallelism is -1; allowed: at least 0",
    ),
    (
        "CronJob", {"spec.jobTemplate.spec.completions": -1},
        "spec.jobTemplate.spec.completions is -1; allowed: at least 0",
    ),
    (
        "CronJob", {"spec.jobTemplate.spec.activeDeadlineSeconds": -1},
        "spec.jobTemplate.spec.activeDeadlineSeconds is -1; allowed: at least 0",
    ),
    (
        "CronJob", {"spec.jobTemplate.spec.backoffLimit": -1},
        "spec.jobTemplate.spec.backoffLimit is -1; allowed: at least 0",
    ),
    (
        "CronJob", {"spec.jobTemplate.spec.ttlSecondsAfterFinished": -1},
        "spec.jobTemplate.spec.ttlSecondsAfterFinished is -1; allowed: at least 0",
    ),
    (
        "CronJob", {"spec.jobTemplate.spec.completionMode": "Numbered"},
        "spec.jobTemplate.spec.completionMode is 'Numbered'; allowed: NonIndexed, Indexed",
    ),
    ("Job", {"spec.completionMode": "Numbered"}, "spec.completionMode is 'Numbered'; allowed: NonIndexed, Indexed"),
    (
        "CronJob", {"spec.schedule": "0 30 2 * * *"},
        "spec.schedule is '0 30 2 * * *'; allowed: "
        "five fields, minute hour day month weekday. Example: 30 2 * * *; a zone is said as timeZone",
    ),
    (
        "CronJob", {"spec.schedule": "CRON_TZ=UTC 30 2 * * *"},
        "spec.schedule is 'CRON_TZ=UTC 30 2 * * *'; allowed: "
        "five fields, minute hour day month weekday. Example: 30 2 * * *; a zone is said as timeZone",
    ),
    (
        "CronJob", {"spec.schedule": "61 * * * *"},
        "spec.schedule is '61 * * * *'; allowed: "
        "five fields, minute hour day month weekday. Example: 30 2 * * *; a zone is said as timeZone",
    ),
    (
        "CronJob", {"spec.timeZone": "Local"},
        "spec.timeZone is 'Local'; allowed: a zone of the tz database. Example: Europe/Berlin",
    ),
    (
        "CronJob", {"spec.concurrencyPolicy": "Queue"},
        "spec.concurrencyPolicy is 'Queue'; allowed: Allow, Forbid, Replace",
    ),
    ("CronJob", {"spec.startingDeadlineSeconds": -1}, "spec.startingDeadlineSeconds is -1; allowed: at least 0"),
    ("CronJob", {"spec.successfulJobsHistoryLimit": -1}, "spec.successfulJobsHistoryLimit is -1; allowed: at least 0"),
    ("CronJob", {"spec.failedJobsHistoryLimit": -1}, "spec.failedJobsHistoryLimit is -1; allowed: at least 0"),
)  # fmt: skip
