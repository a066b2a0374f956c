"""OPMAS: agents that work on ingested logs, an API to manage them and its user interface, over PostgreSQL and NATS.

The guide names components and procedures and hardly a number (X-OPM-08): numbers are ours where nothing else is said,
each with its reason, or CLO's where CLO says the same thing.
"""

from stacks._spec import (
    Access,
    Account,
    Alert,
    BackupRule,
    Backups,
    ByEnvironment,
    Check,
    Contact,
    ContentDelivery,
    Copy,
    Dashboard,
    Database,
    DatabaseResources,
    Development,
    Edge,
    Exporter,
    Field,
    Files,
    HostResources,
    Job,
    Listener,
    Load,
    LogClass,
    LogKind,
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
    PublicUrl,
    Queue,
    QueueResources,
    Recovery,
    Reference,
    Resources,
    Retention,
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
    Site,
    Size,
    Source,
    Stream,
    SystemSpec,
    Task,
    Tls,
    Watch,
    Weekday,
    Window,
)

ENVIRONMENT = ByEnvironment(dev="development", staging="staging", prod="production")
LOG_LEVEL = ByEnvironment(dev="debug", staging="info", prod="info")
CONNECTIONS = "20"  # of one instance to the pool, so that twice the most instances fit: old and new ones in an update

# The guide names no framework: each folder of sources brings a program that runs it and reloads what has changed.
DEVELOPMENT = Development(path="/app", command=("/app/develop",))

# X-OPM-08. Up: the others must bear the load for the minute until a new instance is ready. Down: less than half of up,
# so that those which stay do not pass it at once. A latency above 400 is near what users are promised (OBJECTIVES).
CPU = ScalingRule(load=Load.CPU_PERCENT, up=70, down=30)
MEMORY = ScalingRule(load=Load.MEMORY_PERCENT, up=80, down=35)
LATENCY = ScalingRule(load=Load.LATENCY_MILLISECONDS, up=400, down=150)
BACKLOG = ScalingRule(load=Load.QUEUE_LENGTH, up=1000, down=100)

CORE = Service(
    name="core",
    image="core",
    port=8080,  # ours: the guide gives none, and checks and metrics need one
    sizes={  # X-OPM-08: two instances at the least, so that the loss of one is no outage; then about double
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        Size.SMALL: Resources(cpus=1, memory_mb=1024, replicas=2),
        Size.MEDIUM: Resources(cpus=1, memory_mb=2048, replicas=4),
        Size.LARGE: Resources(cpus=2, memory_mb=4096, replicas=5),
    },
    health=Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),  # X-ALL-04: the guide has no path
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3),
    calls=("database", "queue"),
    environment={
        "ENVIRONMENT": ENVIRONMENT,
        "LOG_LEVEL": LOG_LEVEL,
        "DB_POOL_SIZE": CONNECTIONS,
        "NATS_CA_FILE": Reference(of="queue", field=Field.AUTHORITY),  # which no URL of NATS can name
        "INGESTION_SUBJECT": "opmas.logs.ingested",  # in the stream LOGS, which shares the work out
    },
    secrets=(  # X-OPM-02: generated, in files
        SecretUse(variable="NATS_URL", value=Reference(of="queue", field=Field.URL, role="core")),
        SecretUse(variable="DB_URL", value=Reference(of="database", field=Field.URL, role="opmas_core")),
        SecretUse(variable="SSH_KEY", value=SecretNamed(name="ssh-key")),
    ),
    scaling=Scaling(
        minimum=2,
        maximum=12,
        rules=(CPU, MEMORY, BACKLOG),
        up_cooldown_seconds=60,  # an instance is ready by then, and its effect is seen
        down_cooldown_seconds=300,  # a pause between two bursts is not the end of them
    ),
    development=DEVELOPMENT,
)

MANAGEMENT_API = Service(
    name="management-api",
    image="management-api",
    port=8000,
    sizes={  # X-OPM-08: as core's, but requests need less memory than agents
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256, replicas=2),
        Size.SMALL: Resources(cpus=1, memory_mb=1024, replicas=2),
        Size.MEDIUM: Resources(cpus=1, memory_mb=1024, replicas=3),
        Size.LARGE: Resources(cpus=2, memory_mb=2048, replicas=3),
    },
    health=Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3),
    calls=("database",),
    environment={
        "ENVIRONMENT": ENVIRONMENT,
        "LOG_LEVEL": LOG_LEVEL,
        "DB_POOL_SIZE": CONNECTIONS,
    },
    secrets=(
        SecretUse(variable="DB_URL", value=Reference(of="database", field=Field.URL, role="opmas_api")),
        SecretUse(variable="API_TOKEN", value=SecretNamed(name="api-token")),
        SecretUse(variable="API_TOKEN_SIGNING_KEY", value=SecretNamed(name="api-token-signing-key")),
    ),
    sessions="database",  # X-OPM-07: any instance can answer, and no session ends with an instance
    scaling=Scaling(
        minimum=2,
        maximum=8,
        rules=(CPU, MEMORY, LATENCY),
        up_cooldown_seconds=60,
        down_cooldown_seconds=300,
    ),
    migration=Migration(database="database", command=()),  # X-OPM-13: only the user knows it; prod wants it said
    development=DEVELOPMENT,
)

UI = Service(  # it calls nothing: the browser calls the API, by its public address
    name="ui",
    image="ui",
    port=3000,  # X-OPM-12: private; the edge has the certificate
    sizes={  # X-OPM-08: pages and files, so the least of the three
        Size.LAPTOP: Resources(cpus=0.25, memory_mb=128, replicas=2),
        Size.SMALL: Resources(cpus=0.25, memory_mb=256, replicas=2),
        Size.MEDIUM: Resources(cpus=0.5, memory_mb=256, replicas=3),
        Size.LARGE: Resources(cpus=0.5, memory_mb=512, replicas=4),
    },
    health=Check(path="/health", interval_seconds=30, timeout_seconds=10, retries=3),
    readiness=Check(path="/ready", interval_seconds=5, timeout_seconds=5, retries=3),
    environment={
        "ENVIRONMENT": ENVIRONMENT,
        "LOG_LEVEL": LOG_LEVEL,
        "API_URL": PublicUrl(path="/api"),  # X-OPM-04: where a browser anywhere reaches it
    },
    scaling=Scaling(
        minimum=2,
        maximum=8,
        rules=(CPU, MEMORY, LATENCY),
        up_cooldown_seconds=60,
        down_cooldown_seconds=300,
    ),
    development=DEVELOPMENT,
)

DATABASE = Database(
    name="database",
    floor=14,  # X-OPM-11: a floor; components/versions.py says what runs, and until when
    database="opmas",
    roles=(  # X-OPM-02, X-OPM-03: a role and a password each; the owner is for migrations
        Role(name="opmas", access=Access.OWNER, connections=10),
        Role(name="opmas_core", access=Access.READ_WRITE),
        Role(name="opmas_api", access=Access.READ_WRITE),
        Role(name="opmas_monitor", access=Access.MONITOR, connections=5),
    ),
    parameters={
        "max_connections": "120",  # the pool's 91 and 20 for maintenance, rounded up
        "wal_level": "replica",  # for the archive and the standbys
        "log_connections": "on",
        "log_disconnections": "on",
        "log_line_prefix": "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "log_statement": "ddl",  # who has changed the schema
        "log_min_duration_statement": "1s",
        "track_io_timing": "on",  # whether a slow query has waited for the disk
    },
    preload=("pg_stat_statements",),
    extensions=("pg_stat_statements",),
    pool=Pool(connections=40, clients=1000),  # twice the most instances of core and the API, with CONNECTIONS each
    read_replicas={  # standbys of the cluster: nothing reads from them; with two, one is left while one is replaced
        Size.LAPTOP: 0,
        Size.SMALL: 1,
        Size.MEDIUM: 2,
        Size.LARGE: 2,
    },
    sizes={  # X-OPM-08: buffers a quarter of the memory; every connection may sort, and three vacuums may run
        Size.LAPTOP: DatabaseResources(
            cpus=1,
            memory_mb=768,
            disk_gb=10,
            parameters={
                "shared_buffers": "192MB",
                "effective_cache_size": "512MB",
                "work_mem": "4MB",
                "maintenance_work_mem": "64MB",
            },
        ),
        Size.SMALL: DatabaseResources(
            cpus=2,
            memory_mb=4096,
            disk_gb=100,
            parameters={
                "shared_buffers": "1GB",
                "effective_cache_size": "3GB",
                "work_mem": "16MB",
                "maintenance_work_mem": "256MB",
            },
        ),
        Size.MEDIUM: DatabaseResources(
            cpus=4,
            memory_mb=8192,
            disk_gb=250,
            parameters={
                "shared_buffers": "2GB",
                "effective_cache_size": "6GB",
                "work_mem": "32MB",
                "maintenance_work_mem": "512MB",
            },
        ),
        Size.LARGE: DatabaseResources(
            cpus=8,
            memory_mb=16384,
            disk_gb=500,
            parameters={
                "shared_buffers": "4GB",
                "effective_cache_size": "12GB",
                "work_mem": "64MB",
                "maintenance_work_mem": "1GB",
            },
        ),
    },
)

QUEUE = Queue(  # X-OPM-01: as every queue here: private, TLS, a login for everybody, messages on disk
    name="queue",
    floor="2.10",  # the guide says latest; this is what runs
    accounts=(Account(name="core", publish=("opmas.>",), subscribe=("opmas.>",)),),
    streams=(  # one instance does each message; three days, so that a weekend's backlog is not lost
        Stream(
            name="LOGS",
            subjects=("opmas.logs.>",),
            retention=Retention.WORK,
            max_age_hours=72,
            max_mb=4096,
            copies=3,
        ),
        Stream(
            name="TASKS",
            subjects=("opmas.tasks.>",),
            retention=Retention.WORK,
            max_age_hours=72,
            max_mb=1024,
            copies=3,
        ),
    ),
    sizes={  # both streams fit every disk; three servers agree without one of them
        Size.LAPTOP: QueueResources(cpus=0.25, memory_mb=256, disk_gb=8, nodes=1),
        Size.SMALL: QueueResources(cpus=0.5, memory_mb=512, disk_gb=20, nodes=3),
        Size.MEDIUM: QueueResources(cpus=1, memory_mb=1024, disk_gb=20, nodes=3),
        Size.LARGE: QueueResources(cpus=2, memory_mb=2048, disk_gb=20, nodes=3),
    },
)

EDGE = Edge(
    sizes={
        Size.LAPTOP: Resources(cpus=0.5, memory_mb=256),
        Size.SMALL: Resources(cpus=0.5, memory_mb=512, replicas=2),
        Size.MEDIUM: Resources(cpus=1, memory_mb=512, replicas=2),
        Size.LARGE: Resources(cpus=2, memory_mb=1024, replicas=3),
    },
    hosts=("",),
    routes=(
        Route(path="/api/", service="management-api", hosts=("",)),
        Route(path="/health", service="management-api", exact=True, hosts=("",), logged=False),
        Route(path="/ready", service="management-api", exact=True, hosts=("",), logged=False),
        Route(path="/", service="ui", hosts=("",)),
    ),
    sites=(
        Site(
            files="static",
            hosts=("",),
            path="/static/",
            fallback=None,
            cached_extensions=("js", "css", "png", "jpg", "jpeg", "gif", "ico", "svg"),
            cached_seconds=31536000,  # a year: a build gives a changed file another name
        ),
    ),
    listeners=(  # X-OPM-06: closed until moorage:listeners says its public port, protocol and networks
        Listener(name="ingestion", service="core", variable="INGESTION_PORT", port=5514),
    ),
    tls=Tls(ciphers=("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384")),
    headers={  # CLO's, without its web sockets and the obsolete header (X-ALL-09) that this guide does not ask for
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
            "font-src 'self'; connect-src 'self'; frame-ancestors 'none';"
        ),
    },
    content_delivery=ContentDelivery(),
)

FILES = (Files(name="static", image="ui", folder="/srv/www"),)  # of the user interface's image, served by the edge

ALERTS = (
    Alert(name="core-down", watch=Watch.UNREACHABLE, of="core", severity=Severity.CRITICAL),
    Alert(name="api-down", watch=Watch.UNREACHABLE, of="management-api", severity=Severity.CRITICAL),
    Alert(name="ui-down", watch=Watch.UNREACHABLE, of="ui", severity=Severity.CRITICAL),
    Alert(name="database-down", watch=Watch.DATABASE_UNAVAILABLE, of="database", severity=Severity.CRITICAL),
    Alert(name="queue-down", watch=Watch.QUEUE_UNAVAILABLE, of="queue", severity=Severity.CRITICAL),
    Alert(name="restarting", watch=Watch.RESTARTING, severity=Severity.WARNING),
    Alert(name="availability-low", watch=Watch.AVAILABILITY_PERCENT, below=99.5, severity=Severity.WARNING),
    Alert(name="errors-rising", watch=Watch.ERROR_PERCENT, above=1, for_seconds=600, severity=Severity.WARNING),
    Alert(name="errors-high", watch=Watch.ERROR_PERCENT, above=5, severity=Severity.CRITICAL),
    Alert(name="latency-high", watch=Watch.LATENCY_MILLISECONDS, above=500, severity=Severity.WARNING),
    Alert(  # performance gets worse by degrees, below every threshold
        name="latency-degrading", watch=Watch.LATENCY_RATIO, above=2, for_seconds=1800, severity=Severity.WARNING
    ),
    Alert(  # above scaling's threshold for so long that scaling has not helped
        name="cpu-high", watch=Watch.CPU_PERCENT, above=85, for_seconds=900, severity=Severity.WARNING
    ),
    Alert(name="memory-high", watch=Watch.MEMORY_PERCENT, above=90, severity=Severity.WARNING),
    Alert(name="disk-filling", watch=Watch.DISK_PERCENT, above=80, severity=Severity.WARNING),
    Alert(name="disk-full", watch=Watch.DISK_PERCENT, above=90, severity=Severity.CRITICAL),
    Alert(name="pool-exhausted", watch=Watch.POOL_PERCENT, above=80, of="database", severity=Severity.WARNING),
    Alert(  # what would be lost if the standby took over now
        name="replica-behind", watch=Watch.REPLICATION_SECONDS, above=60, of="database", severity=Severity.WARNING
    ),
    Alert(  # more than all 12 instances of core are meant to have waiting
        name="queue-growing", watch=Watch.QUEUE_LENGTH, above=12000, of="queue", severity=Severity.WARNING
    ),
    Alert(  # one every six seconds: no single failure, which errors-rising sees
        name="log-errors", watch=Watch.LOG_ERRORS, above=50, severity=Severity.WARNING
    ),
    Alert(  # more than people mistype in five minutes
        name="failed-logins", watch=Watch.FAILED_LOGINS, above=50, severity=Severity.WARNING
    ),
    Alert(name="certificate-expiring", watch=Watch.CERTIFICATE_DAYS, below=21, severity=Severity.WARNING),
    Alert(name="backup-late", watch=Watch.BACKUP_HOURS, above=26, of="database", severity=Severity.CRITICAL),
    Alert(name="queue-backup-late", watch=Watch.BACKUP_HOURS, above=26, of="queue", severity=Severity.WARNING),
    Alert(
        name="configuration-backup-late",
        watch=Watch.BACKUP_HOURS,
        above=26,
        of="configuration",
        severity=Severity.WARNING,
    ),
    Alert(name="drill-late", watch=Watch.DRILL_DAYS, above=8, of="database", severity=Severity.WARNING),
    Alert(name="job-failed", watch=Watch.JOB_FAILED, severity=Severity.WARNING),
    Alert(name="updates-waiting", watch=Watch.UPDATE_AVAILABLE, severity=Severity.INFO),
    Alert(name="monitoring-silent", watch=Watch.SILENCE, severity=Severity.CRITICAL),
)

OBJECTIVES = (
    # X-OPM-08: 3.6 hours a month, which leave room for a recovery of one hour and what a single host's updates cost
    Objective(name="availability", watch=Watch.AVAILABILITY_PERCENT, at_least=99.5),
    Objective(name="latency", watch=Watch.LATENCY_MILLISECONDS, of="management-api", at_most=500),
    Objective(name="errors", watch=Watch.ERROR_PERCENT, at_most=1),
)

DASHBOARDS = (
    Dashboard(
        title="OPMAS",
        panels=(
            Panel(title="Service Health", query="min by (job, instance) (up)"),
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
            Panel(title="Disk I/O", query="rate(node_disk_io_time_seconds_total[5m])", unit="percentunit"),
            Panel(
                title="Network Traffic",
                query=(
                    "sum by (instance) (rate(node_network_receive_bytes_total[5m])"
                    " + rate(node_network_transmit_bytes_total[5m]))"
                ),
                unit="Bps",
            ),
            Panel(
                title="Response Times",
                query="histogram_quantile(0.95, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))",
                unit="s",
            ),
            Panel(title="Slowest Queries", query="topk(10, rate(pg_stat_statements_seconds_total[5m]))", unit="s"),
            Panel(title="Messages Waiting", query="sum by (stream_name) (jetstream_stream_total_messages)"),
        ),
    ),
)

MONITORING = Monitoring(
    scrapes=(
        Scrape(exporter=Exporter.APPLICATION, of="core"),
        Scrape(exporter=Exporter.APPLICATION, of="management-api"),
        Scrape(exporter=Exporter.APPLICATION, of="ui"),
        Scrape(exporter=Exporter.NODE),
        Scrape(exporter=Exporter.CONTAINERS),
        Scrape(exporter=Exporter.POSTGRESQL, of="database"),
        Scrape(exporter=Exporter.PGBOUNCER, of="database"),
        Scrape(exporter=Exporter.NATS, of="queue"),
        Scrape(exporter=Exporter.NGINX, of="edge"),
        Scrape(exporter=Exporter.PROBES),
    ),
    alerts=ALERTS,
    logs=(  # X-ALL-05: manufacturing's classes; it has none for the system's own, which are kept as the application's
        LogClass(kind=LogKind.APPLICATION, keep_days=30),
        LogClass(kind=LogKind.ACCESS, keep_days=90),
        LogClass(kind=LogKind.AUDIT, keep_days=365),
        LogClass(kind=LogKind.SYSTEM, keep_days=30),
    ),
    objectives=OBJECTIVES,
    dashboards=DASHBOARDS,
    keep_metrics_days=35,  # objectives look at 30 days
)

BACKUPS = (  # X-ALL-06: 30 days of everything, 7 of any moment
    BackupRule(name="database", of=("database",), method=Method.FULL, schedule="0 2 * * *", keep_days=30),
    BackupRule(  # X-OPM-09: one between two full ones holds what has changed since the full one: a differential
        name="database-differential",
        of=("database",),
        method=Method.INCREMENTAL,
        schedule="0 14 * * *",
        keep_days=30,
    ),
    BackupRule(name="database-log", of=("database",), method=Method.LOG, schedule="*/5 * * * *", keep_days=7),
    # Work that waits: three servers have it already, and devices go on sending.
    BackupRule(name="queue", of=("queue",), method=Method.COPY, schedule="30 2 * * *", keep_days=30),
    BackupRule(  # X-OPM-10: encrypted, and never in Git, where only what is no secret is tracked
        name="configuration",
        of=("configuration",),
        method=Method.COPY,
        schedule="0 3 * * *",
        keep_days=30,
    ),
)

JOBS = (  # the guide names no times: ours, in the quiet hours; all UTC (X-ALL-01)
    Job(task=Task.HEALTH_CHECK, schedule="*/5 * * * *"),
    Job(task=Task.VERIFY_BACKUPS, schedule="0 4 * * *"),  # when the night's are done
    Job(task=Task.CLEAN_TEMPORARY_FILES, schedule="0 5 * * *"),
    Job(task=Task.DATABASE_STATISTICS, schedule="15 5 * * *"),
    Job(task=Task.ENFORCE_RETENTION, schedule="30 5 * * *"),
    Job(task=Task.VACUUM, schedule="0 6 * * 0"),
    Job(task=Task.REINDEX, schedule="30 6 * * 0"),
    Job(task=Task.LIST_UPDATES, schedule="0 7 * * 0"),
    Job(task=Task.CERTIFICATE_CHECK, schedule="10 7 * * 0"),
    Job(task=Task.TREND_REPORT, schedule="15 9 * * 1"),
    Job(task=Task.SECURITY_AUDIT, schedule="0 8 1 * *"),
    Job(task=Task.LIST_DEPENDENCIES, schedule="40 8 1 * *"),
)

SPEC = SystemSpec(
    name="opmas",
    title="OPMAS",
    edge=EDGE,
    services=(CORE, MANAGEMENT_API, UI),  # in the order in which the guide deploys them
    files=FILES,
    databases=(DATABASE,),
    queues=(QUEUE,),
    secrets=(
        Secret(name="api-token", length=64, rotate_days=90),  # of the operators' programs
        Secret(name="api-token-signing-key", length=64, rotate_days=90),  # of the tokens that the API issues
        # Core's, for devices, a year because each must be told. The guide names no device, so nothing gets out: who
        # supplies the key adds CORE.egress.
        Secret(name="ssh-key", source=Source.SUPPLIED, rotate_days=365),
        Secret(name="dashboard-password", length=32),  # no page of operators without a login
    ),
    namespaces=(
        Namespace(name="opmas-core", parts=("core", "queue")),  # X-OPM-05: core alone talks to the queue
        Namespace(name="opmas-api", parts=("management-api",)),
        Namespace(name="opmas-ui", parts=("ui",)),
        Namespace(name="opmas-db", parts=("database",)),
    ),
    host={  # X-OPM-14: what everything needs on one host, which is not highly available, whatever its size
        Size.LAPTOP: HostResources(cpus=2, memory_gb=4, disk_gb=20),
        Size.SMALL: HostResources(cpus=8, memory_gb=16, disk_gb=200),
        Size.MEDIUM: HostResources(cpus=16, memory_gb=32, disk_gb=500),
        Size.LARGE: HostResources(cpus=32, memory_gb=64, disk_gb=1000),
    },
    monitoring=MONITORING,
    backups=Backups(
        rules=BACKUPS,
        copies=(Copy(to=Place.SECOND_REPOSITORY, keep_days=30),),
        recovery=Recovery(point_minutes=15, time_minutes=60, drill_schedule="0 10 * * 1"),  # X-ALL-02: ours
        before_updates=True,
    ),
    window=Window(day=Weekday.SUNDAY, hour=5, hours=3),  # when the vacuum and the list of updates run
    jobs=JOBS,
    contacts=(  # the guide has a communication plan and names nobody
        Contact(role="on-call", handles="everything, at any hour", level=1),
        Contact(role="administrator", handles="recovery, rollback and infrastructure issues", level=2),
        Contact(role="security", handles="security incidents", level=2),
        Contact(role="management", handles="what users are told of updates and incidents", level=3),
    ),
    operators=(
        OperatorRole(name="viewer", permission=Permission.VIEW),
        OperatorRole(name="operator", permission=Permission.OPERATE),
        OperatorRole(name="administrator", permission=Permission.ADMINISTER),
    ),
)
