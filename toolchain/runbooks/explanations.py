"""What each alert means, what to look at first, and who knows about it: a row for everything that is watched.

In ``looks``, {stack} is the stack, {name} the stem of its containers' names, {of} the container that is looked at,
{database} a database's server, {service} the first instance of a service.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stacks._spec import Watch

STATUS = "make status STACK={stack}"
LOG = "docker logs --tail 100 {name}-{of}"
EDGE_LOG = "docker logs --tail 100 {name}-edge"
USAGE = "docker stats --no-stream $(docker ps --quiet --filter label=moorage.name={name})"
RECORDS = "docker exec {name}-operations python3 -m operations status"
JOBS_LOG = "docker logs --tail 100 {name}-operations"
CONTAINERS = "docker ps --all --filter label=moorage.name={name}"
ACTIVITY = (
    "docker exec {name}-{database} psql -h /run/postgresql -U postgres "
    "-c 'SELECT usename, state, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC'"
)
SIZES = (
    "docker exec {name}-{database} psql -h /run/postgresql -U postgres "
    "-c 'SELECT datname, pg_size_pretty(pg_database_size(datname)) FROM pg_database'"
)
REPLICAS = "docker exec {name}-{database} psql -h /run/postgresql -U postgres -c 'SELECT * FROM pg_stat_replication'"
ANSWERS = "docker exec {name}-{database} pg_isready --host /run/postgresql"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a person needs who has just been woken: the meaning, what to look at first, and what usually helps.

    ``topic`` is a word of what a contact handles.
    """

    means: str
    looks: tuple[str, str, str]
    helps: str
    topic: str = "infrastructure"


# By what an alert looks at: what a spec can say, and below, in words of its own, what every system has besides.
EXPLANATIONS: Mapping[str, Explanation] = {
    Watch.UNREACHABLE: Explanation(
        means="A check from outside got no answer, or an error of the server's: users get none either.",
        looks=(STATUS, LOG, EDGE_LOG),
        helps="If it came with an update, roll back. If one instance hangs, restart that one.",
        topic="application",
    ),
    Watch.DATABASE_UNAVAILABLE: Explanation(
        means="The database does not answer, or nobody can tell.",
        looks=(STATUS, ANSWERS, LOG),
        helps="A full disk and a lost volume are in the log's last lines. It restarts by itself; lost data is a "
        "restore.",
        topic="database",
    ),
    Watch.CACHE_UNAVAILABLE: Explanation(
        means="The cache does not answer, or nobody can tell; the system is slow or refuses logins until it does.",
        looks=(STATUS, LOG, USAGE),
        helps="Restart it: it holds nothing but what can be made again, unless the restore chapter says otherwise.",
    ),
    Watch.QUEUE_UNAVAILABLE: Explanation(
        means="The queue does not answer, or nobody can tell; messages wait where they are made, or are lost there.",
        looks=(STATUS, LOG, USAGE),
        helps="It restarts by itself and keeps what it had taken in. A full disk is in its log.",
    ),
    Watch.RESTARTING: Explanation(
        means="A container ends and is started again, over and over.",
        looks=(STATUS, CONTAINERS, LOG),
        helps="The last lines before each end say why; if it ran out of memory, `make status` says so.",
    ),
    Watch.SILENCE: Explanation(
        means="Monitoring says nothing any more, to whoever listens outside: nothing else would be alerted now.",
        looks=(STATUS, "docker logs --tail 100 {name}-prometheus", "docker logs --tail 100 {name}-alertmanager"),
        helps="The host may be down or cut off: reach it first. Then start what `make status` says is missing.",
    ),
    Watch.AVAILABILITY_PERCENT: Explanation(
        means="Checks from outside failed for a larger part of the time than was promised.",
        looks=(STATUS, EDGE_LOG, LOG),
        helps="Find when they failed, in the edge's log; if it came with an update, roll back.",
        topic="application",
    ),
    Watch.ERROR_PERCENT: Explanation(
        means="A larger part of the answers than allowed are errors of the server's (500 and above).",
        looks=(STATUS, LOG, EDGE_LOG),
        helps="The edge's log says which paths, the service's why. If it came with an update, roll back.",
        topic="application",
    ),
    Watch.LATENCY_MILLISECONDS: Explanation(
        means="One answer in twenty takes longer than allowed.",
        looks=(STATUS, USAGE, ACTIVITY),
        helps="If processors are at their limit, scale up; if queries wait for each other, find the first of them.",
        topic="application",
    ),
    Watch.REQUESTS_PER_HOUR: Explanation(
        means="Far more, or far fewer, requests than usual come in.",
        looks=(STATUS, EDGE_LOG, USAGE),
        helps="Fewer: is the name still resolved, does the way in work? More: who sends them is in the edge's log.",
        topic="application",
    ),
    Watch.REQUESTS_RATIO: Explanation(
        means="Far more, or far fewer, requests come in than in the same hour of the week before.",
        looks=(STATUS, EDGE_LOG, USAGE),
        helps="Fewer: is the name still resolved, does the way in work? More: who sends them is in the edge's log.",
        topic="application",
    ),
    Watch.LATENCY_RATIO: Explanation(
        means="Answers take much longer than the day before.",
        looks=(STATUS, USAGE, ACTIVITY),
        helps="Compare with what was changed since: an update, more data, more users.",
        topic="application",
    ),
    Watch.CPU_PERCENT: Explanation(
        means="Processors are near what is allowed, for longer than a peak takes.",
        looks=(STATUS, USAGE, LOG),
        helps="Scale out what is at its limit; if it is the host, choose a larger one and a larger size.",
    ),
    Watch.MEMORY_PERCENT: Explanation(
        means="Memory is near what is allowed; above it, the container is ended.",
        looks=(STATUS, USAGE, LOG),
        helps="Restart one instance at a time to win time; then give it more.",
    ),
    Watch.DISK_PERCENT: Explanation(
        means="A disk fills up; when it is full, the database stops.",
        looks=(STATUS, "docker system df", "docker exec {name}-operations df -h /var/lib/backups"),
        helps="Largest first: unused images (`docker image prune`), logs, backups, data. Never files of a database.",
    ),
    Watch.POOL_PERCENT: Explanation(
        means="Nearly all of the connections that the pool may open are in use; the next requests wait.",
        looks=(STATUS, ACTIVITY, "docker logs --tail 100 {name}-{pool}"),
        helps="Connections that are idle in a transaction are an application's fault; else raise the pool's size.",
        topic="database",
    ),
    Watch.QUEUE_LENGTH: Explanation(
        means="Messages are made faster than they are done.",
        looks=(STATUS, LOG, USAGE),
        helps="If the workers are well, add instances; if they fail, their log says on which message.",
        topic="application",
    ),
    Watch.REPLICATION_SECONDS: Explanation(
        means="A copy of the database lags behind.",
        looks=(STATUS, REPLICAS, ACTIVITY),
        helps="Look for one long transaction, or a network that is slow.",
        topic="database",
    ),
    Watch.DATABASE_GIGABYTES: Explanation(
        means="A database is larger than was agreed.",
        looks=(STATUS, SIZES, "docker system df"),
        helps="Speak to whose data it is; more room is a setting.",
        topic="database",
    ),
    Watch.LOG_ERRORS: Explanation(
        means="More lines of errors in the logs than usual.",
        looks=(STATUS, LOG, EDGE_LOG),
        helps="Read the first error, not the last; if it came with an update, roll back.",
        topic="application",
    ),
    Watch.FAILED_LOGINS: Explanation(
        means="Many logins are refused: somebody tries passwords, or a client has an old one.",
        looks=(EDGE_LOG, LOG, STATUS),
        helps="One address: block it before this host. Many: tell security, and keep the logs.",
        topic="security",
    ),
    Watch.CERTIFICATE_DAYS: Explanation(
        means="A certificate ends soon; then browsers and clients refuse to connect.",
        looks=(STATUS, "make preview STACK={stack}", EDGE_LOG),
        helps="`make up` renews those of the stack's own in their last 30 days; one of your own, put beside it first.",
    ),
    Watch.BACKUP_HOURS: Explanation(
        means="The newest good backup is older than allowed: what is lost, is lost since then.",
        looks=(STATUS, RECORDS, JOBS_LOG),
        helps="Put right what the record says, then make one at once: the chapter on backups.",
        topic="database",
    ),
    Watch.BACKUP_COMPLETED: Explanation(
        means="A backup was made. Nothing is to be done.",
        looks=(STATUS, RECORDS, JOBS_LOG),
        helps="Nothing is wrong.",
        topic="database",
    ),
    Watch.DRILL_DAYS: Explanation(
        means="No restore was rehearsed with success for longer than allowed: the backups are hopes.",
        looks=(STATUS, RECORDS, "docker logs --tail 100 {name}-drills"),
        helps="Rehearse one now, and read its evidence: the chapter on drills.",
        topic="database",
    ),
    Watch.JOB_FAILED: Explanation(
        means="A job of the table failed.",
        looks=(RECORDS, JOBS_LOG, STATUS),
        helps="The record says which and why; run it again when that is put right.",
    ),
    Watch.UPDATE_AVAILABLE: Explanation(
        means="Updates wait for somebody's approval.",
        looks=(RECORDS, STATUS, "make preview STACK={stack}"),
        helps="The chapter on upgrades, in the window.",
    ),
    Watch.QUERY: Explanation(
        means="A figure of the system's own is outside of what its makers allow.",
        looks=(STATUS, LOG, USAGE),
        helps="The alert's description has the figure; ask whoever knows the application.",
        topic="application",
    ),
    "metrics missing": Explanation(
        means="Whoever tells how a part is does not answer.",
        looks=(STATUS, CONTAINERS, "docker logs --tail 100 {name}-prometheus"),
        helps="Start what is missing; until then, look at the part itself.",
    ),
    "rules": Explanation(
        means="Rules can't be evaluated.",
        looks=(STATUS, "docker logs --tail 100 {name}-prometheus", USAGE),
        helps="Its log names the rule and the reason; `make up` writes the rules anew.",
    ),
    "alert delivery": Explanation(
        means="Alerts did not reach whom they were for.",
        looks=(STATUS, "docker logs --tail 100 {name}-alertmanager", "make preview STACK={stack}"),
        helps="Its log names the channel; addresses and keys are in `moorage:receivers`.",
    ),
    "memory exhausted": Explanation(
        means="The kernel has ended a program for want of memory.",
        looks=(STATUS, USAGE, CONTAINERS),
        helps="`make status` says which; give it more, or the host.",
    ),
    "repository room": Explanation(
        means="A repository of backups fills up.",
        looks=(RECORDS, "docker exec {name}-operations df -h /var/lib/backups", "docker system df"),
        helps="More room, or fewer days in `moorage:overrides`; never delete files in a repository by hand.",
    ),
    "archive": Explanation(
        means="The database's log does not reach the repository.",
        looks=(RECORDS, "docker logs --tail 100 {name}-{database}", "docker logs --tail 100 {name}-backups"),
        helps="A full or unreachable repository is in the last lines. The log waits on the database's disk until then.",
        topic="database",
    ),
    "verification": Explanation(
        means="Backups are damaged, or can't be read.",
        looks=(RECORDS, JOBS_LOG, "docker exec {name}-operations python3 -m operations restore"),
        helps="The record names the file and the newest backup that is whole. Make a new full one now, then find why.",
        topic="database",
    ),
    "drill": Explanation(
        means="The last rehearsed restore failed.",
        looks=(RECORDS, "docker logs --tail 100 {name}-drills", STATUS),
        helps="Its evidence says which check, and whether an older backup works. Until it passes, trust none.",
        topic="database",
    ),
    "drill promise": Explanation(
        means="The last rehearsed restore has lost or taken more than is promised.",
        looks=(RECORDS, "docker logs --tail 100 {name}-drills", STATUS),
        helps="Loss: look at the archive. Time: a more recent full backup, or a faster disk.",
        topic="database",
    ),
    "schedule": Explanation(
        means="No job has run for more than a day.",
        looks=(STATUS, RECORDS, JOBS_LOG),
        helps="Restart the operations container; what is due runs then.",
    ),
}
