"""Revitron UI Enhancement Framework: equal processing servers behind one edge, over PostgreSQL and Redis.

Numbers come from the guide's sections; where the guide errs, the id of the erratum stands beside what we do instead.
Its table of hardware (lines 66-87) is read both ways: for one host that carries everything, as its Compose file does,
and for each of three machines, as its balancers do. The guide has two columns; large is ours, twice the second.
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
    ConfigurationFile,
    Contact,
    Copy,
    Dashboard,
    Database,
    DatabaseResources,
    Edge,
    Egress,
    Eviction,
    Exporter,
    Field,
    Folder,
    HostResources,
    Job,
    Load,
    LogClass,
    LogKind,
    Machine,
    MachineResources,
    MemoryShare,
    Method,
    Migration,
    Monitoring,
    Namespace,
    Objective,
    OperatorRole,
    Panel,
    Permission,
    Place,
    Pool,
    Recovery,
    Reference,
    Resources,
    Role,
    Route,
    Scaling,
    ScalingRule,
    Scrape,
    Secret,
    SecretNamed,
    SecretUse,
    Service,
    Severity,
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

FOLDER = "/app"  # X-REV-10: one path, in containers and on machines
LOG_LEVEL = ByEnvironment(dev="DEBUG", staging="INFO", prod="INFO")

CONFIGURATION = ConfigurationFile(  # X-REV-31: no key in it; the two API keys are secrets of their own
    path=f"{FOLDER}/config/production_config.yaml",
    content={
        "framework": {"strict_mode": True, "debug_mode": False, "performance_monitoring": True},
        "logging": {
            "level": LOG_LEVEL,
            # X-REV-22: to where the container's log is collected, errors still apart from the rest
            "files": {"main_log": "/dev/stdout", "error_log": "/dev/stderr"},
        },
        "performance": {
            "memory_management": {
                "max_memory_mb": MemoryShare(percent=80),  # X-REV-12: of the limit; 8192 of 10240
                "aggressive_gc": True,
            },
            "processing": {  # X-REV-14: both settings here, and nowhere else
                "parallel_processing": True,
                "max_workers": Workers(per_cpu=1),  # X-REV-13: of the limit; as the guide's 8 workers on 8 cores
            },
        },
        "caching": {
            "enable_research_cache": True,
            "enable_validation_cache": True,
            "cache_duration_hours": 24,
            "cache_cleanup_interval_hours": 6,
        },
        "security": {"authentication": {"enabled": True, "method": "api_key"}},
    },
)

MACHINE = Machine(
    sizes={
        Size.SMALL: MachineResources(cpus=4, memory_gb=8, disk_gb=50, network_gbps=1),
        Size.MEDIUM: MachineResources(cpus=8, memory_gb=16, disk_gb=100, network_gbps=10),
        Size.LARGE: MachineResources(cpus=16, memory_gb=32, disk_gb=200, network_gbps=10),
    },
    system="Ubuntu 22.04",  # X-REV-32: what the guide recommends; 20.04 has no python3.11 and no more support
    user="revitron-framework",  # X-REV-09: in no group but its own
    packages=("python3.11", "python3.11-venv"),  # no git: an image brings the release, and nothing is checked out
    folders=(
        Folder(path=f"{FOLDER}/config"),
        Folder(path=f"{FOLDER}/cache"),
        Folder(path=f"{FOLDER}/output"),
    ),
    unit=Unit(after=("network-online.target",), restart_seconds=10),
)

FRAMEWORK = Service(
    name="framework",
    image="framework",  # X-REV-26, X-REV-27: a tag or digest in moorage:images; never main or latest
    port=8080,
    command=("python", "main_controller.py", "--config", CONFIGURATION.path),  # X-REV-11: in the foreground
    sizes={  # X-REV-06: N equal instances without a port on the host
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        # the guide's own limits and requests; above them as many workers and as much memory as it tunes for
        Size.SMALL: Resources(cpus=2, memory_mb=4096, replicas=3, requested_cpus=0.5, requested_memory_mb=2048),
        Size.MEDIUM: Resources(cpus=6, memory_mb=10240, replicas=3, requested_cpus=1.5, requested_memory_mb=5120),
        Size.LARGE: Resources(cpus=8, memory_mb=10240, replicas=3, requested_cpus=2, requested_memory_mb=5120),
    },
    host_sizes={  # X-REV-12: what the guide's host has left beside database, cache and edge
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        Size.SMALL: Resources(cpus=0.6, memory_mb=1024, replicas=3),
        Size.MEDIUM: Resources(cpus=1.5, memory_mb=2048, replicas=3),
        Size.LARGE: Resources(cpus=3, memory_mb=5120, replicas=3),
    },
    # X-REV-29: 30 s to start everywhere; of the guide's two intervals, 10 and 30 s, the shorter one
    health=Check(path="/health", interval_seconds=10, timeout_seconds=10, retries=3, start_seconds=30),
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3, start_seconds=30),
    calls=("cache", "database"),
    egress=(Egress(host="*", port=443, why="documentation sources"),),
    environment={
        "REVITRON_FRAMEWORK_ENV": ByEnvironment(dev="development", staging="staging", prod="production"),
        "REVITRON_FRAMEWORK_LOG_LEVEL": LOG_LEVEL,
    },
    secrets=(  # X-REV-18: both are always there, and handed over; X-REV-31: in files
        SecretUse(variable="DATABASE_URL", value=Reference(of="database", field=Field.URL, role="revitron")),
        SecretUse(variable="REDIS_URL", value=Reference(of="cache", field=Field.URL)),
        SecretUse(variable="REVITRON_FRAMEWORK_API_KEY_READ_WRITE", value=SecretNamed(name="api-key-read-write")),
        SecretUse(variable="REVITRON_FRAMEWORK_API_KEY_READ_ONLY", value=SecretNamed(name="api-key-read-only")),
    ),
    configuration=(CONFIGURATION,),
    volumes=(  # X-REV-17: on every target; no folder for logs (X-REV-22) and none for backups (X-REV-23)
        Volume(name="application-cache", path=f"{FOLDER}/cache", size_gb=5),  # a day of research; size ours
        Volume(name="output", path=f"{FOLDER}/output", size_gb=10),  # ours: a tenth of the recommended disk
    ),
    scaling=Scaling(
        minimum=3,
        maximum=13,  # 13 instances of 8 workers carry the guide's 100 users at once
        rules=(  # before the guide's 80 percent; down where two thirds of the instances would do
            ScalingRule(load=Load.CPU_PERCENT, up=70, down=40),
            ScalingRule(load=Load.MEMORY_PERCENT, up=75, down=45),
        ),
        up_cooldown_seconds=60,
        down_cooldown_seconds=600,  # ours: two of the longest requests, so that a pause is not taken for an end
    ),
    # X-REV-25: the guide has a database and no word on its schema, so only the user knows the command; it must leave
    # the schema usable for the version before
    migration=Migration(database="database", command=()),
    machine=MACHINE,
    stop_seconds=310,  # a request may take 300 (X-REV-02), and an update must not cut it
    user=1000,
)

DATABASE = Database(  # X-REV-07: as every database here: private, verified TLS, scram
    name="database",
    floor=15,
    database="revitron_framework",
    roles=(  # X-REV-15: both limits together, times work_mem, fit beside shared_buffers at every size
        Role(name="revitron", access=Access.OWNER, connections=40),  # the pool's 20, and 20 for migrations and people
        Role(name="revitron_monitor", access=Access.MONITOR, connections=10),
    ),
    parameters={  # as written for the 8 GB of size large; below, the same quarter and three quarters of the memory
        "max_connections": "200",
        "shared_buffers": "2GB",
        "effective_cache_size": "6GB",
        "work_mem": "64MB",
        "checkpoint_completion_target": "0.9",
        "wal_buffers": "16MB",
        # Ours from here on, as in every database here: who has come and gone, and which queries are slow.
        "wal_level": "replica",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_line_prefix": "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "log_min_duration_statement": "1s",
    },
    preload=("pg_stat_statements",),  # which queries are slow, without a restart when somebody asks
    extensions=("pg_stat_statements",),
    pool=Pool(connections=20, clients=1000),  # X-REV-15: 2 x 13 instances x 8 workers x 4 clients fit, in an update
    sizes={  # X-REV-12: no more than one host has left beside three instances and the cache
        Size.LAPTOP: DatabaseResources(
            cpus=1,
            memory_mb=512,
            disk_gb=5,
            parameters={"shared_buffers": "128MB", "effective_cache_size": "384MB", "work_mem": "4MB"},
        ),
        Size.SMALL: DatabaseResources(
            cpus=1,
            memory_mb=2048,
            disk_gb=15,
            parameters={"shared_buffers": "512MB", "effective_cache_size": "1536MB", "work_mem": "16MB"},
        ),
        Size.MEDIUM: DatabaseResources(
            cpus=2,
            memory_mb=4096,
            disk_gb=40,
            parameters={"shared_buffers": "1GB", "effective_cache_size": "3GB", "work_mem": "32MB"},
        ),
        Size.LARGE: DatabaseResources(cpus=4, memory_mb=8192, disk_gb=100),
    },
)

CACHE = Cache(  # X-REV-07: as every cache here: private, TLS and a password
    name="cache",
    floor=7,
    eviction=Eviction.ALL_LEAST_RECENT,  # it may forget anything, so it holds nothing but cache
    snapshots=(
        Snapshot(seconds=900, changes=1),
        Snapshot(seconds=300, changes=10),
        Snapshot(seconds=60, changes=10000),
    ),
    forbidden_commands=("FLUSHDB", "FLUSHALL"),  # ours, as of every cache here: nobody empties it by mistake
    keepalive_seconds=300,
    idle_timeout_seconds=300,
    sizes={  # X-REV-12: 2 GB do not fit beside the rest in the smallest host's 8
        Size.LAPTOP: CacheResources(cpus=0.25, memory_mb=192, data_mb=128),
        Size.SMALL: CacheResources(cpus=0.25, memory_mb=1024, data_mb=768),
        Size.MEDIUM: CacheResources(cpus=0.5, memory_mb=3072, data_mb=2048),
        Size.LARGE: CacheResources(cpus=1, memory_mb=3072, data_mb=2048),
    },
)

EDGE = Edge(  # X-REV-16: the one way in, on every target; no service is published beside it
    sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=0.5, memory_mb=512, replicas=2),
        Size.MEDIUM: Resources(cpus=1, memory_mb=512, replicas=2),
        Size.LARGE: Resources(cpus=2, memory_mb=1024, replicas=3),
    },
    host_sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=0.5, memory_mb=256),
        Size.MEDIUM: Resources(cpus=0.5, memory_mb=256),
        Size.LARGE: Resources(cpus=1, memory_mb=512),
    },
    hosts=("",),
    balancing=Balancing.LEAST_CONNECTIONS,  # X-REV-03: the guide's HAProxy would go round robin
    routes=(
        Route(
            path="/",
            service="framework",
            # X-REV-01, X-REV-02: for a directive that exists, and above the 60 s that a full processing may take
            timeouts=Timeouts(connect=5, send=300, read=300),
        ),
        Route(path="/health", service="framework", exact=True, logged=False),
        Route(path="/ready", service="framework", exact=True, logged=False),
    ),
    tls=Tls(  # X-REV-20: what the guide leaves open, as for every edge here
        ciphers=("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384"),
        session_cache_mb=10,
        session_minutes=10,
    ),
    headers={
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",  # X-ALL-09: as written, though browsers ignore it
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",  # X-REV-20: this one and the next
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
            "font-src 'self'; connect-src 'self'; frame-ancestors 'none';"
        ),
    },
    upstream_failures=3,  # X-REV-05: a faulty instance leaves by itself, without an administration socket
    upstream_failure_seconds=30,
)

ALERTS = (  # X-REV-28: each with a severity, and so with receivers, which prod must have
    Alert(  # after a minute, as the guide polls
        name="framework-down", watch=Watch.UNREACHABLE, of="framework", for_seconds=60, severity=Severity.CRITICAL
    ),
    Alert(name="database-down", watch=Watch.DATABASE_UNAVAILABLE, of="database", severity=Severity.CRITICAL),
    Alert(name="cache-down", watch=Watch.CACHE_UNAVAILABLE, of="cache", severity=Severity.CRITICAL),
    Alert(name="restarting", watch=Watch.RESTARTING, severity=Severity.WARNING),
    Alert(name="availability-low", watch=Watch.AVAILABILITY_PERCENT, below=99.9, severity=Severity.WARNING),
    Alert(name="errors-high", watch=Watch.ERROR_PERCENT, above=1, severity=Severity.WARNING),
    Alert(name="latency-high", watch=Watch.LATENCY_MILLISECONDS, above=60000, severity=Severity.WARNING),
    Alert(name="log-errors", watch=Watch.LOG_ERRORS, above=0, for_seconds=0, severity=Severity.WARNING),  # every line
    Alert(  # more than people mistype in five minutes: somebody guesses API keys
        name="failed-logins", watch=Watch.FAILED_LOGINS, above=50, severity=Severity.WARNING
    ),
    Alert(name="cpu-high", watch=Watch.CPU_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="memory-high", watch=Watch.MEMORY_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="disk-filling", watch=Watch.DISK_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="disk-full", watch=Watch.DISK_PERCENT, above=90, severity=Severity.CRITICAL),
    Alert(name="pool-exhausted", watch=Watch.POOL_PERCENT, above=80, of="database", severity=Severity.WARNING),
    Alert(name="certificate-expiring", watch=Watch.CERTIFICATE_DAYS, below=21, severity=Severity.WARNING),
    Alert(name="backup-late", watch=Watch.BACKUP_HOURS, above=26, of="database", severity=Severity.CRITICAL),
    Alert(name="backup-completed", watch=Watch.BACKUP_COMPLETED, severity=Severity.INFO),
    Alert(name="drill-late", watch=Watch.DRILL_DAYS, above=8, of="database", severity=Severity.WARNING),
    Alert(name="job-failed", watch=Watch.JOB_FAILED, severity=Severity.WARNING),
    Alert(name="updates-waiting", watch=Watch.UPDATE_AVAILABLE, severity=Severity.INFO),
    Alert(name="monitoring-silent", watch=Watch.SILENCE, severity=Severity.CRITICAL),
)

OBJECTIVES = (
    # X-REV-30: 43 minutes a month, kept where the profile is highly available; one host alone can't promise it
    Objective(name="availability", watch=Watch.AVAILABILITY_PERCENT, at_least=99.9),
    Objective(name="latency", watch=Watch.LATENCY_MILLISECONDS, of="framework", at_most=60000),
    # a capacity, to be judged under load: a night without users breaks no promise, so no alert follows from it
    Objective(name="throughput", watch=Watch.REQUESTS_PER_HOUR, of="framework", at_least=100),
    Objective(name="processors", watch=Watch.CPU_PERCENT, at_most=80),
    Objective(name="memory", watch=Watch.MEMORY_PERCENT, at_most=80),
    Objective(name="errors", watch=Watch.ERROR_PERCENT, at_most=1),
)

DASHBOARDS = (
    Dashboard(
        title="Framework performance metrics",
        panels=(
            Panel(
                title="Response Times",
                query="histogram_quantile(0.95, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))",
                unit="s",
            ),
            Panel(title="Requests an Hour", query="sum(increase(api_requests_total[1h]))"),
            Panel(
                title="Query Times",
                query="histogram_quantile(0.95, sum by (le) (rate(database_query_duration_seconds_bucket[5m])))",
                unit="s",
            ),
        ),
    ),
    Dashboard(
        title="Error rate trends",
        panels=(
            Panel(
                title="Errors of the Day",
                query='sum(rate(api_requests_total{status=~"5.."}[1d])) / sum(rate(api_requests_total[1d]))',
                unit="percentunit",
            ),
            Panel(
                title="Errors of the Week Before",
                query=(
                    'sum(rate(api_requests_total{status=~"5.."}[1d] offset 1w))'
                    " / sum(rate(api_requests_total[1d] offset 1w))"
                ),
                unit="percentunit",
            ),
        ),
    ),
    Dashboard(
        title="User activity patterns",
        panels=(
            Panel(title="Requests by Endpoint", query="sum by (endpoint) (increase(api_requests_total[1h]))"),
            Panel(title="Open Connections", query="sum(nginx_connections_active)"),
        ),
    ),
    Dashboard(
        title="System resource utilization",
        panels=(
            Panel(
                title="CPU Usage",
                query='1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
                unit="percentunit",
            ),
            Panel(
                title="Memory Usage",
                query="1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
                unit="percentunit",
            ),
            Panel(
                title="Disk Usage",
                query='1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}',
                unit="percentunit",
            ),
            Panel(title="Database Connections", query="sum(pg_stat_activity_count)"),
            Panel(title="Cache Memory", query="sum(redis_memory_used_bytes)", unit="bytes"),
        ),
    ),
    Dashboard(  # the framework's own figures, by the names of the guide's indicators
        title="Quality metrics tracking",
        panels=(
            Panel(title="Validation Coverage", query="avg(validation_coverage)", unit="percent"),
            Panel(title="User Satisfaction of 5", query="avg(user_satisfaction)"),
        ),
    ),
)

MONITORING = Monitoring(
    scrapes=(
        Scrape(exporter=Exporter.APPLICATION, of="framework"),
        Scrape(exporter=Exporter.NODE),
        Scrape(exporter=Exporter.CONTAINERS),
        Scrape(exporter=Exporter.POSTGRESQL, of="database"),
        Scrape(exporter=Exporter.PGBOUNCER, of="database"),
        Scrape(exporter=Exporter.REDIS, of="cache"),
        Scrape(exporter=Exporter.NGINX, of="edge"),
        Scrape(exporter=Exporter.PROBES),
    ),
    alerts=ALERTS,
    logs=(  # X-REV-21, X-REV-33, X-ALL-05: manufacturing's classes; the system's own are kept as the application's
        LogClass(kind=LogKind.APPLICATION, keep_days=30),
        LogClass(kind=LogKind.ACCESS, keep_days=90),
        LogClass(kind=LogKind.AUDIT, keep_days=365),
        LogClass(kind=LogKind.SYSTEM, keep_days=30),
    ),
    objectives=OBJECTIVES,
    dashboards=DASHBOARDS,
    keep_metrics_days=35,  # objectives look at 30 days
)

BACKUPS = (  # X-REV-23: every store, and none of it on the host
    BackupRule(  # of the full one that "system" makes each week
        name="database-incremental", of=("database",), method=Method.INCREMENTAL, schedule="0 2 * * *", keep_days=30
    ),
    BackupRule(name="database-log", of=("database",), method=Method.LOG, schedule="*/5 * * * *", keep_days=30),
    BackupRule(
        name="files", of=("cache", "configuration", "output"), method=Method.COPY, schedule="0 2 * * *", keep_days=30
    ),
    BackupRule(  # the weekly script that the guide names and does not have
        name="system",
        of=("application-cache", "cache", "configuration", "database", "output"),
        method=Method.FULL,
        schedule="0 1 * * 0",
        keep_days=30,
    ),
)

JOBS = (  # times that the guide leaves open are ours, in the quiet hours; all UTC (X-ALL-01)
    Job(task=Task.HEALTH_CHECK, schedule="* * * * *"),
    Job(task=Task.VERIFY_BACKUPS, schedule="0 4 * * *"),  # when the night's are done
    Job(task=Task.RESOURCE_REPORT, schedule="20 7 * * *"),
    Job(task=Task.SYSTEM_REPORT, schedule="0 9 * * *"),
    Job(task=Task.ENFORCE_RETENTION, schedule="30 5 * * 0"),
    Job(task=Task.LIST_UPDATES, schedule="0 7 * * 0"),
    Job(task=Task.CERTIFICATE_CHECK, schedule="10 7 * * 0"),
    Job(task=Task.TREND_REPORT, schedule="15 9 * * 1"),
    Job(task=Task.SECURITY_AUDIT, schedule="0 8 1 * *"),
    Job(task=Task.LIST_DEPENDENCIES, schedule="40 8 1 * *"),
    Job(task=Task.CAPACITY_REPORT, schedule="30 9 1 * *"),
)

SPEC = SystemSpec(
    name="revitron",
    title="Revitron UI Enhancement Framework",
    edge=EDGE,
    services=(FRAMEWORK,),
    databases=(DATABASE,),
    caches=(CACHE,),
    secrets=(  # X-REV-31: made and kept by the target
        Secret(name="api-key-read-write", length=48),
        Secret(name="api-key-read-only", length=48),
        Secret(name="dashboard-password", length=32),  # X-REV-04, X-REV-21: no page of operators without a login
    ),
    namespaces=(Namespace(name="revitron-framework", parts=("cache", "database", "edge", "framework")),),
    host={
        Size.LAPTOP: HostResources(cpus=2, memory_gb=4, disk_gb=25),
        Size.SMALL: HostResources(cpus=4, memory_gb=8, disk_gb=50),
        Size.MEDIUM: HostResources(cpus=8, memory_gb=16, disk_gb=100),
        Size.LARGE: HostResources(cpus=16, memory_gb=32, disk_gb=200),
    },
    monitoring=MONITORING,
    backups=Backups(
        rules=BACKUPS,
        copies=(Copy(to=Place.SECOND_REPOSITORY, keep_days=30),),
        # X-REV-24: into an empty place, by the backup's own name, every week; X-ALL-02: point and time are ours
        recovery=Recovery(point_minutes=15, time_minutes=60, drill_schedule="0 10 * * 1"),
        before_updates=True,
    ),
    window=Window(day=Weekday.SUNDAY, hour=5, hours=3),  # ours: after the weekly backup, around the list of updates
    jobs=JOBS,
    contacts=(  # roles are ours: the guide has one mail address, and stakeholders who are told of updates
        Contact(role="on-call", handles="everything, at any hour", level=1),
        Contact(role="administrator", handles="infrastructure and database issues", level=2),
        Contact(role="security", handles="security incidents", level=2),
        Contact(role="stakeholders", handles="windows and completion of updates, to be told", level=3),
    ),
    operators=(  # ours: the guide asks for roles and names none
        OperatorRole(name="viewer", permission=Permission.VIEW),
        OperatorRole(name="operator", permission=Permission.OPERATE),
        OperatorRole(name="administrator", permission=Permission.ADMINISTER),
    ),
)
