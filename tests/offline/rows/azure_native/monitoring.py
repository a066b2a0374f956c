"""Rows of rules on monitoring and backups."""

from typing import Any

from tests.offline.rows.azure_native.base import (
    Row,
    of_range,
)

METRIC, QUERY = "monitor:MetricAlert", "monitor:ScheduledQueryRule"
WORKSPACE, INSIGHTS = "operationalinsights:Workspace", "applicationinsights:Component"
BACKUPS, POLICY = "dataprotection:BackupVault", "dataprotection:BackupPolicy"

ONE_OF_THREE = "PT1M, PT5M, PT15M, PT30M, PT1H"
EVERY = "PT5M, PT10M, PT15M, PT30M, PT45M, PT1H, PT2H, PT3H, PT4H, PT5H, PT6H, P1D"


def condition(**said: Any) -> dict[str, Any]:
    """Return the inputs of a query alert with one condition."""
    return {"criteria": {"allOf": [said]}}


STANDARD_SIZES = "PerGB2018, CapacityReservation, LACluster, Free, PerNode, Standalone"
SCHEDULE = {"schedule": {"repeatingTimeIntervals": ["R/2026-01-01T02:30:00+00:00/P1D"]}}

ROWS: list[Row] = [
    (
        METRIC,
        {"evaluationFrequency": "PT1M"},
        {"evaluationFrequency": "PT2M"},
        f"evaluationFrequency is 'PT2M'; allowed: {ONE_OF_THREE}",
    ),
    (
        METRIC,
        {"windowSize": "P1D"},
        {"windowSize": "P2D"},
        f"windowSize is 'P2D'; allowed: {ONE_OF_THREE}, PT6H, PT12H, P1D",
    ),
    *of_range(METRIC, "severity", 0, 4),
    (
        METRIC,
        {"evaluationFrequency": "PT5M", "windowSize": "PT5M"},
        {"evaluationFrequency": "PT15M"},
        "windowSize is 'PT5M'; allowed: at least evaluationFrequency, which is PT15M",
    ),
    (
        QUERY,
        {"evaluationFrequency": "PT45M"},
        {"evaluationFrequency": "PT2M"},
        f"evaluationFrequency is 'PT2M'; allowed: PT1M, {EVERY}",
    ),
    (QUERY, {"windowSize": "P2D"}, {"windowSize": "P3D"}, f"windowSize is 'P3D'; allowed: PT1M, {EVERY}, P2D"),
    (
        QUERY,
        {"muteActionsDuration": "P2D"},
        {"muteActionsDuration": "PT1M"},
        f"muteActionsDuration is 'PT1M'; allowed: {EVERY}, P2D",
    ),
    (
        QUERY,
        {"overrideQueryTimeRange": "PT20M"},
        {"overrideQueryTimeRange": "PT1M"},
        f"overrideQueryTimeRange is 'PT1M'; allowed: {EVERY}, PT20M, P2D",
    ),
    *of_range(QUERY, "severity", 0, 4),
    *(
        (
            QUERY,
            condition(failingPeriods={name: 6, "numberOfEvaluationPeriods": 6}),
            condition(failingPeriods={"numberOfEvaluationPeriods": 6} | {name: 0}),
            f"criteria.allOf[0].failingPeriods.{name} is 0; allowed: 1 to 6",
        )
        for name in ("minFailingPeriodsToAlert", "numberOfEvaluationPeriods")
    ),
    (
        QUERY,
        condition(failingPeriods={"minFailingPeriodsToAlert": 2, "numberOfEvaluationPeriods": 2}),
        condition(failingPeriods={"minFailingPeriodsToAlert": 3, "numberOfEvaluationPeriods": 2}),
        "criteria.allOf[0].failingPeriods.minFailingPeriodsToAlert is 3; allowed: at most 2, the "
        "failingPeriods.numberOfEvaluationPeriods",
    ),
    (
        QUERY,
        condition(timeAggregation="Average", metricMeasureColumn="seconds"),
        condition(timeAggregation="Average"),
        "criteria.allOf[0].metricMeasureColumn is missing; "
        "allowed: the column to aggregate, because timeAggregation is Average",
    ),
    (
        QUERY,
        condition(timeAggregation="Count"),
        condition(timeAggregation="Count", metricMeasureColumn="seconds"),
        "criteria.allOf[0].metricMeasureColumn is 'seconds'; allowed: nothing, because timeAggregation is Count",
    ),
    (
        QUERY,
        {"autoMitigate": True},
        {"muteActionsDuration": "PT5M"},
        "muteActionsDuration is 'PT5M'; allowed: nothing, because autoMitigate is True",
    ),
    (
        "monitor:ActionGroup",
        {"emailReceivers": [{"name": "a"}], "webhookReceivers": [{"name": "b"}]},
        {"webhookReceivers": [{"name": "A"}]},
        "webhookReceivers[0].name is 'A'; allowed: a name that no other receiver of the group has, in any case",
    ),
    (
        "monitor:DiagnosticSetting",
        {},
        {"workspaceId": None},
        "workspaceId is missing; allowed: at least one of workspaceId, storageAccountId, eventHubAuthorizationRuleId, "
        "marketplacePartnerId",
    ),
    ("monitor:DiagnosticSetting", {}, {"logs": None}, "logs is missing; allowed: at least one of logs, metrics"),
    *of_range(WORKSPACE, "retentionInDays", 30, 730),
    *of_range(WORKSPACE, "workspaceCapping.dailyQuotaGb", -1, float("inf")),
    (
        WORKSPACE,
        {"sku.name": "PerGB2018"},
        {"sku.name": "Premium"},
        f"sku.name is 'Premium'; allowed: {STANDARD_SIZES}",
    ),
    (
        WORKSPACE,
        {"sku": {"name": "CapacityReservation", "capacityReservationLevel": 100}},
        {"sku.capacityReservationLevel": 150},
        "sku.capacityReservationLevel is 150; allowed: 100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000",
    ),
    (
        WORKSPACE,
        {"sku.name": "PerGB2018"},
        {"sku.capacityReservationLevel": 100},
        "sku.capacityReservationLevel is 100; allowed: nothing, because sku.name is 'PerGB2018'",
    ),
    (
        INSIGHTS,
        {"retentionInDays": 90},
        {"retentionInDays": 45},
        "retentionInDays is 45; allowed: 30, 60, 90, 120, 180, 270, 365, 550, 730",
    ),
    *of_range(INSIGHTS, "samplingPercentage", 0, 100),
    # Backups.
    *of_range(BACKUPS, "properties.securitySettings.softDeleteSettings.retentionDurationInDays", 14, 180),
    (
        BACKUPS,
        {
            "properties.storageSettings": [{"type": "GeoRedundant"}],
            "properties.featureSettings": {"crossRegionRestoreSettings": {"state": "Enabled"}},
        },
        {"properties.storageSettings": [{"type": "ZoneRedundant"}]},
        "properties.storageSettings[0].type is 'ZoneRedundant'; allowed: GeoRedundant",
    ),
    (
        POLICY,
        {"properties.policyRules": [{"trigger": SCHEDULE}]},
        {"properties.policyRules": [{"trigger": {"schedule": {"repeatingTimeIntervals": ["0 2 * * *"]}}}]},
        "properties.policyRules[0].trigger.schedule.repeatingTimeIntervals[0] is '0 2 * * *'; "
        "allowed: a repeating interval of ISO 8601. Example: R/2026-01-01T02:30:00+00:00/P1D",
    ),
    (
        POLICY,
        {"properties.policyRules": [{"lifecycles": [{"deleteAfter": {"duration": "P30D"}}]}]},
        {"properties.policyRules": [{"lifecycles": [{"deleteAfter": {"duration": "30 days"}}]}]},
        "properties.policyRules[0].lifecycles[0].deleteAfter.duration is '30 days'; "
        "allowed: a duration of ISO 8601. Example: P30D",
    ),
    (
        "recoveryservices:Vault",
        {
            "properties.redundancySettings": {
                "crossRegionRestore": "Enabled",
                "standardTierStorageRedundancy": "GeoRedundant",
            }
        },
        {"properties.redundancySettings.standardTierStorageRedundancy": "LocallyRedundant"},
        "properties.redundancySettings.standardTierStorageRedundancy is 'LocallyRedundant'; allowed: GeoRedundant",
    ),
]
