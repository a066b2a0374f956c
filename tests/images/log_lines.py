"""A line of every kind that containers write, and where it belongs."""

from tests.images.station import ERROR, OUT

DB = "database-server"
PREFIX = "2026-08-22 10:00:00 UTC [12]: [1-1] user=app,db=app,app=x,client=10.0.0.1 "
POOL = "2026-08-22 10:00:00.123 UTC [1] "
# container, stream, line, class, level
LINES: tuple[tuple[str, int, str, str, str], ...] = (
    ("edge", OUT, '{"time":"x","request":"GET /a HTTP/1.1","status":"200"}', "access", "info"),
    ("edge", OUT, '{"time":"x","listener":"mqtt","status":"200"}', "access", "info"),
    ("edge", ERROR, "2026/08/22 10:00:00 [error] 7#7: *1 connect() failed", "system", "error"),
    ("edge", ERROR, "2026/08/22 10:00:00 [warn] 7#7: a buffer", "system", "warning"),
    ("backend-1", OUT, '{"level":"WARNING","message":"a \\"b\\" \\u00e9","n":1}', "application", "warning"),
    ("backend-2", OUT, '{"severity":"fatal"}', "application", "critical"),
    ("backend-2", OUT, '{"level":30,"msg":"as pino says it"}', "application", "info"),
    ("backend-2", OUT, '{"level":"nonsense"}', "application", "info"),
    ("backend-2", ERROR, '{"message":"no level"}', "application", "error"),
    ("backend-2", OUT, '{"level":"info","log":"audit","user":"ann"}', "audit", "info"),
    ("backend-2", OUT, '{"level":"info","audit":true}', "audit", "info"),
    ("backend-2", OUT, '{"level":"info","audit":false}', "application", "info"),
    ("backend-2", OUT, '{"level":"error", broken', "application", "info"),
    ("backend-2", OUT, '["level", "error"]', "application", "info"),
    ("backend-2", OUT, "plain text", "application", "info"),
    ("backend-2", ERROR, "Traceback (most recent call last):", "application", "error"),
    ("backend-2", ERROR, "INFO:     Started server process [1]", "application", "info"),
    ("backend-2", ERROR, "[2026-08-22 10:00:00 +0000] [1] [WARNING] a worker", "application", "warning"),
    ("backend-7", OUT, "not the backend's", "system", "info"),
    (DB, ERROR, PREFIX + "LOG:  checkpoint starting: time", "system", "info"),
    (DB, ERROR, PREFIX + "ERROR:  deadlock detected", "system", "error"),
    (DB, ERROR, PREFIX + "PANIC:  could not write", "system", "critical"),
    (DB, ERROR, PREFIX + "DETAIL:  Process 1 waits", "system", "info"),
    (DB, ERROR, "\tid integer)", "system", "info"),
    (DB, ERROR, PREFIX + "LOG:  duration: 900 ms  statement: CREATE X", "system", "info"),
    (DB, ERROR, PREFIX + "LOG:  connection received: host=10.0.0.1", "audit", "info"),
    (DB, ERROR, PREFIX + "LOG:  connection authorized: user=app", "audit", "info"),
    (DB, ERROR, PREFIX + "LOG:  disconnection: session time: 0:00:01", "audit", "info"),
    (DB, ERROR, PREFIX + "LOG:  statement: Create table x (", "audit", "info"),
    (DB, ERROR, PREFIX + "LOG:  execute <unnamed>: DROP TABLE x", "audit", "info"),
    (DB, ERROR, PREFIX + 'FATAL:  password authentication failed for user "a"', "audit", "error"),
    (DB, ERROR, PREFIX + 'FATAL:  no pg_hba.conf entry for host "1"', "audit", "error"),
    (DB, ERROR, PREFIX + "FATAL:  the database system is starting up", "system", "error"),
    ("database", ERROR, POOL + "LOG C-0x5: a/a@10.0.0.1:5 login attempt: db=a user=a tls=no", "audit", "info"),
    ("database", ERROR, POOL + "WARNING C-0x5: a/a@10.0.0.1:5 pooler error: no connection", "system", "warning"),
    ("cache", OUT, "1:M 22 Aug 2026 10:00:00.123 # Failed opening the file", "system", "warning"),
    ("cache", OUT, "1:M 22 Aug 2026 10:00:00.123 * Ready to accept connections", "system", "info"),
    ("queue", ERROR, "[1] 2026/08/22 10:00:00.000000 [ERR] a route", "system", "error"),
    ("queue", ERROR, "[1] 2026/08/22 10:00:00.000000 [FTL] no port", "system", "critical"),
    ("prometheus", ERROR, "time=2026-08-22T10:00:00Z level=WARN source=x msg=y", "system", "warning"),
    ("prometheus", ERROR, 'ts=2026-08-22T10:00:00Z caller=x level=info msg="y"', "system", "info"),
    ("prometheus", ERROR, "P00   INFO: archive-push", "system", "info"),
    ("prometheus", ERROR, "panic: nil", "system", "error"),
)  # fmt: skip
