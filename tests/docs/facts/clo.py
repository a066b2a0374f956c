"""What the CLO guide says in numbers and names: requirement -> path into the spec -> value."""

from collections.abc import Mapping
from typing import Any

from stacks._spec import Access, Check, DataFile, Eviction, Per, RateLimit, Snapshot, Timeouts, Workers

ENVIRONMENT = "clo.BACKEND.environment"
PARAMETERS = "clo.DATABASE.parameters"
HEADERS = "clo.EDGE.headers"
PANELS = "clo.DASHBOARDS.CLO Management System.panels"
EXPECTED = (  # these files and no others
    DataFile(name="clo_assets.db", records=384, holds="assets"),
    DataFile(name="clo_correlations.db", records=238_144, holds="correlations"),
    DataFile(name="clo_mag_scenarios.db", records=19_795, holds="parameters"),
    DataFile(name="clo_model_config.db", records=356, holds="parameters"),
    DataFile(name="clo_reference_quick.db", records=694, holds="records"),
)

FACTS: Mapping[str, Mapping[str, Any]] = {
    "CLO-003": {
        "clo.SPEC.host.small.cpus": 8,
        "clo.SPEC.host.small.memory_gb": 32,
        "clo.SPEC.host.small.disk_gb": 500,
        "clo.SPEC.host.medium.cpus": 16,
        "clo.SPEC.host.medium.memory_gb": 64,
    },
    "CLO-010": {"clo.DATABASE.floor": 15},
    "CLO-011": {"clo.CACHE.floor": 7},
    "CLO-016": {"clo.DATABASE.database": "clo_management", "clo.DATABASE.owner.name": "clo_user"},
    "CLO-018": {f"{PARAMETERS}.max_connections": "200"},
    "CLO-019": {f"{PARAMETERS}.shared_buffers": "256MB"},
    "CLO-020": {f"{PARAMETERS}.effective_cache_size": "1GB"},
    "CLO-021": {f"{PARAMETERS}.work_mem": "4MB", f"{PARAMETERS}.maintenance_work_mem": "64MB"},
    "CLO-022": {
        f"{PARAMETERS}.wal_level": "replica",
        f"{PARAMETERS}.max_wal_size": "2GB",
        f"{PARAMETERS}.min_wal_size": "80MB",
    },
    "CLO-024": {"clo.BACKEND.migration.command": ("alembic", "upgrade", "head")},
    "CLO-025": {"clo.BACKEND.migration.first_command": ("python", "scripts/init_production_db.py")},
    "CLO-026": {"clo.DATABASE.encoding": "UTF8", "clo.DATABASE.locale": "C"},
    "CLO-030": {
        "clo.DATABASE.preload": ("pg_stat_statements",),
        "clo.DATABASE.extensions": ("pg_stat_statements",),
    },
    "CLO-031": {"clo.CACHE.port": 6379},
    "CLO-032": {
        "clo.CACHE.sizes.small.data_mb": 1024,
        "clo.CACHE.sizes.medium.data_mb": 1024,
        "clo.CACHE.eviction": Eviction.ALL_LEAST_RECENT,
    },
    "CLO-033": {
        "clo.CACHE.snapshots": (
            Snapshot(seconds=900, changes=1),
            Snapshot(seconds=300, changes=10),
            Snapshot(seconds=60, changes=10000),
        )
    },
    "CLO-035": {"clo.CACHE.forbidden_commands": ("FLUSHDB", "FLUSHALL")},
    "CLO-037": {"clo.FILES.data.expected": EXPECTED},
    "CLO-038": {"clo.FILES.data.expected": EXPECTED},
    "CLO-045": {
        "clo.BACKEND.port": 8000,
        "clo.BACKEND.health": Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),
    },
    "CLO-047": {"clo.SPEC.secrets.encryption-key.length": 32},
    "CLO-048": {
        f"{ENVIRONMENT}.CORS_METHODS": "GET,POST,PUT,DELETE",
        f"{ENVIRONMENT}.CORS_HEADERS": "Authorization,Content-Type",
    },
    "CLO-050": {
        f"{ENVIRONMENT}.ENABLE_CORRELATION_CACHE": "true",
        f"{ENVIRONMENT}.ENABLE_SCENARIO_CACHE": "true",
        f"{ENVIRONMENT}.ENABLE_PERFORMANCE_MONITORING": "true",
    },
    "CLO-051": {f"{ENVIRONMENT}.BACKUP_RETENTION_DAYS": "30", f"{ENVIRONMENT}.ENABLE_AUTOMATED_BACKUP": "true"},
    "CLO-054": {f"{ENVIRONMENT}.DB_POOL_SIZE": "20", f"{ENVIRONMENT}.DB_MAX_OVERFLOW": "40"},
    "CLO-055": {f"{ENVIRONMENT}.REDIS_MAX_CONNECTIONS": "50"},
    "CLO-056": {f"{ENVIRONMENT}.ACCESS_TOKEN_EXPIRE_MINUTES": "30", f"{ENVIRONMENT}.JWT_ALGORITHM": "HS256"},
    "CLO-057": {f"{ENVIRONMENT}.DEBUG": "false"},
    "CLO-058": {f"{ENVIRONMENT}.WORKERS": Workers(per_cpu=2, plus=1)},
    "CLO-060": {
        "clo.BACKEND.metrics_port": 9090,
        f"{ENVIRONMENT}.METRICS_PORT": "9090",
        f"{ENVIRONMENT}.ENABLE_METRICS": "true",
    },
    "CLO-065": {"clo.EDGE.worker_connections": 1024},
    "CLO-067": {"clo.EDGE.keepalive_seconds": 65},
    "CLO-068": {"clo.EDGE.body_limit_mb": 50},
    "CLO-069": {"clo.EDGE.compression.minimum_bytes": 10240},
    "CLO-070": {"clo.API_LIMIT": RateLimit(name="api", requests=100, per=Per.MINUTE, burst=20, memory_mb=10)},
    "CLO-071": {
        "clo.AUTHENTICATION_LIMIT": RateLimit(name="authentication", requests=10, per=Per.MINUTE, burst=5, memory_mb=10)
    },
    "CLO-072": {"clo.EDGE.tls.session_cache_mb": 10, "clo.EDGE.tls.session_minutes": 10},
    "CLO-074": {
        f"{HEADERS}.X-Frame-Options": "DENY",
        f"{HEADERS}.X-Content-Type-Options": "nosniff",
        f"{HEADERS}.X-XSS-Protection": "1; mode=block",
    },
    "CLO-075": {f"{HEADERS}.Strict-Transport-Security": "max-age=31536000; includeSubDomains"},
    "CLO-078": {"clo.EDGE.upstream_keepalive": 32},
    "CLO-082": {"clo.EDGE.routes./api/.timeouts": Timeouts(connect=5, send=60, read=300)},  # X-CLO-09
    "CLO-083": {"clo.EDGE.routes./api/.buffering": False},
    "CLO-084": {"clo.EDGE.sites.frontend.fallback": "/index.html"},
    "CLO-085": {"clo.EDGE.sites.frontend.cached_seconds": 31_536_000},
    "CLO-086": {"clo.EDGE.routes./health.logged": False},
    "CLO-092": {f"{PARAMETERS}.log_connections": "on", f"{PARAMETERS}.log_disconnections": "on"},
    "CLO-093": {f"{PARAMETERS}.log_line_prefix": "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h "},
    "CLO-094": {"clo.DATABASE.roles.clo_monitor.access": Access.MONITOR},
    "CLO-096": {f"{ENVIRONMENT}.RATE_LIMIT_PER_MINUTE": "100", f"{ENVIRONMENT}.AUTH_RATE_LIMIT_PER_MINUTE": "10"},
    "CLO-103": {
        f"{PANELS}.API Request Rate.unit": "reqps",
        f"{PANELS}.Response Times.unit": "s",
        f"{PANELS}.Database Performance.query": "sum(database_connections_active)",
        f"{PANELS}.Business Metrics.query": "sum(increase(waterfall_calculations_total[24h]))",
    },
    "CLO-104": {"clo.MONITORING.logs.application.keep_days": 30, "clo.MONITORING.logs.access.keep_days": 30},
    "CLO-107": {"clo.BACKUPS.database-dump.keep_days": 30},
    "CLO-110": {"clo.BACKUPS.data-files.keep_days": 30},
    "CLO-111": {"clo.BACKUPS.database.schedule": "0 2 * * *"},
    "CLO-112": {"clo.BACKUPS.data-files.schedule": "0 3 * * 0"},
    "CLO-113": {"clo.BACKUPS.system.schedule": "0 4 1 * *"},
    "CLO-118": {"clo.ALERTS.disk-filling.above": 80},
    "CLO-127": {"clo.SPEC.backups.before_updates": True},
    "CLO-139": {"clo.ALERTS.disk-full.above": 90},
    "CLO-140": {"clo.JOBS.HEALTH_CHECK.schedule": "*/5 * * * *"},
    "CLO-141": {"clo.JOBS.SYSTEM_REPORT.schedule": "0 9 * * 1"},
    "CLO-144": {"clo.MONITORING.host": "monitoring"},
}
