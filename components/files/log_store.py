"""Elasticsearch as a log store beside the files: what rsyslog ships there, and how long it keeps it.

Guarantees: every line goes there over verified TLS, as the JSON object that its file has, into an index of its class
and day (``moorage-<class>-<YYYY.MM.DD>``, UTC); the password is in a file that only rsyslog reads; while the store is
away lines wait, up to ``SPOOL_MB`` on disk, and the files are written whatever happens to it.

Sources: rsyslog's documentation of omelasticsearch; Elasticsearch 8's "Index lifecycle management", "Index templates",
"Flattened field type" and "Security privileges".
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from components.files import FOLDER
from components.files.quoting import HOST, NAME, matching
from components.files.rsyslog import FIELDS
from stacks._monitoring import LogClass

PORT = 9200
USER = "moorage_logs"
PASSWORD_FILE = "log-store-password"  # noqa: S105 - a file's name
SPOOL_MB = 256
MEMORY_LINES = 5_000


def log_store_conf(*, host: str = "log-store", port: int = PORT, user: str = USER, folder: str = FOLDER) -> str:
    """Return what rsyslog_files takes as ``log_store``; ``folder`` holds authority.pem and log-store-password.

    The password's file has the password and no end of line; rsyslog takes none with a space in it.
    """
    matching(HOST, host, "the log store's host", "a host name in lower case; example: log-store")
    matching(NAME, user, "the log store's user", "lower-case letters, digits, _ and -; example: moorage_logs")
    return f"""\
module(load="omelasticsearch")
template(name="index" type="list") {{
    constant(value="moorage-") property(name="$.class")
    constant(value="-") property(name="timegenerated" dateFormat="year" date.inUTC="on")
    constant(value=".") property(name="timegenerated" dateFormat="month" date.inUTC="on")
    constant(value=".") property(name="timegenerated" dateFormat="day" date.inUTC="on")
}}
template(name="stored" type="list") {{
    constant(value="{{\\"@timestamp\\":\\"") {FIELDS} constant(value="}}")
}}
# So that a line that is sent again, because nobody knows whether it came, is there once.
template(name="id" type="list") {{ property(name="uuid") }}
# Its queue waits for the store, the files do not.
ruleset(name="ship") {{
    action(
        type="omelasticsearch"
        name="store"
        server="https://{host}:{port}"
        usehttps="on"
        tls.cacert="{folder}/authority.pem"
        uid="{user}"
        pwd=`cat {folder}/{PASSWORD_FILE}`
        template="stored"
        searchIndex="index"
        dynSearchIndex="on"
        searchType=""
        bulkmode="on"
        bulkid="id"
        dynbulkid="on"
        writeoperation="create"
        maxbytes="5m"
        action.resumeRetryCount="-1"
        action.resumeInterval="10"
        action.resumeIntervalMax="60"
        queue.type="LinkedList"
        queue.size="{MEMORY_LINES}"
        queue.filename="store"
        queue.maxDiskSpace="{SPOOL_MB}m"
        queue.saveOnShutdown="on"
        queue.timeoutEnqueue="0"
        queue.dequeueBatchSize="500"
    )
}}
"""


def log_store_policies(logs: Iterable[LogClass]) -> Mapping[str, str]:
    """Return what Elasticsearch is told once, as JSON by the path to PUT it to; any number of times is the same.

    A day's index is deleted when it is older than its class is kept. What a program says as JSON is one field of the
    type flattened, so that no two programs can disagree about a name, and none can make names without end. The role is
    what ``USER`` needs, and no more: to write, and to ask whether the store is there.
    """
    said: dict[str, dict[str, Any]] = {
        "_security/role/moorage_logs": {
            "cluster": ["monitor"],
            "indices": [{"names": ["moorage-*"], "privileges": ["create_doc", "auto_configure"]}],
        }
    }
    for item in logs:
        name = f"moorage-{item.kind}"
        said[f"_ilm/policy/{name}"] = {
            "policy": {
                "phases": {
                    "hot": {"actions": {}},
                    "delete": {"min_age": f"{item.keep_days}d", "actions": {"delete": {}}},
                }
            }
        }
        said[f"_index_template/{name}"] = {
            "index_patterns": [f"{name}-*"],
            "template": {
                "settings": {"index.lifecycle.name": name, "index.number_of_shards": 1, "index.number_of_replicas": 0},
                "mappings": {"dynamic": False, "properties": PROPERTIES},
            },
        }
    return {path: json.dumps(body, indent=2) + "\n" for path, body in said.items()}


PROPERTIES: Mapping[str, Mapping[str, object]] = {
    "@timestamp": {"type": "date"},
    "part": {"type": "keyword"},
    "instance": {"type": "keyword"},
    "level": {"type": "keyword"},
    "class": {"type": "keyword"},
    "tag": {"type": "keyword"},
    "message": {"type": "text"},
    # A word of Lucene's has at most 32,766 bytes; longer values are kept, but not found.
    "event": {"type": "flattened", "ignore_above": 8191},
}
