"""Machines, clusters, schedules, alerts, certificates and grants."""

from collections.abc import Mapping
from typing import Any

from tests.offline.rows.gcp import data, network
from tests.offline.rows.gcp.network import Row
from tests.offline.tables import at
from toolchain.offline.packages.gcp import PACKAGE

GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
SCALER = "gcp:compute/regionAutoscaler:RegionAutoscaler"
POLICY = "gcp:compute/resourcePolicy:ResourcePolicy"
CLUSTER = "gcp:container/cluster:Cluster"
NODES = "gcp:container/nodePool:NodePool"
BACKUP = "gcp:gkebackup/backupPlan:BackupPlan"
RESTORE = "gcp:gkebackup/restorePlan:RestorePlan"
JOB = "gcp:cloudscheduler/job:Job"
CONNECTOR = "gcp:vpcaccess/connector:Connector"
ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
CHANNEL = "gcp:monitoring/notificationChannel:NotificationChannel"
UPTIME = "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig"
RECORD = "gcp:dns/recordSet:RecordSet"
CERTIFICATE = "gcp:certificatemanager/certificate:Certificate"
ENTRY = "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry"
REPOSITORY = "gcp:artifactregistry/repository:Repository"
SERVICE = "gcp:projects/service:Service"
MEMBERS = [kind for kind in PACKAGE.identities if kind.lower().endswith("iammember")]

BASE: Mapping[str, dict[str, Any]] = {
    **network.BASE,
    **data.BASE,
    CLUSTER: {"initialNodeCount": 1},
    RESTORE: {"restoreConfig": {"allNamespaces": True}},
    JOB: {"httpTarget": {"uri": "https://shop.example"}, "schedule": "30 2 * * *"},
    CONNECTOR: {"network": "shop"},
    UPTIME: {"monitoredResource": {"type": "uptime_url", "labels": {}}},
    RECORD: {"name": "shop.example.", "rrdatas": ["203.0.113.9"]},
    CERTIFICATE: {"managed": {"domains": ["shop.example"]}},
    ENTRY: {"hostname": "shop.example"},
}
AUTOPILOT = {"initialNodeCount": None, "enableAutopilot": True}
CRON = "five fields, minute hour day month weekday. Example: 30 2 * * *"
NAMESPACES = ("allNamespaces", "selectedApplications", "selectedNamespaceLabels", "selectedNamespaces")
RESTORED = ("allNamespaces", "excludedNamespaces", "noNamespaces", "selectedApplications", "selectedNamespaces")
WINDOWS = ("dailyMaintenanceWindow", "recurringWindow", "recurringMaintenanceWindow")


def listed(block: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{block}.{name}" for name in names)


def together(kind: str, first: str, second: str, right: dict[str, Any], wrong: dict[str, Any]) -> Row:
    """A row of two properties that exclude each other, in this order."""
    return kind, right, wrong, f"{second} is said together with {first}; allowed: at most one of {first}, {second}"


def condition(name: str, key: str, value: str) -> dict[str, Any]:
    return {"conditions": [{name: {key: value}}]}


def snapshots(every: str, hour: str) -> dict[str, Any]:
    return {"snapshotSchedulePolicy": {"schedule": {every: {"startTime": hour}}}}


def grown(**numbers: int) -> dict[str, Any]:
    return {"autoscaling": numbers}


# kind, what passes, what fails (both beside BASE; None takes away), the message
ROWS: list[Row] = [
    together(GROUP, "updatePolicy.maxSurgeFixed", "updatePolicy.maxSurgePercent",
             {"updatePolicy": {"maxSurgeFixed": 3}}, {"updatePolicy": {"maxSurgeFixed": 3, "maxSurgePercent": 10}}),
    together(GROUP, "updatePolicy.maxUnavailableFixed", "updatePolicy.maxUnavailablePercent",
             {"updatePolicy": {"maxUnavailableFixed": 0}},
             {"updatePolicy": {"maxUnavailableFixed": 3, "maxUnavailablePercent": 10}}),
    (GROUP, {"autoHealingPolicies": {"initialDelaySec": 3600}}, {"autoHealingPolicies": {"initialDelaySec": 3601}},
     "autoHealingPolicies.initialDelaySec is 3601; allowed: 0 to 3600"),
    *[
        (GROUP, {"updatePolicy": {name: high}}, {"updatePolicy": {name: high + 1}},
         f"updatePolicy.{name} is {high + 1}; allowed: 0 to {high}")
        for name, high in (("maxSurgePercent", 100), ("maxUnavailablePercent", 100), ("minReadySec", 3600))
    ],
    (GROUP, {"versions": [{"targetSize": {"percent": 50}}]}, {"versions": [{"targetSize": {"percent": 101}}]},
     "versions[0].targetSize.percent is 101; allowed: 0 to 100"),
    (SCALER, {"autoscalingPolicy": {"cpuUtilization": {"target": 0.6}}},
     {"autoscalingPolicy": {"cpuUtilization": {"target": 60}}},
     "autoscalingPolicy.cpuUtilization.target is 60; allowed: 0.0001 to 1"),
    (SCALER, {"autoscalingPolicy": {"scalingSchedules": [{"durationSec": 300}]}},
     {"autoscalingPolicy": {"scalingSchedules": [{"durationSec": 60}]}},
     "autoscalingPolicy.scalingSchedules[0].durationSec is 60; allowed: at least 300"),
    (SCALER, {"autoscalingPolicy": {"minReplicas": 2, "maxReplicas": 2}},
     {"autoscalingPolicy": {"minReplicas": 3, "maxReplicas": 2}},
     "autoscalingPolicy.minReplicas is 3; allowed: at most 2, the autoscalingPolicy.maxReplicas"),
    *[
        together(POLICY, first, second, {first: {}}, {first: {}, second: {}})
        for first, second in (
            ("snapshotSchedulePolicy", "instanceSchedulePolicy"),
            ("snapshotSchedulePolicy", "groupPlacementPolicy"),
            ("snapshotSchedulePolicy", "diskConsistencyGroupPolicy"),
            ("instanceSchedulePolicy", "groupPlacementPolicy"),
        )
    ],
    *[
        (POLICY, snapshots(every, "02:00"), snapshots(every, "02:30"),
         f"snapshotSchedulePolicy.schedule.{every}.startTime is '02:30'; allowed: a full hour in UTC. Example: 02:00")
        for every in ("dailySchedule", "hourlySchedule")
    ],
    together(CLUSTER, "ipAllocationPolicy", "clusterIpv4Cidr", {"ipAllocationPolicy": {}},
             {"ipAllocationPolicy": {}, "clusterIpv4Cidr": "10.0.0.0/14"}),
    *[
        together(CLUSTER, f"ipAllocationPolicy.{block}", f"ipAllocationPolicy.{name}",
                 {"ipAllocationPolicy": {block: "/16"}}, {"ipAllocationPolicy": {block: "/16", name: "pods"}})
        for block in ("clusterIpv4CidrBlock", "servicesIpv4CidrBlock")
        for name in ("clusterSecondaryRangeName", "servicesSecondaryRangeName")
    ],
    *[
        together(CLUSTER, "enableAutopilot", path, AUTOPILOT, {**AUTOPILOT, **at(path, value)})
        for path, value in (
            ("binaryAuthorization.enabled", True),
            ("clusterAutoscaling.enabled", True),
            ("clusterAutoscaling.resourceLimits", []),
            ("defaultMaxPodsPerNode", 32),
            ("enableIntranodeVisibility", True),
            ("enableShieldedNodes", True),
            ("networkPolicy", {}),
            ("removeDefaultNodePool", True),
        )
    ],
    together(CLUSTER, "removeDefaultNodePool", "nodeVersion", {"removeDefaultNodePool": False, "nodeVersion": "1.33"},
             {"removeDefaultNodePool": True, "nodeVersion": "1.33"}),
    (CLUSTER, {"initialNodeCount": None, "nodePools": []}, {"initialNodeCount": None, "enableAutopilot": False},
     "initialNodeCount is missing; allowed: a number, where there are neither nodePools nor Autopilot. Example: 1"),
    (CLUSTER, {"privateClusterConfig": {"masterIpv4CidrBlock": "172.16.0.0/28"}},
     {"privateClusterConfig": {"masterIpv4CidrBlock": "172.16.0.0/24"}},
     "privateClusterConfig.masterIpv4CidrBlock is '172.16.0.0/24'; allowed: a prefix from /28 to /28. Example: "
     "10.0.0.0/20"),
    (CLUSTER, {"masterAuthorizedNetworksConfig": {"cidrBlocks": [{"cidrBlock": "203.0.113.0/24"}]}},
     {"masterAuthorizedNetworksConfig": {"cidrBlocks": [{"cidrBlock": "203.0.113.9/24"}]}},
     "masterAuthorizedNetworksConfig.cidrBlocks[0].cidrBlock is '203.0.113.9/24'; allowed: a network without host "
     "bits. Example: 10.0.0.0/16"),
    (CLUSTER, {"maintenancePolicy": {"recurringWindow": {}}},
     {"maintenancePolicy": {"dailyMaintenanceWindow": {}, "recurringWindow": {}}},
     "maintenancePolicy.recurringWindow is said together with maintenancePolicy.dailyMaintenanceWindow; allowed: at "
     f"most one of {listed('maintenancePolicy', WINDOWS)}"),
    (CLUSTER, {"maintenancePolicy": {"dailyMaintenanceWindow": {"startTime": "03:00"}}},
     {"maintenancePolicy": {"dailyMaintenanceWindow": {"startTime": "24:00"}}},
     "maintenancePolicy.dailyMaintenanceWindow.startTime is '24:00'; allowed: hours and minutes in UTC. Example: "
     "03:00"),
    *[
        (kind, {"nodeConfig": right}, {"nodeConfig": wrong}, f"nodeConfig.{path} is 5; allowed: at least 10")
        for kind in (CLUSTER, NODES)
        for right, wrong, path in (
            ({"diskSizeGb": 10}, {"diskSizeGb": 5}, "diskSizeGb"),
            ({"bootDisk": {"sizeGb": 10}}, {"bootDisk": {"sizeGb": 5}}, "bootDisk.sizeGb"),
        )
    ],
    *[
        together(NODES, f"autoscaling.{one}", f"autoscaling.{all_}", grown(minNodeCount=1, maxNodeCount=3),
                 grown(**{one: 3, all_: 3}))
        for one in ("minNodeCount", "maxNodeCount")
        for all_ in ("totalMinNodeCount", "totalMaxNodeCount")
    ],
    *[
        (NODES, grown(**{low: 3, high: 3}), grown(**{low: 4, high: 3}),
         f"autoscaling.{low} is 4; allowed: at most 3, the autoscaling.{high}")
        for low, high in (("minNodeCount", "maxNodeCount"), ("totalMinNodeCount", "totalMaxNodeCount"))
    ],
    (NODES, {"upgradeSettings": {"maxSurge": 20, "maxUnavailable": 0}},
     {"upgradeSettings": {"maxSurge": 20, "maxUnavailable": 1}},
     "upgradeSettings.maxSurge is 20; allowed: at most 19, together with maxUnavailable at most 20"),
    (BACKUP, {"backupSchedule": {"cronSchedule": "0 3 * * *"}, "retentionPolicy": {"backupRetainDays": 30}},
     {"backupSchedule": {"cronSchedule": "0 3 * *"}, "retentionPolicy": {"backupRetainDays": 30}},
     f"backupSchedule.cronSchedule is '0 3 * *'; allowed: {CRON}"),
    (BACKUP, {"backupSchedule": {"rpoConfig": {"targetRpoMinutes": 60}}},
     {"backupSchedule": {"cronSchedule": "0 3 * * *", "rpoConfig": {}}, "retentionPolicy": {"backupRetainDays": 30}},
     "backupSchedule.rpoConfig is said together with backupSchedule.cronSchedule; allowed: at most one of "
     "backupSchedule.cronSchedule, backupSchedule.rpoConfig"),
    (BACKUP, {}, {"backupSchedule": {"cronSchedule": "0 3 * * *"}},
     "retentionPolicy.backupRetainDays is missing; allowed: a value, because of backupSchedule.cronSchedule. Example: "
     "30"),
    (BACKUP, {}, {"backupSchedule": {"rpoConfig": {"targetRpoMinutes": 30}}},
     "backupSchedule.rpoConfig.targetRpoMinutes is 30; allowed: 60 to 86400"),
    (BACKUP, {"retentionPolicy": {"backupDeleteLockDays": 90}}, {"retentionPolicy": {"backupDeleteLockDays": 91}},
     "retentionPolicy.backupDeleteLockDays is 91; allowed: 0 to 90"),
    (BACKUP, {"retentionPolicy": {"backupRetainDays": 365}}, {"retentionPolicy": {"backupRetainDays": 366}},
     "retentionPolicy.backupRetainDays is 366; allowed: 0 to 365"),
    (BACKUP, {"retentionPolicy": {"backupDeleteLockDays": 30, "backupRetainDays": 30}},
     {"retentionPolicy": {"backupDeleteLockDays": 31, "backupRetainDays": 30}},
     "retentionPolicy.backupDeleteLockDays is 31; allowed: at most 30, the "
        "retentionPolicy.backupRetainDays"),
    (BACKUP, {"backupConfig": {"allNamespaces": True}},
     {"backupConfig": {"allNamespaces": True, "selectedNamespaces": {}}},
     "backupConfig.selectedNamespaces is said together with backupConfig.allNamespaces; allowed: at most one of "
     f"{listed('backupConfig', NAMESPACES)}"),
    (RESTORE, {"restoreConfig": {"noNamespaces": True}}, {"restoreConfig": {}},
     f"restoreConfig.allNamespaces is missing; allowed: exactly one of {listed('restoreConfig', RESTORED)}"),
    (JOB, {"httpTarget": None, "pubsubTarget": {"topicName": "t"}}, {"httpTarget": None},
     "httpTarget is missing; allowed: exactly one of httpTarget, pubsubTarget, appEngineHttpTarget"),
    (JOB, {"schedule": "every 5 minutes"}, {"schedule": "0 25 * * *"},
     f"schedule is '0 25 * * *'; allowed: {CRON}; or English such as every 5 minutes"),
    (JOB, {"retryConfig": {"retryCount": 5}}, {"retryConfig": {"retryCount": 6}},
     "retryConfig.retryCount is 6; allowed: 0 to 5"),
    (JOB, {"description": "a" * 500}, {"description": "a" * 501},
     f"description is '{'a' * 79}...; allowed: at most 500 characters. Example: nightly report"),
    (JOB, {"attemptDeadline": "180s"}, {"attemptDeadline": "5s"},
     "attemptDeadline is '5s'; allowed: 15s to 86400s"),
    (CONNECTOR, {"network": None, "subnet": {"name": "shop"}}, {"subnet": {"name": "shop"}},
     "subnet.name is said together with network; allowed: exactly one of network, subnet.name"),
    together(CONNECTOR, "minInstances", "minThroughput", {"minThroughput": 200},
             {"minInstances": 2, "minThroughput": 200}),
    together(CONNECTOR, "maxInstances", "maxThroughput", {"maxThroughput": 300},
             {"maxInstances": 3, "maxThroughput": 300}),
    (CONNECTOR, {"minInstances": 2, "maxInstances": 3}, {"minInstances": 1, "maxInstances": 3},
     "minInstances is 1; allowed: 2 to 9"),
    (CONNECTOR, {"minInstances": 9, "maxInstances": 10}, {"minInstances": 9, "maxInstances": 11},
     "maxInstances is 11; allowed: 3 to 10"),
    (CONNECTOR, {}, {"minInstances": 3, "maxInstances": 3},
     "minInstances is 3; allowed: less than 3, the maxInstances"),
    *[
        (ALERT, condition(name, "duration", "300s"), condition(name, "duration", "90s"),
         f"conditions[0].{name}.duration is '90s'; allowed: at least 0s, a multiple of 60s")
        for name in ("conditionThreshold", "conditionAbsent", "conditionMonitoringQueryLanguage")
    ],
    (ALERT, condition("conditionPrometheusQueryLanguage", "evaluationInterval", "60s"),
     condition("conditionPrometheusQueryLanguage", "evaluationInterval", "45s"),
     "conditions[0].conditionPrometheusQueryLanguage.evaluationInterval is '45s'; allowed: at least "
        "30s, a multiple of 30s"),
    *[
        (kind, {"displayName": "a" * 512}, {"displayName": "a" * 513},
         f"displayName is '{'a' * 79}...; allowed: at most 512 characters. Example: database is full")
        for kind in (ALERT, CHANNEL)
    ],
    (ALERT, {"documentation": {"content": "a" * 8192}}, {"documentation": {"content": "a" * 8193}},
     f"documentation.content is '{'a' * 79}...; allowed: at most 8,192 characters. Example: see the runbook"),
    (UPTIME, {"timeout": "10s"}, {"timeout": "61s"}, "timeout is '61s'; allowed: 1s to 60s"),
    (UPTIME, {"monitoredResource": None, "resourceGroup": {}}, {"resourceGroup": {}},
     "resourceGroup is said together with monitoredResource; allowed: exactly one of monitoredResource, resourceGroup, "
     "syntheticMonitor"),
    (RECORD, {"rrdatas": None, "routingPolicy": {}}, {"rrdatas": None},
     "rrdatas is missing; allowed: exactly one of rrdatas, routingPolicy"),
    (CERTIFICATE, {"managed": None, "selfManaged": {}}, {"selfManaged": {}},
     "selfManaged is said together with managed; allowed: exactly one of managed, selfManaged"),
    (ENTRY, {"hostname": None, "matcher": "PRIMARY"}, {"hostname": None},
     "hostname is missing; allowed: exactly one of hostname, matcher"),
    together(REPOSITORY, "remoteRepositoryConfig", "virtualRepositoryConfig", {"virtualRepositoryConfig": {}},
             {"remoteRepositoryConfig": {}, "virtualRepositoryConfig": {}}),
    (SERVICE, {"service": "compute.googleapis.com"}, {"service": "compute"},
     "service is 'compute'; allowed: a domain. Example: compute.googleapis.com"),
    *[
        (kind, {"member": "serviceAccount:shop@p.iam.gserviceaccount.com"}, {"member": "shop"},
         "member is 'shop'; allowed: a kind and a name. Example: serviceAccount:shop@project.iam.gserviceaccount.com")
        for kind in MEMBERS
    ],
]  # fmt: skip
