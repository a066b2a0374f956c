"""What a Cloud SQL instance must be: its edition, machine type, version, backups, access and flags go together."""

import re
from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import SQL_REFERENCE, SQL_SETTINGS, provider
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, is_hidden
from toolchain.offline.rules_together import Needs, NotTogether

INSTANCE = "gcp:sql/databaseInstance:DatabaseInstance"
USER = "gcp:sql/user:User"
CUSTOM_TYPE = re.compile(r"db-custom-(\d+)-(\d+)")
ONLY_ENTERPRISE = re.compile(r"db-custom-\d+-\d+|db-f1-micro|db-g1-small")
ONLY_PLUS = re.compile(r"db-perf-optimized-.*")
STEP, LEAST = 256, 3840  # MiB
PER_CPU = (0.9 * 1024, 6.5 * 1024)  # MiB

_instance = provider("sql/resource_sql_database_instance.go")
_user = provider("sql/resource_sql_user.go")

BACKUPS = "settings.backupConfiguration"
# Path -> edition -> lowest and highest number.
LIMITS = {
    f"{BACKUPS}.transactionLogRetentionDays": {"ENTERPRISE": (1, 7), "ENTERPRISE_PLUS": (1, 35)},
    "settings.insightsConfig.queryStringLength": {"ENTERPRISE": (256, 4500), "ENTERPRISE_PLUS": (1024, 100000)},
    "settings.insightsConfig.queryPlansPerMinute": {"ENTERPRISE": (0, 20), "ENTERPRISE_PLUS": (0, 200)},
}
# Flag of PostgreSQL -> lowest and highest number that the server itself takes.
FLAGS = {"max_connections": (1, 262143)}


def edition(inputs: Inputs) -> str:
    """Return an instance's edition; unsaid it follows from the version, and "" is one that is not known yet."""
    if is_said(inputs, "settings.edition"):
        return str(first(inputs, "settings.edition") or "")
    family, _, number = str(first(inputs, "databaseVersion") or "").partition("_")
    if not family:
        return ""
    return "ENTERPRISE_PLUS" if family == "POSTGRES" and number.isdigit() and int(number) >= 16 else "ENTERPRISE"


def _family(inputs: Inputs) -> str:
    return str(first(inputs, "databaseVersion") or "").partition("_")[0]


def _machine_type(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that a machine type belongs to the edition, and that a custom one has whole measures."""
    tier, of = str(first(inputs, "settings.tier") or ""), edition(inputs)
    if of == "ENTERPRISE_PLUS" and ONLY_ENTERPRISE.fullmatch(tier):
        why = "" if is_said(inputs, "settings.edition") else ", which it is from PostgreSQL 16 on where nothing is said"
        yield "settings.tier", f"a type such as db-perf-optimized-N-2, because the edition is ENTERPRISE_PLUS{why}"
    if of == "ENTERPRISE" and ONLY_PLUS.fullmatch(tier):
        yield "settings.tier", "a type such as db-custom-2-8192, because the edition is ENTERPRISE"
    if custom := CUSTOM_TYPE.fullmatch(tier):
        yield from _measures(int(custom[1]), int(custom[2]))


def _measures(cpus: int, memory: int) -> Wrong:
    if cpus < 1 or cpus > 96 or (cpus > 1 and cpus % 2):
        yield (
            "settings.tier",
            "db-custom-CPUS-MEMORY with one CPU or an even number up to 96. Example: db-custom-2-8192",
        )
    elif memory % STEP or memory < LEAST or not PER_CPU[0] * cpus <= memory <= PER_CPU[1] * cpus:
        low = max(LEAST, -(-int(PER_CPU[0] * cpus) // STEP) * STEP)
        high = int(PER_CPU[1] * cpus) // STEP * STEP
        yield "settings.tier", f"db-custom-{cpus}-MEMORY with {low} to {high} MiB, a multiple of {STEP}"


def _limits(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check the numbers that depend on the edition."""
    of = edition(inputs)
    for path, by_edition in LIMITS.items():
        low, high = by_edition.get(of, (float("-inf"), float("inf")))
        for found in find(inputs, path):
            if not low <= found.value <= high:
                yield found.path, f"{low:g} to {high:g}, because the edition is {of}"


def _high_availability(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that an instance in two zones has the backups and logs that a switch to the other zone needs."""
    if is_said(inputs, "masterInstanceName"):
        return
    family, of = _family(inputs), edition(inputs)
    logs = "binaryLogEnabled" if family == "MYSQL" else "pointInTimeRecoveryEnabled"
    for name in ("enabled",) if is_hidden(inputs, "databaseVersion") else ("enabled", logs):
        path = f"{BACKUPS}.{name}"
        value = first(inputs, path)
        # Enterprise Plus turns both on by itself.
        unsaid = not is_said(inputs, path) and of == "ENTERPRISE"
        if value is False or unsaid:
            yield path, "true, because settings.availabilityType is REGIONAL"


def _recovery(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that point-in-time recovery is asked of what has it by that name."""
    if first(inputs, f"{BACKUPS}.pointInTimeRecoveryEnabled") is True and _family(inputs) == "MYSQL":
        yield f"{BACKUPS}.pointInTimeRecoveryEnabled", "false; with MySQL binaryLogEnabled does the same"
    if first(inputs, f"{BACKUPS}.binaryLogEnabled") is True and _family(inputs) in ("POSTGRES", "SQLSERVER"):
        yield f"{BACKUPS}.binaryLogEnabled", "false; only MySQL has it, others have pointInTimeRecoveryEnabled"


def _reachable(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that there is a way to reach an instance."""
    access = "settings.ipConfiguration"
    if first(inputs, f"{access}.ipv4Enabled") is False and not any(
        is_said(inputs, f"{access}.{way}") for way in ("privateNetwork", "pscConfigs")
    ):
        yield (
            f"{access}.privateNetwork",
            "a network, because ipv4Enabled is false. Example: projects/p/global/networks/n",
        )


def _flags(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check the numbers in PostgreSQL's flags."""
    for index, flag in enumerate(first(inputs, "settings.databaseFlags") or []):
        name, path = first(flag, "name"), f"settings.databaseFlags[{index}].value"
        value = first(flag, "value")
        if _family(inputs) == "POSTGRES" and name in FLAGS and value is not None:
            low, high = FLAGS[name]
            if not re.fullmatch(r"\d+", str(value)) or not low <= int(value) <= high:
                yield path, f"{low} to {high}, for {name}"


SQL: Sequence[Rule] = (
    Text(
        kind=INSTANCE,
        path="databaseVersion",
        pattern=r"MYSQL_(5_6|5_7|8_0(_\d+)?|8_4)|POSTGRES_(9_6|1[0-8])"
        r"|SQLSERVER_20(17|19|22|25)_(STANDARD|ENTERPRISE|EXPRESS|WEB)",
        says="MYSQL_, POSTGRES_ or SQLSERVER_ with a version that Cloud SQL has. Example: POSTGRES_17",
        source=f"{SQL_REFERENCE}: database_version",
    ),
    Custom(kind=INSTANCE, check=_machine_type, source=f"{SQL_SETTINGS}: Cores, Memory; {SQL_REFERENCE}: tier, edition"),
    Custom(kind=INSTANCE, check=_limits, source=f"{_instance}: descriptions of these fields"),
    Custom(
        kind=INSTANCE,
        when={"settings.availabilityType": "REGIONAL"},
        check=_high_availability,
        source=f"{SQL_REFERENCE}: availability_type",
    ),
    Custom(kind=INSTANCE, check=_recovery, source=f"{_instance}: pitrSupportDbCustomizeDiff, binary_log_enabled"),
    Custom(kind=INSTANCE, check=_reachable, source=f"{_instance}: description of private_network"),
    Custom(kind=INSTANCE, check=_flags, source="PostgreSQL, src/backend/utils/misc/guc_tables.c: max_connections"),
    Choice(
        kind=INSTANCE,
        path="settings.activationPolicy",
        allowed=("ALWAYS", "NEVER", "ON_DEMAND"),
        source=f"{_instance}: description of activation_policy",
    ),
    Choice(
        kind=INSTANCE,
        path="settings.diskType",
        allowed=("PD_SSD", "PD_HDD", "HYPERDISK_BALANCED"),
        source=f"{_instance}: description of disk_type",
    ),
    Choice(
        kind=INSTANCE,
        path="settings.maintenanceWindow.updateTrack",
        allowed=("canary", "stable", "week5"),
        source=f"{_instance}: description of update_track",
    ),
    Text(
        kind=INSTANCE,
        path=f"{BACKUPS}.startTime",
        pattern=r"([01]\d|2[0-3]):[0-5]\d",
        says="hours and minutes in UTC. Example: 02:30",
        source=f"{SQL_REFERENCE}: start_time",
    ),
    Number(kind=INSTANCE, path="settings.diskSize", low=10, source=f"{_instance}: description of disk_size"),
    Number(
        kind=INSTANCE,
        when={"settings.diskType": "HYPERDISK_BALANCED"},
        path="settings.diskSize",
        low=20,
        source=f"{_instance}: description of disk_size",
    ),
    Number(
        kind=INSTANCE, path="settings.maintenanceWindow.day", low=1, high=7, source=f"{_instance}: IntBetween(1, 7)"
    ),
    Number(
        kind=INSTANCE, path="settings.maintenanceWindow.hour", low=0, high=23, source=f"{_instance}: IntBetween(0, 23)"
    ),
    Number(
        kind=INSTANCE,
        path="settings.finalBackupConfig.retentionDays",
        low=1,
        high=36135,
        source=f"{_instance}: IntBetween(1, 36135)",
    ),
    NotTogether(kind=INSTANCE, paths=("rootPassword", "rootPasswordWo"), source=f"{_instance}: ConflictsWith"),
    Needs(kind=INSTANCE, path="rootPasswordWo", needs=("rootPasswordWoVersion",), source=f"{_instance}: RequiredWith"),
    NotTogether(kind=USER, paths=("password", "passwordWo"), source=f"{_user}: ConflictsWith"),
    Needs(kind=USER, path="passwordWo", needs=("passwordWoVersion",), source=f"{_user}: RequiredWith"),
)
