"""CLO Management System: an API with a single-page frontend over PostgreSQL, Redis and five read-only SQLite files.

Numbers come from the guide's sections; where the guide errs, the id of the erratum stands beside what we do instead.
"""

from stacks._spec import (
    Access,
    Alert,
    Audience,
    BackupRule,
    Backups,
    Balancing,
    ByEnvironment,
    Cache,
    CacheResources,
    Check,
    Compression,
    Contact,
    Copy,
    Dashboard,
    Database,
    DatabaseResources,
    DataFile,
    Edge,
    Environment,
    Eviction,
    Exporter,
    Field,
    Files,
    HostResources,
    Job,
    LogClass,
    LogKind,
    Method,
    Migration,
    Monitoring,
    Mount,
    Panel,
    Per,
    Place,
    Pool,
    PublicOrigins,
    PublicUrl,
    RateLimit,
    Recovery,
    Reference,
    Resources,
    Role,
    Route,
    Scrape,
    Secret,
    SecretNamed,
    SecretUse,
    Service,
    Severity,
    Site,
    Size,
    Snapshot,
    SystemSpec,
    Task,
    Timeouts,
    Tls,
    Watch,
    Weekday,
    Window,
    Workers,
)

SITE_HOSTS = ("", "www")
API_HOSTS = ("", "www", "api")  # X-CLO-18: every name that the settings use has a route and is in the certificate

# X-CLO-17: what is above them is answered 429
API_LIMIT = RateLimit(name="api", requests=100, per=Per.MINUTE, burst=20)
AUTHENTICATION_LIMIT = RateLimit(name="authentication", requests=10, per=Per.MINUTE, burst=5)

BACKEND = Service(
    name="backend",
    image="backend",
    port=8000,
    command=(
        "gunicorn",
        "--bind=0.0.0.0:8000",
        "--worker-class=uvicorn.workers.UvicornWorker",  # its count is WEB_CONCURRENCY
        "--worker-connections=1000",
        "--max-requests=1000",
        "--max-requests-jitter=100",
        "--timeout=300",
        "--graceful-timeout=300",
        "--keep-alive=2",
        "--preload",
        "--worker-tmp-dir=/dev/shm",
        "--name=clo-management-system",
        "--access-logfile=-",  # X-CLO-24, X-CLO-25: standard output, rotated in one place
        "--error-logfile=-",
        "--log-level=info",
        "app.main:app",
    ),
    sizes={  # X-CLO-26: two instances at the least, so that one can be replaced while the other serves
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        Size.SMALL: Resources(cpus=2, memory_mb=8192, replicas=2),
        Size.MEDIUM: Resources(cpus=2, memory_mb=8192, replicas=4),
        Size.LARGE: Resources(cpus=2, memory_mb=8192, replicas=8),
    },
    health=Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3),
    calls=("cache", "database"),
    environment={
        "ENVIRONMENT": ByEnvironment(dev="development", staging="staging", prod="production"),
        "DEBUG": "false",
        "LOG_LEVEL": ByEnvironment(dev="debug", staging="info", prod="info"),
        "API_BASE_URL": PublicUrl(host="api", path="/api/v1"),
        "CORS_ORIGINS": PublicOrigins(hosts=("", "api")),  # X-CLO-20: derived from the domain, once
        "CORS_METHODS": "GET,POST,PUT,DELETE",
        "CORS_HEADERS": "Authorization,Content-Type",
        "JWT_ALGORITHM": "HS256",
        "ACCESS_TOKEN_EXPIRE_MINUTES": "30",
        "RATE_LIMIT_PER_MINUTE": str(API_LIMIT.requests),
        "AUTH_RATE_LIMIT_PER_MINUTE": str(AUTHENTICATION_LIMIT.requests),
        "WORKERS": Workers(per_cpu=2, plus=1),  # X-CLO-42: of the container's CPUs
        "WEB_CONCURRENCY": Workers(per_cpu=2, plus=1),
        "DB_POOL_SIZE": "20",
        "DB_MAX_OVERFLOW": "40",
        "REDIS_MAX_CONNECTIONS": "50",
        "ENABLE_METRICS": "true",
        "METRICS_PORT": "9090",
        "ENABLE_CORRELATION_CACHE": "true",
        "ENABLE_SCENARIO_CACHE": "true",
        "ENABLE_PERFORMANCE_MONITORING": "true",
        "ENABLE_AUTOMATED_BACKUP": "true",
        "BACKUP_RETENTION_DAYS": "30",
    },
    secrets=(  # X-CLO-03, X-CLO-10, X-CLO-11: one generated value each, in a file, and all of them handed over
        SecretUse(variable="DATABASE_URL", value=Reference(of="database", field=Field.URL, role="clo_user")),
        SecretUse(variable="REDIS_URL", value=Reference(of="cache", field=Field.URL)),
        SecretUse(variable="JWT_SECRET_KEY", value=SecretNamed(name="jwt-signing-key")),
        SecretUse(variable="ENCRYPTION_KEY", value=SecretNamed(name="encryption-key")),
    ),
    mounts=(Mount(files="data", path="/app/data"),),  # X-CLO-01: five files, not the whole repository
    migration=Migration(
        database="database",
        command=("alembic", "upgrade", "head"),
        first_command=("python", "scripts/init_production_db.py"),
    ),
    metrics_port=9090,  # X-CLO-36: of its own container, so Prometheus may have the same number
    stop_seconds=310,  # a calculation may take 300 (X-CLO-09), and an update must not cut it
)

DATABASE = Database(  # X-CLO-04, X-CLO-06, X-CLO-07: as every database here: private, verified TLS, scram
    name="database",
    floor=15,  # X-CLO-38: floors; components/versions.py says what runs, and until when
    database="clo_management",
    roles=(
        Role(name="clo_user", access=Access.OWNER),
        Role(name="clo_monitor", access=Access.MONITOR),  # X-CLO-39: present and future tables
    ),
    parameters={  # X-CLO-05: all of them, from this one place
        "max_connections": "200",
        "shared_buffers": "256MB",
        "effective_cache_size": "1GB",
        "work_mem": "4MB",
        "maintenance_work_mem": "64MB",
        "wal_level": "replica",
        "max_wal_size": "2GB",
        "min_wal_size": "80MB",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_line_prefix": "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "log_min_duration_statement": "1s",  # X-CLO-34: the slow query log that the guide searches
    },
    preload=("pg_stat_statements",),
    extensions=("pg_stat_statements",),
    pool=Pool(connections=40, clients=5000),  # X-CLO-08: 8 instances x 5 workers x (20 + 40) clients fit
    sizes={  # X-CLO-37: the guide's values as written up to small, about a quarter of the memory above
        Size.LAPTOP: DatabaseResources(cpus=1, memory_mb=768, disk_gb=10),
        Size.SMALL: DatabaseResources(cpus=2, memory_mb=8192, disk_gb=500),
        Size.MEDIUM: DatabaseResources(
            cpus=4,
            memory_mb=16384,
            disk_gb=500,
            parameters={
                "shared_buffers": "4GB",
                "effective_cache_size": "12GB",
                "work_mem": "16MB",
                "maintenance_work_mem": "512MB",
            },
        ),
        Size.LARGE: DatabaseResources(
            cpus=8,
            memory_mb=32768,
            disk_gb=1000,
            parameters={
                "shared_buffers": "8GB",
                "effective_cache_size": "24GB",
                "work_mem": "32MB",
                "maintenance_work_mem": "1GB",
            },
        ),
    },
)

CACHE = Cache(  # X-CLO-02: as every cache here, it listens where its callers are
    name="cache",
    floor=7,
    eviction=Eviction.ALL_LEAST_RECENT,  # X-CLO-43: it may forget anything, so it holds nothing but cache
    snapshots=(
        Snapshot(seconds=900, changes=1),
        Snapshot(seconds=300, changes=10),
        Snapshot(seconds=60, changes=10000),
    ),
    forbidden_commands=("FLUSHDB", "FLUSHALL"),
    sizes={
        Size.LAPTOP: CacheResources(cpus=0.25, memory_mb=192, data_mb=128),
        Size.SMALL: CacheResources(cpus=1, memory_mb=2048, data_mb=1024),
        Size.MEDIUM: CacheResources(cpus=1, memory_mb=2048, data_mb=1024),
        Size.LARGE: CacheResources(cpus=2, memory_mb=4096, data_mb=2048),
    },
)

EDGE = Edge(
    sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=0.5, memory_mb=512, replicas=2),
        Size.MEDIUM: Resources(cpus=1, memory_mb=512, replicas=2),
        Size.LARGE: Resources(cpus=2, memory_mb=1024, replicas=3),
    },
    hosts=("", "www", "api", "monitoring"),
    balancing=Balancing.LEAST_CONNECTIONS,
    routes=(
        Route(
            path="/api/v1/auth/",
            service="backend",
            hosts=API_HOSTS,
            limits=(AUTHENTICATION_LIMIT,),
        ),
        Route(
            path="/api/",
            service="backend",
            hosts=API_HOSTS,
            limits=(API_LIMIT,),
            timeouts=Timeouts(connect=5, send=60, read=300),  # X-CLO-09: as long as the worker may take
            buffering=False,
            websocket=True,  # X-CLO-16: the content security policy allows wss:
        ),
        Route(path="/health", service="backend", exact=True, hosts=API_HOSTS, logged=False),
        Route(path="/ready", service="backend", exact=True, hosts=API_HOSTS, logged=False),
        *(
            Route(  # X-CLO-19: before the single-page fallback, and in prod for operators only
                path=path, service="backend", hosts=API_HOSTS, audience={Environment.PROD: Audience.OPERATORS}
            )
            for path in ("/docs", "/openapi.json")
        ),
    ),
    sites=(
        Site(
            files="frontend",
            hosts=SITE_HOSTS,
            fallback="/index.html",
            cached_extensions=("js", "css", "png", "jpg", "jpeg", "gif", "ico", "svg"),
            cached_seconds=31536000,
        ),
    ),
    body_limit_mb=50,
    tls=Tls(  # X-CLO-14: names that exist, with the ECDSA twin
        ciphers=("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384"),
        session_cache_mb=10,
        session_minutes=10,
    ),
    headers={  # X-CLO-15: on every answer
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",  # X-ALL-09: as written, though browsers ignore it
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
            "font-src 'self'; connect-src 'self' wss:; frame-ancestors 'none';"
        ),
    },
    compression=Compression(  # X-CLO-13: without the value that nginx refuses
        minimum_bytes=10240,
        types=(
            "application/javascript",
            "application/json",
            "application/ld+json",
            "application/manifest+json",
            "application/x-web-app-manifest+json",
            "text/cache-manifest",
            "text/css",
            "text/plain",
            "text/xml",
        ),
    ),
    keepalive_seconds=65,
    upstream_keepalive=32,
    worker_connections=1024,
)

FILES = (
    Files(name="frontend", image="frontend", folder="/srv/www"),  # X-CLO-12: built into an image, served by the edge
    Files(
        name="data",
        image="data",
        folder="/srv/data",
        expected=(
            DataFile(name="clo_assets.db", records=384, holds="assets"),
            DataFile(name="clo_correlations.db", records=238144, holds="correlations"),
            DataFile(name="clo_mag_scenarios.db", records=19795, holds="parameters"),
            DataFile(name="clo_model_config.db", records=356, holds="parameters"),
            DataFile(name="clo_reference_quick.db", records=694, holds="records"),
        ),
    ),
)

ALERTS = (
    Alert(name="api-down", watch=Watch.UNREACHABLE, of="backend", severity=Severity.CRITICAL),  # X-CLO-41: from outside
    Alert(name="database-down", watch=Watch.DATABASE_UNAVAILABLE, of="database", severity=Severity.CRITICAL),
    Alert(name="cache-down", watch=Watch.CACHE_UNAVAILABLE, of="cache", severity=Severity.CRITICAL),
    Alert(name="disk-filling", watch=Watch.DISK_PERCENT, above=80, severity=Severity.WARNING),  # X-CLO-32: both
    Alert(name="disk-full", watch=Watch.DISK_PERCENT, above=90, severity=Severity.CRITICAL),
    Alert(name="pool-exhausted", watch=Watch.POOL_PERCENT, above=80, of="database", severity=Severity.WARNING),
    Alert(name="certificate-expiring", watch=Watch.CERTIFICATE_DAYS, below=21, severity=Severity.WARNING),
    Alert(name="backup-late", watch=Watch.BACKUP_HOURS, above=26, of="database", severity=Severity.CRITICAL),
    Alert(name="monitoring-silent", watch=Watch.SILENCE, severity=Severity.CRITICAL),  # X-CLO-41: heard from outside
    Alert(name="drill-late", watch=Watch.DRILL_DAYS, above=8, of="database", severity=Severity.WARNING),
)

DASHBOARDS = (
    Dashboard(  # X-CLO-40: queries that are valid
        title="CLO Management System",
        panels=(
            Panel(
                title="API Request Rate",
                query="sum by (method, endpoint) (rate(api_requests_total[5m]))",
                unit="reqps",
            ),
            Panel(
                title="Response Times",
                query="histogram_quantile(0.95, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))",
                unit="s",
            ),
            Panel(title="Database Performance", query="sum(database_connections_active)"),
            Panel(title="Business Metrics", query="sum(increase(waterfall_calculations_total[24h]))"),
        ),
    ),
)

MONITORING = Monitoring(
    scrapes=(
        Scrape(exporter=Exporter.APPLICATION, of="backend"),
        Scrape(exporter=Exporter.NODE),
        Scrape(exporter=Exporter.CONTAINERS),
        Scrape(exporter=Exporter.POSTGRESQL, of="database"),
        Scrape(exporter=Exporter.PGBOUNCER, of="database"),
        Scrape(exporter=Exporter.REDIS, of="cache"),
        Scrape(exporter=Exporter.NGINX, of="edge"),
        Scrape(exporter=Exporter.PROBES),
    ),
    alerts=ALERTS,
    logs=(
        LogClass(kind=LogKind.APPLICATION, keep_days=30),
        LogClass(kind=LogKind.ACCESS, keep_days=30),
        LogClass(kind=LogKind.AUDIT, keep_days=365),  # X-ALL-05: what the guide leaves open is manufacturing's
        LogClass(kind=LogKind.SYSTEM, keep_days=30),
    ),
    dashboards=DASHBOARDS,
)

BACKUPS = (  # X-CLO-29, X-CLO-30: one tool with an inventory, encrypted, off the data disk; drills prove it
    BackupRule(name="database", of=("database",), method=Method.FULL, schedule="0 2 * * *", keep_days=30),
    BackupRule(name="database-log", of=("database",), method=Method.LOG, schedule="*/5 * * * *", keep_days=30),
    BackupRule(name="database-dump", of=("database",), method=Method.LOGICAL, schedule="30 2 * * *", keep_days=30),
    BackupRule(name="data-files", of=("data",), method=Method.COPY, schedule="0 3 * * 0", keep_days=30),
    BackupRule(  # X-CLO-31: once
        name="system",
        of=("database", "cache", "data", "configuration"),
        method=Method.FULL,
        schedule="0 4 1 * *",
        keep_days=365,
    ),
)

JOBS = (  # times that the guide leaves open are ours, in the quiet hours; all UTC (X-ALL-01)
    Job(task=Task.HEALTH_CHECK, schedule="*/5 * * * *"),
    Job(task=Task.CLEAN_TEMPORARY_FILES, schedule="0 5 * * *"),
    Job(task=Task.DATABASE_STATISTICS, schedule="15 5 * * *"),
    Job(task=Task.VACUUM, schedule="0 6 * * 0"),
    Job(task=Task.REINDEX, schedule="30 6 * * 0"),  # X-CLO-35: concurrently, by the owner
    Job(task=Task.LIST_UPDATES, schedule="0 7 * * 0"),  # X-CLO-28: security by itself, others approved
    Job(task=Task.CERTIFICATE_CHECK, schedule="10 7 * * 0"),
    Job(task=Task.RESOURCE_REPORT, schedule="20 7 * * 0"),
    Job(task=Task.SYSTEM_REPORT, schedule="0 9 * * 1"),
    Job(task=Task.SECURITY_AUDIT, schedule="0 8 1 * *"),
    Job(task=Task.MALWARE_SCAN, schedule="30 8 1 * *"),
    Job(task=Task.LIST_DEPENDENCIES, schedule="40 8 1 * *"),
    Job(task=Task.RESET_STATISTICS, schedule="0 9 1 * *"),  # X-CLO-33: a task, and no SQL in a shell
)

SPEC = SystemSpec(
    name="clo",
    title="CLO Management System",
    edge=EDGE,
    services=(BACKEND,),
    files=FILES,
    databases=(DATABASE,),
    caches=(CACHE,),
    secrets=(
        Secret(name="jwt-signing-key", length=64),
        Secret(name="encryption-key", length=32, rotate_days=None),
        Secret(name="dashboard-password", length=32),
    ),
    host={  # the guide's two columns and what they leave open (lines 32-42); large is its 64 GB
        Size.LAPTOP: HostResources(cpus=2, memory_gb=4, disk_gb=10),
        Size.SMALL: HostResources(cpus=8, memory_gb=32, disk_gb=500),
        Size.MEDIUM: HostResources(cpus=16, memory_gb=64, disk_gb=500),
        Size.LARGE: HostResources(cpus=16, memory_gb=128, disk_gb=1000),
    },
    monitoring=MONITORING,
    backups=Backups(
        rules=BACKUPS,
        copies=(Copy(to=Place.SECOND_REPOSITORY, keep_days=30),),
        recovery=Recovery(point_minutes=15, time_minutes=60, drill_schedule="0 10 * * 1"),  # X-ALL-02: ours
    ),
    window=Window(day=Weekday.SUNDAY, hour=5, hours=3),  # when the guide vacuums and lists updates
    jobs=JOBS,
    contacts=(
        Contact(role="development", handles="application issues", level=1),
        Contact(role="administrator", handles="infrastructure issues", level=2),
        Contact(role="database-administrator", handles="database issues", level=2),
        Contact(role="security", handles="security incidents", level=3),
        Contact(role="on-call", handles="everything, at any hour", level=3),
        Contact(role="management", handles="business-critical incidents", level=4),
    ),
)
