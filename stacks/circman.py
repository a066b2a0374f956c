"""CIRCMAN5.0: one Python application behind nginx, over PostgreSQL, with data files that its instances share.

Numbers come from the guide's sections; where the guide errs, the id of the erratum stands beside what we do instead.
One spec has all of its architectures: on one host every part takes its ``host_sizes``, elsewhere each tier has the
guide's machine, or containers with the limits of that machine.
"""

from stacks._spec import (
    Access,
    Alert,
    BackupRule,
    Backups,
    Balancing,
    ByEnvironment,
    Cache,
    CacheResources,
    Check,
    Compression,
    ConfigurationFile,
    Contact,
    ContentDelivery,
    Copy,
    Dashboard,
    Database,
    DatabaseResources,
    Edge,
    Environment,
    Eviction,
    Exporter,
    Field,
    Files,
    Firewall,
    Folder,
    HostResources,
    Job,
    Load,
    LogClass,
    LogKind,
    LogRotation,
    Machine,
    MachineResources,
    Method,
    Migration,
    Monitoring,
    Namespace,
    OperatorRole,
    Panel,
    Per,
    Permission,
    Place,
    Pool,
    Protection,
    RateLimit,
    Recovery,
    Reference,
    Resources,
    Role,
    Route,
    Scaling,
    ScalingRule,
    Scrape,
    Secret,
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
    Unit,
    Volume,
    Watch,
    Weekday,
    Window,
    Workers,
)

# The guide asks for a limit and leaves the number open: ten a second for good is no person, and what a page asks for at
# once fits the burst.
CLIENT_LIMIT = RateLimit(name="client", requests=10, per=Per.SECOND, burst=50)

# X-CIR-12: standard output alone, rotated in one place; the edge has a line for each request.
LOGGING = ConfigurationFile(
    path="/app/config/logging.json",
    content={
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"verbose": {"format": "%(asctime)s [%(levelname)s] %(name)s: %(message)s"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "level": "INFO",
                "formatter": "verbose",
                "stream": "ext://sys.stdout",
            },
        },
        "loggers": {"gunicorn.error": {"handlers": ("console",)}},  # gunicorn's own would go to a handler that is gone
        "root": {"level": "INFO", "handlers": ("console",)},
    },
)

APP = Service(
    name="app",
    image="app",
    port=8000,  # X-CIR-06: only the edge reaches it
    command=(  # X-CIR-19: the number of workers is WEB_CONCURRENCY
        "gunicorn",
        "--bind=0.0.0.0:8000",  # of a network that only the edge joins
        "--timeout=60",  # as long as the edge waits
        "--graceful-timeout=60",
        f"--log-config-json={LOGGING.path}",  # gunicorn 21 or newer knows it; the guide's 20.0 is a floor
        "circman5.wsgi:application",
    ),
    sizes={  # X-CIR-24: instances are equal; two, so that one can be replaced while the other serves
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        # A cluster reserves half of a limit, so that an instance fits a node of the guide's size beside others.
        Size.SMALL: Resources(cpus=8, memory_mb=16384, replicas=2, requested_cpus=4, requested_memory_mb=8192),
        Size.MEDIUM: Resources(cpus=16, memory_mb=32768, replicas=2, requested_cpus=8, requested_memory_mb=16384),
        Size.LARGE: Resources(cpus=32, memory_mb=65536, replicas=2, requested_cpus=16, requested_memory_mb=32768),
    },
    host_sizes={  # together half of the host's processors, and about as much memory as the database
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        Size.SMALL: Resources(cpus=2, memory_mb=2560, replicas=2),
        Size.MEDIUM: Resources(cpus=4, memory_mb=6144, replicas=2),
        Size.LARGE: Resources(cpus=8, memory_mb=12288, replicas=2),
    },
    # X-CIR-26: the guide names no path, so these are ours; users name their image's own in moorage:overrides
    health=Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3),  # X-CIR-21: waited for
    calls=("cache", "database"),
    environment={
        "CIRCMAN_ENV": ByEnvironment(dev="development", staging="staging", prod="production"),
        "PYTHONPATH": "/app",
        # X-CIR-19: a worker for each processor; on the smallest single server two instances of two, the guide's 4
        "WEB_CONCURRENCY": Workers(per_cpu=1),
        "CIRCMAN_DB_HOST": Reference(of="database", field=Field.HOST),
        "CIRCMAN_DB_PORT": Reference(of="database", field=Field.PORT),
        "CIRCMAN_DB_NAME": Reference(of="database", field=Field.NAME),
        "CIRCMAN_DB_USER": Reference(of="database", field=Field.USER, role="circman"),
        "CIRCMAN_DB_SSLMODE": "verify-full",
        "CIRCMAN_DB_CA_FILE": Reference(of="database", field=Field.AUTHORITY),
    },
    secrets=(  # X-CIR-01: generated, in files
        SecretUse(variable="CIRCMAN_DB_PASSWORD", value=Reference(of="database", field=Field.PASSWORD, role="circman")),
        SecretUse(  # for reads that may lag behind
            variable="CIRCMAN_DB_REPLICA_URL",
            value=Reference(of="database", field=Field.URL, role="circman", reader=True),
        ),
        SecretUse(variable="CIRCMAN_CACHE_URL", value=Reference(of="cache", field=Field.URL)),
    ),
    configuration=(LOGGING,),
    volumes=(  # X-CIR-24: shared by all instances; together less than the disk of the smallest application server
        Volume(name="raw", path="/app/data/raw", size_gb=60),
        Volume(name="processed", path="/app/data/processed", size_gb=60),
        Volume(name="synthetic", path="/app/data/synthetic", size_gb=30),
    ),
    sessions="database",  # X-CIR-24: not in a process, and not in the cache, which may forget them
    scaling=Scaling(
        minimum=2,  # one can be lost
        maximum=6,  # with twice as many during an update, all their workers still fit the pool
        rules=(
            ScalingRule(load=Load.CPU_PERCENT, up=70, down=30),  # before the alert at 80
            ScalingRule(load=Load.LATENCY_MILLISECONDS, up=1000, down=500),  # before the alert at 2000
        ),
    ),
    machine=Machine(
        sizes={
            Size.SMALL: MachineResources(cpus=8, memory_gb=16, disk_gb=200, clock_ghz=3.0, network_gbps=1),
            Size.MEDIUM: MachineResources(cpus=16, memory_gb=32, disk_gb=500, clock_ghz=3.0, network_gbps=10),
            Size.LARGE: MachineResources(cpus=32, memory_gb=64, disk_gb=1000, clock_ghz=3.5, network_gbps=10),
        },
        system="Ubuntu 22.04",  # X-CIR-17, X-CIR-18: 20.04 has no python3.11 and no more support
        user="circman",
        # As the guide lists them; headers, compilers and git are what its dependencies are built with.
        packages=("python3.11", "python3.11-dev", "python3.11-venv", "build-essential", "git"),
        folders=(  # X-CIR-10: modes of directories and of files that are no programs; programs keep 0750
            Folder(path="/opt/circman5", mode="0750", files_mode="0640"),
            Folder(path="/opt/circman5/config", mode="0750", files_mode="0600"),
            Folder(path="/opt/circman5/data", mode="0750", files_mode="0640"),
            Folder(path="/etc/circman5", mode="0750", files_mode="0640"),
            Folder(path="/var/log/circman5", mode="0750", files_mode="0640"),  # X-CIR-23: machines only
        ),
        unit=Unit(after=("network-online.target",), restart_seconds=5),  # the database is on another machine
        logs=LogRotation(keep=14, maximum_mb=10),  # X-CIR-11, X-CIR-12: nothing to reload, nothing rotated twice
        kernel={"vm.swappiness": "10"},  # ours: an application in swap answers too late to be of use
        automatic_security_updates=True,
    ),
    # The guide says nowhere how the tables come about: only the user knows, and prod wants it said, or said to be none.
    migration=Migration(database="database", command=()),
    stop_seconds=70,  # a request may take 60, and an update must not cut it
)

DATABASE = Database(  # X-CIR-02, X-CIR-27: as every database here: PostgreSQL, private, verified TLS, scram
    name="database",
    floor=13,  # X-CIR-17: floors; components/versions.py says what runs, and until when
    database="circman_db",
    roles=(
        Role(name="circman", access=Access.OWNER),
        Role(name="circman_monitor", access=Access.MONITOR, connections=5),
    ),
    parameters={  # the guide leaves them open; memory follows below, by size
        "max_connections": "100",
        "wal_level": "replica",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_line_prefix": "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "log_min_duration_statement": "1s",
        "track_io_timing": "on",
    },
    preload=("pg_stat_statements",),
    extensions=("pg_stat_statements",),
    pool=Pool(connections=40, clients=1000),
    read_replicas={Size.LAPTOP: 0, Size.SMALL: 0, Size.MEDIUM: 1, Size.LARGE: 2},
    sizes={  # X-CIR-04: the guide's table, and not the small instance of its example
        Size.LAPTOP: DatabaseResources(
            cpus=1,
            memory_mb=512,
            disk_gb=10,
            parameters={
                "shared_buffers": "128MB",
                "effective_cache_size": "256MB",
                "work_mem": "4MB",
                "maintenance_work_mem": "32MB",
            },
        ),
        # Buffers are a quarter of the memory here and a third on a shared host, so the same values fit both.
        Size.SMALL: DatabaseResources(
            cpus=4,
            memory_mb=8192,
            disk_gb=500,
            parameters={
                "shared_buffers": "2GB",
                "effective_cache_size": "4GB",
                "work_mem": "16MB",
                "maintenance_work_mem": "256MB",
            },
        ),
        Size.MEDIUM: DatabaseResources(
            cpus=8,
            memory_mb=16384,
            disk_gb=1000,
            parameters={
                "shared_buffers": "4GB",
                "effective_cache_size": "8GB",
                "work_mem": "32MB",
                "maintenance_work_mem": "512MB",
            },
        ),
        Size.LARGE: DatabaseResources(
            cpus=16,
            memory_mb=32768,
            disk_gb=2000,
            parameters={
                "shared_buffers": "8GB",
                "effective_cache_size": "16GB",
                "work_mem": "64MB",
                "maintenance_work_mem": "1GB",
            },
        ),
    },
    host_sizes={  # a quarter of the host's processors; the disk leaves room for the data files and their copies
        Size.LAPTOP: DatabaseResources(cpus=1, memory_mb=512, disk_gb=5),
        Size.SMALL: DatabaseResources(cpus=2, memory_mb=6144, disk_gb=200),
        Size.MEDIUM: DatabaseResources(cpus=4, memory_mb=12288, disk_gb=400),
        Size.LARGE: DatabaseResources(cpus=8, memory_mb=24576, disk_gb=800),
    },
)

CACHE = Cache(  # the guide asks for caching and leaves the program and every number open
    name="cache",
    floor=7,
    eviction=Eviction.ALL_LEAST_RECENT,  # it may forget anything, so it holds nothing but cache
    snapshots=(
        Snapshot(seconds=900, changes=1),
        Snapshot(seconds=300, changes=10),
        Snapshot(seconds=60, changes=10000),
    ),
    forbidden_commands=("FLUSHDB", "FLUSHALL"),
    sizes={
        Size.LAPTOP: CacheResources(cpus=0.25, memory_mb=192, data_mb=128),
        Size.SMALL: CacheResources(cpus=0.5, memory_mb=512, data_mb=256),
        Size.MEDIUM: CacheResources(cpus=1, memory_mb=1024, data_mb=512),
        Size.LARGE: CacheResources(cpus=2, memory_mb=2048, data_mb=1024),
    },
)

EDGE = Edge(  # X-CIR-09: with a listener, a backend and a check of it
    sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=4, memory_mb=8192, replicas=2, requested_cpus=2, requested_memory_mb=4096),
        Size.MEDIUM: Resources(cpus=8, memory_mb=16384, replicas=2, requested_cpus=4, requested_memory_mb=8192),
        Size.LARGE: Resources(cpus=16, memory_mb=32768, replicas=2, requested_cpus=8, requested_memory_mb=16384),
    },
    host_sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=1, memory_mb=512),
        Size.MEDIUM: Resources(cpus=2, memory_mb=1024),
        Size.LARGE: Resources(cpus=4, memory_mb=2048),
    },
    machine=Machine(
        sizes={
            Size.SMALL: MachineResources(cpus=4, memory_gb=8, disk_gb=100, clock_ghz=3.0, network_gbps=1),
            Size.MEDIUM: MachineResources(cpus=8, memory_gb=16, disk_gb=200, clock_ghz=3.0, network_gbps=10),
            Size.LARGE: MachineResources(cpus=16, memory_gb=32, disk_gb=500, clock_ghz=3.0, network_gbps=10),
        },
        system="Ubuntu 22.04",  # X-CIR-17: as the application's machines
        user="www-data",
        packages=("nginx",),
        logs=LogRotation(keep=14, maximum_mb=10),
        kernel={"net.ipv4.ip_local_port_range": "10240 65535"},  # ours: each connection to the app takes a port
        automatic_security_updates=True,
    ),
    hosts=("",),
    balancing=Balancing.LEAST_CONNECTIONS,
    routes=(
        Route(
            path="/",
            service="app",
            limits=(CLIENT_LIMIT,),
            timeouts=Timeouts(connect=5, send=60, read=60),
        ),
        Route(path="/health", service="app", exact=True, logged=False),
        Route(path="/ready", service="app", exact=True, logged=False),
    ),
    private_paths=("/metrics",),  # X-CIR-22: on the port that is served to everybody, but not for everybody
    sites=(Site(files="static", hosts=("",), path="/static/", fallback=None),),
    tls=Tls(  # X-CIR-07: from the first deployment on; port 80 only redirects
        ciphers=("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384"),
        session_cache_mb=10,
        session_minutes=10,
    ),
    headers={  # the guide names three of them and no value: the values are CLO's, without its web sockets
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",  # X-ALL-09: as written, though browsers ignore it
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
            "font-src 'self'; connect-src 'self'; frame-ancestors 'none';"
        ),
    },
    compression=Compression(
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
    content_delivery=ContentDelivery(environments=(Environment.PROD,)),
    firewall=Firewall(
        protections=(
            Protection.INJECTION,
            Protection.SCRIPTING,
            Protection.KNOWN_BAD_INPUTS,
            Protection.BAD_REPUTATION,
        ),
        environments=(Environment.PROD,),
    ),
)

# Part of the release, so out of the same image as the application; the edge serves them from its disk.
FILES = (Files(name="static", image="app", folder="/srv/www"),)

ALERTS = (  # X-CIR-25: the guide names conditions; numbers beside its 80 % and 20 % are ours
    Alert(name="app-down", watch=Watch.UNREACHABLE, of="app", severity=Severity.CRITICAL),  # X-CIR-26: from outside
    Alert(name="database-down", watch=Watch.DATABASE_UNAVAILABLE, of="database", severity=Severity.CRITICAL),
    Alert(name="cache-down", watch=Watch.CACHE_UNAVAILABLE, of="cache", severity=Severity.CRITICAL),
    # One answer in twenty: more than a bad request of somebody's, less than an outage.
    Alert(name="errors-high", watch=Watch.ERROR_PERCENT, above=5, of="app", severity=Severity.CRITICAL),
    Alert(name="disk-full", watch=Watch.DISK_PERCENT, above=90, severity=Severity.CRITICAL),
    Alert(name="backup-late", watch=Watch.BACKUP_HOURS, above=26, of="database", severity=Severity.CRITICAL),
    Alert(name="monitoring-silent", watch=Watch.SILENCE, severity=Severity.CRITICAL),
    Alert(name="cpu-high", watch=Watch.CPU_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="memory-high", watch=Watch.MEMORY_PERCENT, above=80, severity=Severity.WARNING),
    # One request in twenty waits for more than two seconds, which people take for a fault.
    Alert(name="latency-high", watch=Watch.LATENCY_MILLISECONDS, above=2000, of="app", severity=Severity.WARNING),
    Alert(name="disk-filling", watch=Watch.DISK_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="pool-exhausted", watch=Watch.POOL_PERCENT, above=80, of="database", severity=Severity.WARNING),
    # A reader that is a minute behind shows its users what they have already changed.
    Alert(name="replica-behind", watch=Watch.REPLICATION_SECONDS, above=60, of="database", severity=Severity.WARNING),
    Alert(name="restarting", watch=Watch.RESTARTING, severity=Severity.WARNING),
    Alert(name="log-errors", watch=Watch.LOG_ERRORS, above=50, severity=Severity.WARNING),
    # More than people mistype in five minutes.
    Alert(name="failed-logins", watch=Watch.FAILED_LOGINS, above=50, severity=Severity.WARNING),
    Alert(name="certificate-expiring", watch=Watch.CERTIFICATE_DAYS, below=21, severity=Severity.WARNING),
    Alert(name="job-failed", watch=Watch.JOB_FAILED, severity=Severity.WARNING),
    Alert(name="drill-late", watch=Watch.DRILL_DAYS, above=8, of="database", severity=Severity.WARNING),
    Alert(name="backup-completed", watch=Watch.BACKUP_COMPLETED, of="database", severity=Severity.INFO),
    Alert(name="updates-waiting", watch=Watch.UPDATE_AVAILABLE, severity=Severity.INFO),
    Alert(name="requests-spiking", watch=Watch.REQUESTS_RATIO, above=3, of="app", severity=Severity.INFO),
    Alert(name="latency-degrading", watch=Watch.LATENCY_RATIO, above=2, of="app", severity=Severity.INFO),
)

DASHBOARDS = (  # X-CIR-28: in a pinned image, behind a generated password
    Dashboard(
        title="Infrastructure",
        panels=(
            Panel(
                title="CPU Usage",
                query='100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))',
                unit="percent",
            ),
            Panel(
                title="Memory Usage",
                query="100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
                unit="percent",
            ),
            Panel(
                title="Disk Usage",
                query=(
                    '100 * (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"}'
                    ' / node_filesystem_size_bytes{fstype!~"tmpfs|overlay"})'
                ),
                unit="percent",
            ),
            Panel(
                title="Disk Activity",
                query="sum by (instance, device) (rate(node_disk_io_time_seconds_total[5m]))",
                unit="percentunit",
            ),
            Panel(
                title="Network Traffic",
                query=(
                    'sum by (instance) (rate(node_network_receive_bytes_total{device!="lo"}[5m])'
                    ' + rate(node_network_transmit_bytes_total{device!="lo"}[5m]))'
                ),
                unit="Bps",
            ),
            Panel(title="Service Status", query="min by (job, instance) (up)"),
        ),
    ),
    Dashboard(
        title="Application",
        panels=(
            Panel(
                title="Request Rate",
                query="sum by (method, endpoint) (rate(api_requests_total[5m]))",
                unit="reqps",
            ),
            Panel(
                title="Response Times",
                query="histogram_quantile(0.95, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))",
                unit="s",
            ),
            Panel(
                title="Error Rate",
                query=('100 * sum(rate(api_requests_total{status=~"5.."}[5m])) / sum(rate(api_requests_total[5m]))'),
                unit="percent",
            ),
            Panel(title="User Activity", query="sum(nginx_connections_active)"),
        ),
    ),
    Dashboard(
        title="Database",
        panels=(
            Panel(
                title="Query Performance",
                query="sum by (datname) (rate(pg_stat_database_blk_read_time[5m]))",
                unit="ms",
            ),
            Panel(title="Longest Transaction", query="max(pg_stat_activity_max_tx_duration)", unit="s"),
            Panel(title="Connections", query="sum by (datname) (pg_stat_database_numbackends)"),
            Panel(title="Locks", query="sum by (mode) (pg_locks_count)"),
            Panel(
                title="Index Usage",
                query=(
                    "100 * sum(rate(pg_stat_user_tables_idx_scan[1h])) / (sum(rate(pg_stat_user_tables_idx_scan[1h]))"
                    " + sum(rate(pg_stat_user_tables_seq_scan[1h])))"
                ),
                unit="percent",
            ),
        ),
    ),
)

MONITORING = Monitoring(
    scrapes=(
        Scrape(exporter=Exporter.APPLICATION, of="app"),
        Scrape(exporter=Exporter.NODE),
        Scrape(exporter=Exporter.CONTAINERS),
        Scrape(exporter=Exporter.POSTGRESQL, of="database"),
        Scrape(exporter=Exporter.PGBOUNCER, of="database"),
        Scrape(exporter=Exporter.REDIS, of="cache"),
        Scrape(exporter=Exporter.NGINX, of="edge"),
        Scrape(exporter=Exporter.PROBES),
    ),
    scrape_seconds=15,
    alerts=ALERTS,
    logs=(  # X-CIR-12: the days of the guide's log rotation, for every log of its kind
        LogClass(kind=LogKind.APPLICATION, keep_days=14),
        LogClass(kind=LogKind.ACCESS, keep_days=14),
        LogClass(kind=LogKind.AUDIT, keep_days=365),  # X-ALL-05: what the guide leaves open is manufacturing's
        LogClass(kind=LogKind.SYSTEM, keep_days=14),
    ),
    dashboards=DASHBOARDS,
)

# X-CIR-14: the days that the guide leaves open are ours. X-CIR-16: no two begin in the same minute.
BACKUPS = (
    BackupRule(name="database", of=("database",), method=Method.FULL, schedule="0 1 * * *", keep_days=30),
    BackupRule(  # X-CIR-15: pgBackRest's, for PostgreSQL 13 has none
        name="database-incremental", of=("database",), method=Method.INCREMENTAL, schedule="0 */6 * * *", keep_days=7
    ),
    BackupRule(name="database-log", of=("database",), method=Method.LOG, schedule="5-59/15 * * * *", keep_days=7),
    BackupRule(name="configuration", of=("configuration",), method=Method.COPY, schedule="0 2 * * *", keep_days=30),
    BackupRule(name="application", of=("app", "static"), method=Method.COPY, schedule="0 3 * * 0", keep_days=28),
    BackupRule(
        name="data", of=("raw", "processed", "synthetic"), method=Method.COPY, schedule="0 4 * * *", keep_days=30
    ),
    BackupRule(  # as often as the database's, and half an hour later
        name="data-incremental",
        of=("raw", "processed", "synthetic"),
        method=Method.INCREMENTAL,
        schedule="30 */6 * * *",
        keep_days=7,
    ),
)

JOBS = (  # times that the guide leaves open are ours, in the quiet hours; all UTC (X-ALL-01)
    Job(task=Task.HEALTH_CHECK, schedule="*/5 * * * *"),
    Job(task=Task.CLEAN_TEMPORARY_FILES, schedule="0 5 * * *"),
    Job(task=Task.ARCHIVE_LOGS, schedule="15 5 * * *"),  # after the night's backups
    Job(task=Task.ENFORCE_RETENTION, schedule="30 5 * * *"),
    Job(task=Task.VERIFY_BACKUPS, schedule="45 5 * * *"),
    Job(task=Task.VACUUM, schedule="15 6 * * 0"),  # not while the incremental backup of 06:00 begins
    Job(task=Task.REINDEX, schedule="45 6 1 * *"),
    Job(task=Task.LIST_UPDATES, schedule="0 7 * * 0"),
    Job(task=Task.CERTIFICATE_CHECK, schedule="10 7 * * 0"),
    Job(task=Task.RESOURCE_REPORT, schedule="20 7 * * 0"),
    Job(task=Task.SYSTEM_REPORT, schedule="0 9 * * 1"),
    Job(task=Task.SECURITY_AUDIT, schedule="0 8 1 * *"),
    Job(task=Task.LIST_DEPENDENCIES, schedule="40 8 1 * *"),
    Job(task=Task.TREND_REPORT, schedule="0 9 1 * *"),
    Job(task=Task.REVIEW_ACCESS, schedule="20 9 1 1,4,7,10 *"),
)

SPEC = SystemSpec(
    name="circman",
    title="CIRCMAN5.0",
    edge=EDGE,
    services=(APP,),
    files=FILES,
    databases=(DATABASE,),
    caches=(CACHE,),
    secrets=(Secret(name="dashboard-password", length=32),),  # X-CIR-28: no default login
    namespaces=(Namespace(name="data", parts=("cache", "database")),),  # the database's own segment
    encrypted_calls=(Environment.PROD,),
    host={  # the guide's table of a single server; laptop is ours
        Size.LAPTOP: HostResources(cpus=2, memory_gb=4, disk_gb=10),
        Size.SMALL: HostResources(cpus=8, memory_gb=16, disk_gb=500),
        Size.MEDIUM: HostResources(cpus=16, memory_gb=32, disk_gb=1000),
        Size.LARGE: HostResources(cpus=32, memory_gb=64, disk_gb=2000),
    },
    monitoring=MONITORING,
    backups=Backups(
        rules=BACKUPS,
        copies=(  # X-CIR-13: off the host and off the region
            Copy(to=Place.SECOND_REPOSITORY, keep_days=30),
            Copy(to=Place.OTHER_REGION, keep_days=30),
        ),
        # X-CIR-14: 15 minutes is the guide's interval; 500 GB take 70 minutes at 1 Gbit/s, and then somebody looks.
        recovery=Recovery(point_minutes=15, time_minutes=120, drill_schedule="0 10 * * 1"),
        before_updates=True,
        after_updates=True,
    ),
    window=Window(day=Weekday.SUNDAY, hour=5, hours=3),  # after the week's backups, before anybody works
    jobs=JOBS,
    contacts=(
        Contact(role="on-call", handles="everything, at any hour", level=1),
        Contact(role="support", handles="questions and issues of users", level=1),
        Contact(role="administrator", handles="infrastructure and database issues", level=2),
        Contact(role="stakeholders", handles="outages, recoveries and planned downtime, to be told", level=3),
    ),
    operators=(
        OperatorRole(name="viewer", permission=Permission.VIEW),
        OperatorRole(name="operator", permission=Permission.OPERATE),
        OperatorRole(name="administrator", permission=Permission.ADMINISTER),
    ),
)
