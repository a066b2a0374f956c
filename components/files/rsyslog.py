"""rsyslog's files: every container's lines, as JSON by class, part, instance and day.

Guarantees: each line that arrives is written once, as one JSON object with time, part, instance, level and class, and
with ``event`` (what a program said as a JSON object) or ``message`` (any other text); a tag that is not a container's
of the stack goes to system/unknown and never becomes a path; the day in a file's name is that of arrival, UTC, whatever
the sender says. What finds the queue full is counted, and said in a critical line.

What a line is: Docker sends each line of a container as a datagram of its own, so a message of several lines is several
entries; and what is longer than 16 KB comes in pieces, which are entries with a text, even if the whole was JSON.

Sources: RFC 5424; rsyslog's documentation of imudp, omfile, mmjsonparse, lookup tables and queues; Docker's page
"Syslog logging driver"; the manufacturing guide's retention (lines 1003-1009).
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import jinja2

from components.files import FOLDER
from components.files.quoting import matching
from stacks._monitoring import LogClass, LogKind

PORT = 5514  # UDP
LOGS = "/var/log/moorage"
OWN_PART = "logs"
OWN_TAG = "moorage-logs"  # of what images/logs/moorage-logs says itself
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
MEMORY_LINES = 24_000  # of at most 16 KB each, as Docker sends them, in 512 MB; most of the rest waits on the disk
SPOOL_MB = 256


class Writer(StrEnum):
    """What kind of program writes a log: it says how a line shows its level, and which class it is of."""

    EDGE = "edge"  # nginx: what it answers is the access log, what goes wrong is the system's
    SERVICE = "service"
    POSTGRESQL = "postgresql"
    PGBOUNCER = "pgbouncer"
    REDIS = "redis"
    NATS = "nats"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSource:
    """A container's log: the part of the system that it belongs to, and what writes it."""

    part: str
    writer: Writer


# How lines that are not JSON show their level: extended regular expressions, tried in their order, whose second group
# it is. rsyslog knows no \[, hence [[].
WORDS = "DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL"
ANY_MARKS = (
    f"(^|[ [])({WORDS})([]: ]|$)",  # INFO: and [INFO] of Python's programs, P00   INFO: of pgBackRest
    f'(level="?|[[])({WORDS}|{WORDS.lower()})("| |]|$)',  # level=info of Go's programs
    "^()([IWEF])[0-9]{4} [0-9:.]+ ",  # I0822 10:00:00.000000 of glog's
)
MARKS: Mapping[Writer, tuple[str, ...]] = MappingProxyType(
    {
        Writer.EDGE: ("([[])(debug|info|notice|warn|error|crit|alert|emerg)[]] ",),
        Writer.SERVICE: ANY_MARKS,
        Writer.POSTGRESQL: ("()(DEBUG[1-5]|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC):  ",),
        Writer.PGBOUNCER: ("([[][0-9]+[]] )(NOISE|DEBUG|LOG|WARNING|ERROR|FATAL) ",),
        Writer.REDIS: ("^([0-9]+:[A-Z] [0-9]+ [A-Z][a-z]+ [0-9]+ [0-9:.]+ )([.*#-]) ",),
        Writer.NATS: ("^([[][0-9]+[]] [0-9/]+ [0-9:.]+ [[])(TRC|DBG|INF|WRN|ERR|FTL)[]]",),
        Writer.OTHER: ANY_MARKS,
    }
)

LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "debug": ("trace", "debug", "debug1", "debug2", "debug3", "debug4", "debug5", "noise", ".", "trc", "dbg",
                  "10", "20"),  # numbers as pino's
        "info": ("info", "information", "informational", "notice", "log", "-", "*", "inf", "i", "30"),
        "warning": ("warn", "warning", "#", "wrn", "w", "40"),
        "error": ("error", "err", "e", "50"),
        "critical": ("critical", "crit", "fatal", "panic", "alert", "emerg", "emergency", "ftl", "f", "60"),
    }
)  # fmt: skip
LEVEL_KEYS = ("level", "severity", "levelname", "lvl")  # of a program's own JSON, the first that is there

# Who came in, who was refused, and what changed roles or tables. (Where log_statement is ddl, all statements are.)
CHANGES = "CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT|TRUNCATE|REASSIGN|SECURITY|IMPORT|REFRESH|REINDEX|DO"
AUDITED: Mapping[Writer, str] = MappingProxyType(
    {
        Writer.POSTGRESQL: "LOG:  (connection (received|authenticated|authorized)|disconnection):? |"
        "LOG:  replication connection authorized: |"
        f"LOG:  (statement|execute [^:]+): [ (]*({CHANGES})( |$)|"
        "FATAL:  (.*authentication failed|no pg_hba.conf entry|pg_hba.conf rejects|permission denied for database|"
        "role .* (does not exist|is not permitted to log in)|password )",
        Writer.PGBOUNCER: "login attempt: |authentication failed|login failed|no such (user|database)",
    }
)

# What a line has after the beginning of its time, and the last of its fields by what a line is.
FIELDS = """property(name="timereported" dateFormat="rfc3339" date.inUTC="on")
    constant(value="\\",") property(name="$.part" format="jsonf" outname="part")
    constant(value=",") property(name="$.instance" format="jsonf" outname="instance")
    constant(value=",") property(name="$.level" format="jsonf" outname="level")
    constant(value=",") property(name="$.class" format="jsonf" outname="class")
    constant(value=",") property(name="$.rest")"""
RESTS: Mapping[str, str] = MappingProxyType(
    {
        "text": 'property(name="msg" format="jsonf" outname="message")',
        "event": 'constant(value="\\"event\\":") property(name="$!event")',
        "unknown": 'property(name="$.tag" format="jsonf" outname="tag") constant(value=",") '
        'property(name="msg" format="jsonf" outname="message")',
    }
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")  # RFC 9110 and RFC 5789
COUNTS = ".counts/lines.log"  # below the folder of the logs: what mtail reads
COUNTS_MB = 64  # then a new file takes its place

STATIC_OMFILE = 'fileCreateMode="0640" action.resumeRetryCount="3" action.resumeInterval="1"'
OMFILE = " ".join(
    (
        'createDirs="on"',
        'dirCreateMode="0750"',
        'fileCreateMode="0640"',
        'dynaFileCacheSize="200"',
        'closeTimeout="10"',  # minutes; a finished day's file is left alone as long as it is open
        'action.resumeRetryCount="-1"',  # a full disk: the queue holds what comes until there is room
        'action.resumeInterval="5"',
        'action.resumeIntervalMax="30"',
    )
)


def rsyslog_files(
    stack: str,
    sources: Mapping[str, LogSource],
    *,
    log_store: str = "",
    port: int = PORT,
    folder: str = FOLDER,
    logs: str = LOGS,
) -> dict[str, str]:
    """Return rsyslog.conf, sources.json and levels.json for the containers of a stack.

    ``sources`` are by the container's name without ``stack`` and a dash in front, and without the number of the
    instance (``backend`` is for ``<stack>-backend-1`` too; a name that is there as it is comes first). ``log_store`` is
    what log_store.py renders, where lines go to a log store as well. Raises ValueError for a name that could not be
    part of a path.
    """
    allowed = "lower-case letters, digits and dashes, at most 63, not beginning or ending with a dash; example: backend"
    matching(NAME, stack, "the stack's name", allowed)
    for role, source in sources.items():
        matching(NAME, role, "the container", allowed)
        matching(NAME, source.part, f"the part of the container {role!r}", allowed)
    conf = _TEMPLATE.render(
        stack=stack,
        port=port,
        folder=folder,
        logs=logs,
        memory_lines=MEMORY_LINES,
        spool_mb=SPOOL_MB,
        own_part=OWN_PART,
        own_tag=OWN_TAG,
        omfile=OMFILE,
        static_omfile=STATIC_OMFILE,
        fields=FIELDS,
        rests=RESTS,
        counts=f"{logs}/{COUNTS}",
        counts_mb=COUNTS_MB,
        methods="|".join(METHODS),
        marks=MARKS,
        level_keys=LEVEL_KEYS,
        audited=AUDITED,
        log_store=log_store,
        LogKind=LogKind,
        Writer=Writer,
    )
    return {
        "rsyslog.conf": conf,
        "sources.json": _lookup({role: f"{source.part} {source.writer}" for role, source in sources.items()}),
        "levels.json": _lookup({word: level for level, words in LEVELS.items() for word in words}),
    }


def retention_text(classes: Iterable[LogClass], capacity_mb: int) -> str:
    """Return retention.conf of moorage-logs: the days to keep of each class, and the size of them all in MB.

    Where the logs are larger than that, the oldest go before their time, but never those of the class audit. Raises
    ValueError if a class is missing, said twice, or kept for less than a day.
    """
    days = [(item.kind, item.keep_days) for item in classes]
    if sorted(kind for kind, _ in days) != sorted(LogKind):
        raise ValueError(
            f"logs are of the classes {', '.join(kind for kind, _ in days) or 'none'}; "
            f"needed: each of {', '.join(LogKind)} once; example: LogClass(kind=LogKind.AUDIT, keep_days=365)"
        )
    for kind, keep in days:
        if keep < 1:
            raise ValueError(f"logs of the class {kind} are kept for {keep} days; allowed: 1 or more; example: 30")
    if capacity_mb <= 2 * SPOOL_MB:
        raise ValueError(
            f"logs may take {capacity_mb} MB; allowed: more than {2 * SPOOL_MB}, because {SPOOL_MB} MB of them may be "
            "waiting to be written; example: 4096"
        )
    return "".join(f"{name} {number}\n" for name, number in (("capacity", capacity_mb), *days))


def _lookup(values: Mapping[str, str]) -> str:
    """Return a lookup table of rsyslog's; what is not in it is the empty text."""
    rows = [{"index": index, "value": value} for index, value in sorted(values.items())]
    return json.dumps({"version": 1, "nomatch": "", "type": "string", "table": rows}, indent=1) + "\n"


_TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 - not HTML; names are checked above
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATE = _ENVIRONMENT.get_template("rsyslog.conf.j2")
