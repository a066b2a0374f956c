"""Rules of CloudNativePG: clusters, their schedules of backups, poolers, databases and roles.

Only custom resources, of which the SDK has no classes: nothing else checks their shape, so what must be said is here.
"""

import re
from typing import Any

from toolchain.offline.packages.kubernetes.quantities import is_positive
from toolchain.offline.packages.kubernetes.rules_containers import RESOURCES
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import (
    Choice,
    Custom,
    Each,
    Inputs,
    Number,
    Rule,
    Text,
    Wrong,
    is_empty,
    is_hidden,
)
from toolchain.offline.rules_parts import Keys, Unique, Within, has_hidden_item
from toolchain.offline.rules_together import Needs, NotTogether, Refuses
from toolchain.offline.schedules import SYNTAXES, Syntax

CLUSTER = "kubernetes:postgresql.cnpg.io/v1:Cluster"
SCHEDULED = "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup"
BACKUP = "kubernetes:postgresql.cnpg.io/v1:Backup"
POOLER = "kubernetes:postgresql.cnpg.io/v1:Pooler"
DATABASE = "kubernetes:postgresql.cnpg.io/v1:Database"
ROLE = "kubernetes:postgresql.cnpg.io/v1:DatabaseRole"

WEBHOOK = "cloudnative-pg, internal/webhook/v1/cluster_webhook.go"
TYPES = "cloudnative-pg, api/v1/cluster_types.go"
SCHEDULES = "cloudnative-pg, internal/webhook/v1/scheduledbackup_webhook.go"
BACKUPS = "cloudnative-pg, api/v1/backup_types.go and scheduledbackup_types.go"
POOLERS = "cloudnative-pg, internal/webhook/v1/pooler_webhook.go and api/v1/pooler_types.go"
DATABASES = "cloudnative-pg, api/v1/database_types.go"
ROLES = "cloudnative-pg, api/v1/databaserole_types.go"

# pkg/postgres/configuration.go, FixedConfigurationParameters: those that the operator alone sets
FIXED = frozenset({
    "allow_system_table_mods", "archive_cleanup_command", "archive_command", "archive_mode", "bonjour",
    "bonjour_name", "cluster_name", "config_file", "data_directory", "data_sync_retry", "event_source",
    "external_pid_file", "hba_file", "hot_standby", "ident_file", "jit_provider", "listen_addresses",
    "log_destination", "log_directory", "log_file_mode", "log_filename", "log_rotation_age", "log_rotation_size",
    "log_truncate_on_rotation", "logging_collector", "pg_failover_slots.primary_dsn",
    "pg_failover_slots.standby_slot_names", "port", "primary_conninfo", "primary_slot_name", "promote_trigger_file",
    "recovery_end_command", "recovery_min_apply_delay", "recovery_target", "recovery_target_action",
    "recovery_target_inclusive", "recovery_target_lsn", "recovery_target_name", "recovery_target_time",
    "recovery_target_timeline", "recovery_target_xid", "restart_after_crash", "restore_command",
    "shared_preload_libraries", "ssl", "ssl_ca_file", "ssl_cert_file", "ssl_crl_file", "ssl_dh_params_file",
    "ssl_key_file", "ssl_passphrase_command", "ssl_passphrase_command_supports_reload", "ssl_prefer_server_ciphers",
    "stats_temp_directory", "synchronized_standby_slots", "synchronous_standby_names", "syslog_facility",
    "syslog_ident", "syslog_sequence_numbers", "syslog_split_messages", "temp_tablespaces", "unix_socket_directories",
    "unix_socket_group", "unix_socket_permissions",
})  # fmt: skip

# internal/webhook/v1/pooler_webhook.go, AllowedPgbouncerGenericConfigurationParameters
PGBOUNCER = frozenset({
    "application_name_add_host", "auth_type", "auth_user", "autodb_idle_timeout", "cancel_wait_timeout",
    "client_idle_timeout", "client_login_timeout", "client_tls13_ciphers", "client_tls_ciphers", "client_tls_sslmode",
    "default_pool_size", "disable_pqexec", "dns_max_ttl", "dns_nxdomain_ttl", "idle_transaction_timeout",
    "ignore_startup_parameters", "listen_backlog", "log_connections", "log_disconnections", "log_pooler_errors",
    "log_stats", "max_client_conn", "max_db_connections", "max_packet_size", "max_prepared_statements",
    "max_user_connections", "min_pool_size", "pkt_buf", "query_timeout", "query_wait_timeout", "reserve_pool_size",
    "reserve_pool_timeout", "sbuf_loopcnt", "server_check_delay", "server_check_query", "server_connect_timeout",
    "server_fast_close", "server_idle_timeout", "server_lifetime", "server_login_retry", "server_reset_query",
    "server_reset_query_always", "server_round_robin", "server_tls13_ciphers", "server_tls_ciphers",
    "server_tls_protocols", "server_tls_sslmode", "stats_period", "suspend_timeout", "tcp_defer_accept",
    "tcp_keepalive", "tcp_keepcnt", "tcp_keepidle", "tcp_keepintvl", "tcp_socket_buffer", "tcp_user_timeout",
    "track_extra_parameters", "verbose",
})  # fmt: skip


def size_said(cluster: Inputs, _plan: Plan) -> Wrong:
    """Find storage without a size, neither its own nor its claim's."""
    for part in ("spec.storage", *(("spec.walStorage",) if is_said(cluster, "spec.walStorage") else ())):
        own, claim = f"{part}.size", f"{part}.pvcTemplate.resources.requests.storage"
        if is_empty(cluster, own) and is_empty(cluster, claim):
            yield own, "a size. Example: 20Gi"


def image_has_version(cluster: Inputs, _plan: Plan) -> Wrong:
    """Find an image whose tag does not say which PostgreSQL it is."""
    for found in find(cluster, "spec.imageName"):
        name, _, _ = str(found.value).partition("@")
        tag = name.rpartition("/")[2].partition(":")[2]
        if found.value and not re.match(r"\d", tag):
            yield found, "an image with the version as its tag. Example: ghcr.io/cloudnative-pg/postgresql:17.6"


def replicas_fit(cluster: Inputs, _plan: Plan) -> Wrong:
    """Find synchronous replicas that there can't be, and a supervised update of a single instance."""
    instances = 1 if is_hidden(cluster, "spec.instances") else first(cluster, "spec.instances")
    least, most = (first(cluster, f"spec.{name}SyncReplicas") or 0 for name in ("min", "max"))
    if isinstance(instances, int) and not is_hidden(cluster, "spec.instances"):
        if most >= instances > 0 and most:
            yield "spec.maxSyncReplicas", f"less than {instances}, instances"
        if first(cluster, "spec.primaryUpdateStrategy") == "supervised" and instances == 1:
            yield "spec.primaryUpdateStrategy", "unsupervised, because there is one instance"
    if least > most >= 0 and not is_hidden(cluster, "spec.maxSyncReplicas"):
        yield "spec.minSyncReplicas", f"up to {most}, maxSyncReplicas"
    if is_said(cluster, "spec.postgresql.synchronous") and (least or most):
        yield "spec.postgresql.synchronous", "nothing, because of minSyncReplicas or maxSyncReplicas"


def sources_known(cluster: Inputs, _plan: Plan) -> Wrong:
    """Find a recovery from a cluster that is not declared."""
    declared = list(find(cluster, "spec.externalClusters[*].name"))
    known, shown = [found.value for found in declared], [found.shown for found in declared]
    every = first(cluster, "spec.externalClusters")
    unsure = is_hidden(cluster, "spec.externalClusters") or has_hidden_item(every, "name")
    for method in ("recovery", "pg_basebackup"):
        for found in find(cluster, f"spec.bootstrap.{method}.source"):
            if found.value not in known and not unsure:
                yield found, f"a name of spec.externalClusters: {', '.join(sorted(shown)) or 'there are none'}"


def owner_said(cluster: Inputs, _plan: Plan) -> Wrong:
    """Find a first database without an owner, or an owner without a database."""
    for method in ("initdb", "recovery", "pg_basebackup"):
        for one, other in (("database", "owner"), ("owner", "database")):
            if first(cluster, f"spec.bootstrap.{method}.{one}") and is_empty(
                cluster, f"spec.bootstrap.{method}.{other}"
            ):
                yield f"spec.bootstrap.{method}.{other}", f"a value, because of {one}"


def pooler_apart(pooler: Inputs, _plan: Plan) -> Wrong:
    """Find a pooler with its cluster's name."""
    cluster = first(pooler, "spec.cluster.name")
    if cluster and first(pooler, "metadata.name") == cluster:
        yield "metadata.name", "another name than the cluster's"


def online_fits(backup: Inputs, _plan: Plan) -> Wrong:
    """Find settings of volume snapshots where backups go to an object store, as they usually do."""
    method = first(backup, "spec.method") or ("" if is_hidden(backup, "spec.method") else "barmanObjectStore")
    if method == "barmanObjectStore":
        for name in ("online", "onlineConfiguration"):
            for found in find(backup, f"spec.{name}"):
                yield found, "nothing, unless method is 'volumeSnapshot'"


def is_schedule(text: Any) -> bool:
    """Tell whether a text is a schedule that begins with seconds, a word, or @every 90m.

    Five fields are read too, but as seconds, minutes, hours: never what was meant.
    """
    if not isinstance(text, str):
        return False
    reads = SYNTAXES[Syntax.CRON_WITH_SECONDS][0]
    word = re.fullmatch(r"@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+[hms])+)", text)
    return word is not None or reads(text.replace("?", "*"))


def is_no_reserved_role(name: Any) -> bool:
    """Tell whether a role's name is free for users."""
    return bool(name) and name not in ("postgres", "streaming_replica") and not str(name).startswith(("pg_", "cnpg_"))


RULES: tuple[Rule, ...] = (
    # clusters
    Needs(kind=CLUSTER, needs=("spec.instances",), filled=True, source=f"{TYPES}, ClusterSpec"),
    Number(kind=CLUSTER, path="spec.instances", low=1, source=f"{TYPES}, ClusterSpec"),
    Custom(kind=CLUSTER, check=size_said, source=f"{WEBHOOK}, validateStorageConfigurationSize"),
    *(
        Each(
            kind=CLUSTER, path=path, fits=lambda size: size == "" or is_positive(size),
            says="an amount above zero. Example: 20Gi", source=f"{WEBHOOK}, validateStorageConfigurationSize",
        )
        for path in ("spec.storage.size", "spec.walStorage.size", "spec.tablespaces[*].storage.size")
    ),
    Custom(kind=CLUSTER, check=image_has_version, source=f"{WEBHOOK}, validateImageName"),
    NotTogether(kind=CLUSTER, paths=("spec.imageName", "spec.imageCatalogRef"), source=f"{TYPES}, ClusterSpec"),
    Custom(
        kind=CLUSTER, check=replicas_fit, source=f"{WEBHOOK}, validateMaxSyncReplicas, validatePrimaryUpdateStrategy",
    ),
    Number(kind=CLUSTER, path="spec.minSyncReplicas", low=0, source=f"{TYPES}, ClusterSpec"),
    Number(kind=CLUSTER, path="spec.maxSyncReplicas", low=0, source=f"{TYPES}, ClusterSpec"),
    Choice(kind=CLUSTER, path="spec.postgresql.synchronous.method", allowed=("any", "first"), source=TYPES),
    Number(kind=CLUSTER, path="spec.postgresql.synchronous.number", low=1, source=TYPES),
    Choice(
        kind=CLUSTER, path="spec.postgresql.synchronous.dataDurability", allowed=("required", "preferred"), source=TYPES
    ),
    Keys(
        kind=CLUSTER, path="spec.postgresql.parameters", fits=lambda name: name not in FIXED,
        says="parameters that are not the operator's own", source=f"{WEBHOOK}, validateConfiguration",
    ),
    Each(
        kind=CLUSTER, path="spec.postgresql.parameters[*]", fits=lambda value: isinstance(value, str),
        says='text. Example: "200"', source=f"{TYPES}, PostgresConfiguration",
    ),
    Choice(
        kind=CLUSTER, path="spec.primaryUpdateStrategy", allowed=("unsupervised", "supervised"),
        source=f"{WEBHOOK}, validatePrimaryUpdateStrategy",
    ),
    Choice(kind=CLUSTER, path="spec.primaryUpdateMethod", allowed=("switchover", "restart"), source=TYPES),
    Choice(
        kind=CLUSTER, path="spec.logLevel", allowed=("error", "warning", "info", "debug", "trace"),
        source=f"{TYPES}, ClusterSpec"
    ),
    NotTogether(
        kind=CLUSTER, paths=tuple(f"spec.bootstrap.{way}" for way in ("initdb", "recovery", "pg_basebackup")),
        source=f"{WEBHOOK}, validateBootstrapMethod",
    ),
    Custom(kind=CLUSTER, check=sources_known, source=f"{WEBHOOK}, validateBootstrapRecoverySource"),
    Custom(kind=CLUSTER, check=owner_said, source=f"{WEBHOOK}, validateApplicationDatabase"),
    Text(
        kind=CLUSTER, path="spec.backup.retentionPolicy", pattern=r"[1-9][0-9]*[dwm]",
        says="days, weeks or months. Example: 30d",
        source=f"{TYPES}, BackupConfiguration",
    ),
    Within(kind=CLUSTER, path="spec.resources", rules=RESOURCES, source=f"{WEBHOOK}, validateResources"),
    Unique(
        kind=CLUSTER, path="spec.externalClusters", properties=("name",),
        source=f"{WEBHOOK}, validateExternalClusters",
    ),
    # backups
    Needs(kind=SCHEDULED, needs=("spec.cluster.name", "spec.schedule"), filled=True, source=BACKUPS),
    Each(
        kind=SCHEDULED, path="spec.schedule", fits=is_schedule, says=SYNTAXES[Syntax.CRON_WITH_SECONDS][1],
        source=f"{SCHEDULES}; robfig/cron, Parse",
    ),
    Choice(kind=SCHEDULED, path="spec.backupOwnerReference", allowed=("none", "self", "cluster"), source=BACKUPS),
    Needs(kind=BACKUP, needs=("spec.cluster.name",), filled=True, source=BACKUPS),
    *(
        rule
        for kind in (SCHEDULED, BACKUP)
        for rule in (
            Choice(
                kind=kind, path="spec.method", allowed=("barmanObjectStore", "volumeSnapshot", "plugin"),
                source=BACKUPS,
            ),
            Choice(kind=kind, path="spec.target", allowed=("primary", "prefer-standby"), source=BACKUPS),
            Custom(kind=kind, check=online_fits, source=SCHEDULES),
            Needs(
                kind=kind, when={"spec.method": "plugin"}, needs=("spec.pluginConfiguration.name",), filled=True,
                example="barman-cloud.cloudnative-pg.io", source="CloudNativePG documentation, Backup: plug-in method",
            ),
        )
    ),
    # poolers
    Needs(kind=POOLER, needs=("spec.cluster.name", "spec.pgbouncer"), filled=True, source=POOLERS),
    Custom(kind=POOLER, check=pooler_apart, source=POOLERS),
    Number(kind=POOLER, path="spec.instances", low=0, source=POOLERS),
    Choice(kind=POOLER, path="spec.type", allowed=("rw", "ro", "r"), source=POOLERS),
    Choice(kind=POOLER, path="spec.pgbouncer.poolMode", allowed=("session", "transaction"), source=POOLERS),
    Keys(
        kind=POOLER, path="spec.pgbouncer.parameters", fits=PGBOUNCER.__contains__,
        says="parameters of PgBouncer that the operator passes on. Example: max_client_conn", source=POOLERS,
    ),
    Each(
        kind=POOLER, path="spec.pgbouncer.parameters[*]", fits=lambda value: isinstance(value, str),
        says='text. Example: "200"',
        source=POOLERS,
    ),
    # databases and roles
    Needs(kind=DATABASE, needs=("spec.cluster.name", "spec.name", "spec.owner"), filled=True, source=DATABASES),
    Each(
        kind=DATABASE, path="spec.name", fits=lambda name: name not in ("postgres", "template0", "template1"),
        says="a name that PostgreSQL does not use itself. Example: orders", source=DATABASES,
    ),
    Choice(kind=DATABASE, path="spec.ensure", allowed=("present", "absent"), source=DATABASES),
    Needs(kind=ROLE, needs=("spec.cluster.name", "spec.name"), filled=True, source=ROLES),
    Each(
        kind=ROLE, path="spec.name", fits=is_no_reserved_role,
        says="a name that neither PostgreSQL nor the operator uses itself. Example: orders", source=ROLES,
    ),
    Refuses(kind=ROLE, when={"spec.disablePassword": True}, refuses=("spec.passwordSecret",), source=ROLES),
)  # fmt: skip
