"""What groups of machines, clusters, node pools and their backups must be, beyond their types."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import provider
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_networks import Cidr
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Ordered
from toolchain.offline.schedules import Syntax

GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
SCALER = "gcp:compute/regionAutoscaler:RegionAutoscaler"
POLICY = "gcp:compute/resourcePolicy:ResourcePolicy"
CLUSTER = "gcp:container/cluster:Cluster"
NODES = "gcp:container/nodePool:NodePool"
BACKUP = "gcp:gkebackup/backupPlan:BackupPlan"
RESTORE = "gcp:gkebackup/restorePlan:RestorePlan"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"

_group = provider("compute/resource_compute_region_instance_group_manager.go")
_scaler = provider("compute/resource_compute_region_autoscaler.go")
_policy = provider("compute/resource_compute_resource_policy.go")
_cluster = provider("container/resource_container_cluster.go")
_nodes = provider("container/resource_container_node_pool.go")
_backup = provider("gkebackup/resource_gke_backup_backup_plan.go")
_restore = provider("gkebackup/resource_gke_backup_restore_plan.go")


def _at_once(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that not more nodes are replaced at a time than GKE replaces."""
    surge, lost = (first(inputs, f"upgradeSettings.{name}") or 0 for name in ("maxSurge", "maxUnavailable"))
    if surge + lost > 20:
        yield "upgradeSettings.maxSurge", f"at most {20 - lost}, together with maxUnavailable at most 20"


def _first_nodes(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that a cluster has a node pool to begin with, unless Google runs its nodes."""
    pools = ("initialNodeCount", "nodePools", "enableAutopilot")
    if not any(is_said(inputs, path) for path in pools) or (
        first(inputs, "enableAutopilot") is False and not any(is_said(inputs, path) for path in pools[:2])
    ):
        yield "initialNodeCount", "a number, where there are neither nodePools nor Autopilot. Example: 1"


PLATFORM: Sequence[Rule] = (
    *(
        NotTogether(kind=GROUP, paths=paths, source=f"{_group}: ConflictsWith")
        for paths in (
            ("updatePolicy.maxSurgeFixed", "updatePolicy.maxSurgePercent"),
            ("updatePolicy.maxUnavailableFixed", "updatePolicy.maxUnavailablePercent"),
        )
    ),
    *(
        Number(kind=GROUP, path=path, low=0, high=high, source=f"{_group}: IntBetween(0, {high})")
        for path, high in (
            ("autoHealingPolicies.initialDelaySec", 3600),
            ("updatePolicy.maxSurgePercent", 100),
            ("updatePolicy.maxUnavailablePercent", 100),
            ("updatePolicy.minReadySec", 3600),
            ("versions[*].targetSize.percent", 100),
        )
    ),
    Number(
        kind=SCALER, path="autoscalingPolicy.cpuUtilization.target", low=0.0001, high=1, source=f"{_scaler}: target"
    ),
    Number(
        kind=SCALER,
        path="autoscalingPolicy.scalingSchedules[*].durationSec",
        low=300,
        source=f"{_scaler}: description of duration_sec",
    ),
    Ordered(
        kind=SCALER,
        paths=("autoscalingPolicy.minReplicas", "autoscalingPolicy.maxReplicas"),
        source=f"{_scaler}: description of max_replicas",
    ),
    *(
        NotTogether(kind=POLICY, paths=pair, source=f"{_policy}: ConflictsWith")
        for pair in (
            ("snapshotSchedulePolicy", "instanceSchedulePolicy"),
            ("snapshotSchedulePolicy", "groupPlacementPolicy"),
            ("snapshotSchedulePolicy", "diskConsistencyGroupPolicy"),
            ("instanceSchedulePolicy", "groupPlacementPolicy"),
        )
    ),
    *(
        Text(
            kind=POLICY,
            path=f"snapshotSchedulePolicy.schedule.{every}.startTime",
            pattern=r"([01]?\d|2[0-3]):00",
            says="a full hour in UTC. Example: 02:00",
            source=f"{_policy}: ValidateHourlyOnly",
        )
        for every in ("dailySchedule", "hourlySchedule")
    ),
    NotTogether(kind=CLUSTER, paths=("ipAllocationPolicy", "clusterIpv4Cidr"), source=f"{_cluster}: ConflictsWith"),
    *(
        NotTogether(
            kind=CLUSTER,
            paths=(f"ipAllocationPolicy.{block}", f"ipAllocationPolicy.{name}"),
            source=f"{_cluster}: ConflictsWith",
        )
        for block in ("clusterIpv4CidrBlock", "servicesIpv4CidrBlock")
        for name in ("clusterSecondaryRangeName", "servicesSecondaryRangeName")
    ),
    *(
        NotTogether(kind=CLUSTER, paths=("enableAutopilot", path), source=f"{_cluster}: ConflictsWith enable_autopilot")
        for path in (
            "binaryAuthorization.enabled",
            "clusterAutoscaling.enabled",
            "clusterAutoscaling.resourceLimits",
            "defaultMaxPodsPerNode",
            "enableIntranodeVisibility",
            "enableShieldedNodes",
            "networkPolicy",
            "removeDefaultNodePool",
        )
    ),
    NotTogether(
        kind=CLUSTER,
        when={"removeDefaultNodePool": True},
        paths=("removeDefaultNodePool", "nodeVersion"),
        source=f"{_cluster}: containerClusterNodeVersionRemoveDefaultCustomizeDiff",
    ),
    Custom(kind=CLUSTER, check=_first_nodes, source=f"{_cluster}: description of initial_node_count"),
    Cidr(
        kind=CLUSTER,
        path="privateClusterConfig.masterIpv4CidrBlock",
        shortest=28,
        longest=28,
        source=f"{_cluster}: IsCIDRNetwork(28, 28)",
    ),
    Cidr(
        kind=CLUSTER,
        path="masterAuthorizedNetworksConfig.cidrBlocks[*].cidrBlock",
        source=f"{_cluster}: IsCIDRNetwork(0, 32)",
    ),
    NotTogether(
        kind=CLUSTER,
        paths=tuple(
            f"maintenancePolicy.{name}"
            for name in ("dailyMaintenanceWindow", "recurringWindow", "recurringMaintenanceWindow")
        ),
        source=f"{_cluster}: ExactlyOneOf",
    ),
    Text(
        kind=CLUSTER,
        path="maintenancePolicy.dailyMaintenanceWindow.startTime",
        pattern=CLOCK,
        says="hours and minutes in UTC. Example: 03:00",
        source=f"{_cluster}: ValidateRFC3339Time",
    ),
    *(
        Number(kind=kind, path=path, low=10, source=f"{source}: IntAtLeast(10)")
        for kind, source in ((CLUSTER, _cluster), (NODES, _nodes))
        for path in ("nodeConfig.diskSizeGb", "nodeConfig.bootDisk.sizeGb")
    ),
    *(
        NotTogether(kind=NODES, paths=(f"autoscaling.{one}", f"autoscaling.{all_}"), source=f"{_nodes}: autoscaling")
        for one in ("minNodeCount", "maxNodeCount")
        for all_ in ("totalMinNodeCount", "totalMaxNodeCount")
    ),
    *(
        Ordered(
            kind=NODES,
            paths=(f"autoscaling.{low}", f"autoscaling.{high}"),
            source=f"{_nodes}: descriptions in autoscaling",
        )
        for low, high in (("minNodeCount", "maxNodeCount"), ("totalMinNodeCount", "totalMaxNodeCount"))
    ),
    Custom(kind=NODES, check=_at_once, source=f"{_nodes}: description of upgrade_settings"),
    Schedule(
        kind=BACKUP,
        path="backupSchedule.cronSchedule",
        syntax=Syntax.CRON,
        source=f"{_backup}: description of cron_schedule",
    ),
    NotTogether(
        kind=BACKUP,
        paths=("backupSchedule.cronSchedule", "backupSchedule.rpoConfig"),
        source=f"{_backup}: description of cron_schedule",
    ),
    Needs(
        kind=BACKUP,
        path="backupSchedule.cronSchedule",
        needs=("retentionPolicy.backupRetainDays",),
        example="30",
        source=f"{_backup}: description of cron_schedule",
    ),
    Number(
        kind=BACKUP,
        path="backupSchedule.rpoConfig.targetRpoMinutes",
        low=60,
        high=86400,
        source=f"{_backup}: description of target_rpo_minutes",
    ),
    Number(
        kind=BACKUP,
        path="retentionPolicy.backupDeleteLockDays",
        low=0,
        high=90,
        source=f"{_backup}: description of backup_delete_lock_days",
    ),
    Number(
        kind=BACKUP,
        path="retentionPolicy.backupRetainDays",
        low=0,
        high=365,
        source=f"{_backup}: description of backup_retain_days",
    ),
    Ordered(
        kind=BACKUP,
        paths=("retentionPolicy.backupDeleteLockDays", "retentionPolicy.backupRetainDays"),
        source=f"{_backup}: description of backup_retain_days",
    ),
    NotTogether(
        kind=BACKUP,
        paths=tuple(
            f"backupConfig.{name}"
            for name in ("allNamespaces", "selectedApplications", "selectedNamespaceLabels", "selectedNamespaces")
        ),
        source=f"{_backup}: ExactlyOneOf",
    ),
    NotTogether(
        kind=RESTORE,
        paths=tuple(
            f"restoreConfig.{name}"
            for name in (
                "allNamespaces",
                "excludedNamespaces",
                "noNamespaces",
                "selectedApplications",
                "selectedNamespaces",
            )
        ),
        one=True,
        source=f"{_restore}: ExactlyOneOf",
    ),
)
