"""What Azure Monitor, Log Analytics and the backup vaults enforce."""

from collections.abc import Mapping
from typing import Final

from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Needs, Ordered, Refuses

METRIC: Final = "azure-native:monitor:MetricAlert"
QUERY: Final = "azure-native:monitor:ScheduledQueryRule"
ACTIONS: Final = "azure-native:monitor:ActionGroup"
DIAGNOSTIC: Final = "azure-native:monitor:DiagnosticSetting"
WORKSPACE: Final = "azure-native:operationalinsights:Workspace"
INSIGHTS: Final = "azure-native:applicationinsights:Component"
BACKUPS: Final = "azure-native:dataprotection:BackupVault"
POLICY: Final = "azure-native:dataprotection:BackupPolicy"
RECOVERY: Final = "azure-native:recoveryservices:Vault"

METRIC_DOCS: Final = "Terraform azurerm docs, monitor_metric_alert"
QUERY_DOCS: Final = "Terraform azurerm docs, monitor_scheduled_query_rules_alert_v2"
WORKSPACE_DOCS: Final = "Terraform azurerm docs, log_analytics_workspace"
DIAGNOSTIC_DOCS: Final = "Terraform azurerm docs, monitor_diagnostic_setting"
INSIGHTS_DOCS: Final = "Terraform azurerm docs, application_insights"
BACKUPS_DOCS: Final = "Terraform azurerm docs, data_protection_backup_vault"

# ISO 8601 -> minutes
MINUTES: Mapping[str, int] = {
    "PT1M": 1, "PT5M": 5, "PT10M": 10, "PT15M": 15, "PT20M": 20, "PT30M": 30, "PT45M": 45, "PT1H": 60, "PT2H": 120,
    "PT3H": 180, "PT4H": 240, "PT5H": 300, "PT6H": 360, "PT12H": 720, "P1D": 1440, "P2D": 2880,
}  # fmt: skip
HOURS: Final = ("PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D")
EVERY: Final = ("PT5M", "PT10M", "PT15M", "PT30M", "PT45M", *HOURS)

# type, path, the durations that are allowed, source
DURATIONS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (METRIC, "evaluationFrequency", ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H"), f"{METRIC_DOCS}: frequency"),
    (
        METRIC,
        "windowSize",
        ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"),
        f"{METRIC_DOCS}: window_size",
    ),
    (QUERY, "evaluationFrequency", ("PT1M", *EVERY), f"{QUERY_DOCS}: evaluation_frequency"),
    (QUERY, "windowSize", ("PT1M", *EVERY, "P2D"), f"{QUERY_DOCS}: window_duration"),
    (QUERY, "muteActionsDuration", (*EVERY, "P2D"), f"{QUERY_DOCS}: mute_actions_after_alert_duration"),
    (QUERY, "overrideQueryTimeRange", (*EVERY, "PT20M", "P2D"), f"{QUERY_DOCS}: query_time_range_override"),
)

RESERVED_GB: Final = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000)
DESTINATIONS: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")


def _window(inputs: Inputs, _plan: Plan) -> Wrong:
    often, window = (MINUTES.get(str(first(inputs, path))) for path in ("evaluationFrequency", "windowSize"))
    if often and window and window < often:
        yield "windowSize", f"at least evaluationFrequency, which is {inputs['evaluationFrequency']}"


def _measured(condition: Inputs, _plan: Plan) -> Wrong:
    how = first(condition, "timeAggregation")
    if how in ("Average", "Maximum", "Minimum", "Total") and not is_said(condition, "metricMeasureColumn"):
        yield "metricMeasureColumn", f"the column to aggregate, because timeAggregation is {how}"
    if how == "Count" and first(condition, "metricMeasureColumn") is not None:
        yield "metricMeasureColumn", "nothing, because timeAggregation is Count"


def _receivers(inputs: Inputs, _plan: Plan) -> Wrong:
    taken: set[str] = set()
    for kind, receivers in inputs.items():
        for index, item in enumerate(receivers if isinstance(receivers, list) else ()):
            name = item.get("name") if isinstance(item, Mapping) else None
            if not isinstance(name, str):
                continue
            if name.lower() in taken and kind.endswith("Receivers"):
                yield f"{kind}[{index}].name", "a name that no other receiver of the group has, in any case"
            taken.add(name.lower())


RULES: tuple[Rule, ...] = (
    *(Choice(kind=kind, path=path, allowed=allowed, source=source) for kind, path, allowed, source in DURATIONS),
    # Alerts.
    Number(kind=METRIC, path="severity", low=0, high=4, source=f"{METRIC_DOCS}: severity"),
    Custom(kind=METRIC, check=_window, source=f"{METRIC_DOCS}: window_size, not less than frequency"),
    Number(kind=QUERY, path="severity", low=0, high=4, source=f"{QUERY_DOCS}: severity"),
    *(
        Number(
            kind=QUERY,
            path=f"criteria.allOf[*].failingPeriods.{name}",
            low=1,
            high=6,
            source=f"{QUERY_DOCS}: failing_periods",
        )
        for name in ("minFailingPeriodsToAlert", "numberOfEvaluationPeriods")
    ),
    Within(
        kind=QUERY,
        path="criteria.allOf[*]",
        rules=(
            Ordered(
                paths=("failingPeriods.minFailingPeriodsToAlert", "failingPeriods.numberOfEvaluationPeriods"),
                source=f"{QUERY_DOCS}: failing_periods",
            ),
            Custom(check=_measured, source=f"{QUERY_DOCS}: metric_measure_column"),
        ),
        source=QUERY_DOCS,
    ),
    Refuses(
        kind=QUERY,
        refuses=("muteActionsDuration",),
        when={"autoMitigate": True},
        source=f"{QUERY_DOCS}: auto_mitigation_enabled",
    ),
    Custom(
        kind=ACTIONS,
        check=_receivers,
        source="Terraform azurerm docs, monitor_action_group: names unique across all receivers, case-insensitive",
    ),
    Needs(
        kind=DIAGNOSTIC, needs=DESTINATIONS, either=True, source=f"{DIAGNOSTIC_DOCS}: destinations, logs and metrics"
    ),
    Needs(
        kind=DIAGNOSTIC,
        needs=("logs", "metrics"),
        either=True,
        filled=True,
        source=f"{DIAGNOSTIC_DOCS}: destinations, logs and metrics",
    ),
    # Logs.
    Number(
        kind=WORKSPACE,
        path="retentionInDays",
        low=30,
        high=730,
        when={"sku.name": (None, "PerGB2018", "CapacityReservation")},
        source=f"{WORKSPACE_DOCS}: retention_in_days",
    ),
    Number(kind=WORKSPACE, path="workspaceCapping.dailyQuotaGb", low=-1, source=f"{WORKSPACE_DOCS}: daily_quota_gb"),
    Choice(
        kind=WORKSPACE,
        path="sku.name",
        allowed=("PerGB2018", "CapacityReservation", "LACluster", "Free", "PerNode", "Standalone"),
        source=f"{WORKSPACE_DOCS}: Standard and Premium can't be made any more",
    ),
    Choice(
        kind=WORKSPACE,
        path="sku.capacityReservationLevel",
        allowed=RESERVED_GB,
        source=f"{WORKSPACE_DOCS}: reservation_capacity_in_gb_per_day",
    ),
    Refuses(
        kind=WORKSPACE,
        refuses=("sku.capacityReservationLevel",),
        when={"sku.name": ("PerGB2018", "Free", "PerNode", "Standalone")},
        source=f"{WORKSPACE_DOCS}: reservation_capacity_in_gb_per_day",
    ),
    Choice(
        kind=INSIGHTS,
        path="retentionInDays",
        allowed=(30, 60, 90, 120, 180, 270, 365, 550, 730),
        source=f"{INSIGHTS_DOCS}: retention_in_days",
    ),
    Number(kind=INSIGHTS, path="samplingPercentage", low=0, high=100, source=f"{INSIGHTS_DOCS}: sampling_percentage"),
    # Backups.
    Number(
        kind=BACKUPS,
        path="properties.securitySettings.softDeleteSettings.retentionDurationInDays",
        low=14,
        high=180,
        source=f"{BACKUPS_DOCS}: retention_duration_in_days",
    ),
    Choice(
        kind=BACKUPS,
        path="properties.storageSettings[*].type",
        allowed=("GeoRedundant",),
        when={"properties.featureSettings.crossRegionRestoreSettings.state": "Enabled"},
        source=f"{BACKUPS_DOCS}: cross_region_restore_enabled",
    ),
    Text(
        kind=POLICY,
        path="properties.policyRules[*].trigger.schedule.repeatingTimeIntervals[*]",
        pattern=r"R\d*/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)/P(\d+[DWMY]|T\d+H)",
        says="a repeating interval of ISO 8601. Example: R/2026-01-01T02:30:00+00:00/P1D",
        source="Terraform azurerm docs, data_protection_backup_policy_*: backup_repeating_time_intervals",
    ),
    Text(
        kind=POLICY,
        path="properties.policyRules[*].lifecycles[*].deleteAfter.duration",
        pattern=r"P\d+[DWMY]",
        says="a duration of ISO 8601. Example: P30D",
        source="Terraform azurerm docs, data_protection_backup_policy_*: duration",
    ),
    Choice(
        kind=RECOVERY,
        path="properties.redundancySettings.standardTierStorageRedundancy",
        allowed=("GeoRedundant",),
        when={"properties.redundancySettings.crossRegionRestore": "Enabled"},
        source="Terraform azurerm docs, recovery_services_vault: cross_region_restore_enabled",
    ),
)
