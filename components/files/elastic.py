"""Elasticsearch's and Kibana's files: where logs can be searched, if somebody asks for it.

Guarantees: nothing is said in clear to Elasticsearch, its built-in logins do not exist, and each of the four logins of
ours may do one thing only. Nothing is asked of or told to the internet. Source: Elasticsearch 8, "Security settings",
"File-based user authentication" and "Security privileges"; Kibana 8, "Configure Kibana".
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.files import FOLDER
from components.files.log_store import USER as SHIPPER
from components.files.log_store import log_store_policies
from stacks._monitoring import LogClass

STORE_PORT, SEARCH_PORT = 9200, 5601
HOME = "/usr/share/elasticsearch"
DATA = "/var/lib/elasticsearch"
CONFIGURATION = "/run/elasticsearch"  # in memory: Elasticsearch reads nothing elsewhere, and writes its own key there
READY = "/run/ready"
PREPARER, SEARCHER, OPERATOR = "moorage_preparer", "moorage_searcher", "operator"
INDEXES = "moorage-*"
POLICIES = "policies"


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a login may do: with the cluster, and with the indexes of logs."""

    name: str
    cluster: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()


ROLES = (
    Role(name="moorage_ship", cluster=("monitor",), indexes=("create_doc", "auto_configure")),
    Role(name="moorage_prepare", cluster=("monitor", "manage_ilm", "manage_index_templates")),
    Role(name="moorage_read", indexes=("read", "view_index_metadata")),
)
# Elasticsearch's own roles beside ours: what Kibana needs for itself, and what a person needs in Kibana.
GRANTS: Mapping[str, tuple[str, ...]] = {
    SHIPPER: ("moorage_ship",),
    PREPARER: ("moorage_prepare",),
    SEARCHER: ("kibana_system",),
    OPERATOR: ("moorage_read", "kibana_admin"),
}


def elasticsearch_files(
    name: str, hashes: Mapping[str, str], password: str, policies: Mapping[str, str]
) -> dict[str, str]:
    """Return the files of a single node that is called ``name``, its certificate apart, by their names.

    ``hashes`` has bcrypt of every login's password; ``password`` is the preparer's, who puts ``policies``: bodies in
    JSON, by the path of the API that they are put to (_ilm/policy/moorage-audit).
    """
    if missing := sorted(GRANTS.keys() - hashes.keys()):
        raise ValueError(f"no password for {', '.join(missing)}; needed: one for each of {', '.join(GRANTS)}")
    settings: dict[str, object] = {
        "cluster.name": "moorage",
        "node.name": name,
        "discovery.type": "single-node",
        "network.host": "0.0.0.0",  # noqa: S104 - on networks that its callers alone share with it
        "http.port": STORE_PORT,
        "path.data": f"{DATA}/data",
        "path.logs": f"{DATA}/logs",
        "node.store.allow_mmap": False,  # or the host would have to raise vm.max_map_count
        "action.destructive_requires_name": True,
        "ingest.geoip.downloader.enabled": False,
        "xpack.ml.enabled": False,
        "xpack.security.enabled": True,
        "xpack.security.autoconfiguration.enabled": False,
        "xpack.security.enrollment.enabled": False,
        "xpack.security.authc.reserved_realm.enabled": False,
        "xpack.security.authc.realms.file.logins.order": 0,
    }
    for layer in ("http", "transport"):
        settings[f"xpack.security.{layer}.ssl.enabled"] = True
        settings[f"xpack.security.{layer}.ssl.key"] = "server.key"
        settings[f"xpack.security.{layer}.ssl.certificate"] = "server.crt"
        settings[f"xpack.security.{layer}.ssl.certificate_authorities"] = ["authority.pem"]
    roles = {
        role.name: {
            "cluster": list(role.cluster),
            "indices": [{"names": [INDEXES], "privileges": list(role.indexes)}] if role.indexes else [],
        }
        for role in ROLES
    }
    granted = {role for grants in GRANTS.values() for role in grants}
    numbered = dict(enumerate(sorted(policies.items())))
    return {
        "elasticsearch.yml": _yaml(settings),
        "roles.yml": _yaml(roles),
        "users": _lines(f"{login}:{hashes[login]}" for login in sorted(GRANTS)),
        "users_roles": _lines(
            f"{role}:{','.join(login for login in sorted(GRANTS) if role in GRANTS[login])}" for role in sorted(granted)
        ),
        "preparer.curl": f'user = "{PREPARER}:{password}"\n',
        "start.sh": _start([(path, f"{POLICIES}-{number}.json") for number, (path, _) in numbered.items()]),
        **{f"{POLICIES}-{number}.json": body for number, (_, body) in numbered.items()},
    }


def policies_of(logs: Iterable[LogClass]) -> dict[str, str]:
    """Return what the preparer puts: how long each class is kept. Roles are files here, so nobody may write one."""
    return {path: body for path, body in log_store_policies(logs).items() if not path.startswith("_security/")}


def health_command() -> str:
    """Return the shell command that succeeds once Elasticsearch answers and has every policy."""
    return f"test -f {READY} && {_curl('_cluster/health?wait_for_status=yellow&timeout=2s')} > /dev/null"


def kibana_yml(store: str, url: str, password: str, key: str, *, folder: str = FOLDER) -> str:
    """Return kibana.yml: Elasticsearch's host, the address that operators use, and the searcher's password.

    ``key`` encrypts sessions and what Kibana saves, and has 32 characters or more.
    """
    return _yaml(
        {
            "server.host": "0.0.0.0",  # noqa: S104 - on a network that the edge alone shares with it
            "server.port": SEARCH_PORT,
            "server.publicBaseUrl": url,
            "path.data": "/tmp/kibana",  # noqa: S108 - inside the container
            "elasticsearch.hosts": [f"https://{store}:{STORE_PORT}"],
            "elasticsearch.username": SEARCHER,
            "elasticsearch.password": password,
            "elasticsearch.ssl.certificateAuthorities": [f"{folder}/authority.pem"],
            "elasticsearch.ssl.verificationMode": "full",
            "xpack.security.encryptionKey": key,
            "xpack.security.secureCookies": True,
            "xpack.security.session.idleTimeout": "8h",
            "xpack.encryptedSavedObjects.encryptionKey": key,
            "telemetry.optIn": False,
            "telemetry.allowChangingOptInStatus": False,
            "newsfeed.enabled": False,
            "map.includeElasticMapsService": False,
        }
    )


def _start(policies: list[tuple[str, str]]) -> str:
    """Return the shell script that starts Elasticsearch, and puts the policies once it answers.

    Its root file system is read-only: the image's configuration is copied into memory, and its Java options lead logs
    and dumps to the volume. A policy that is refused leaves the container unhealthy, with the answer in its log.
    """
    copied = "elasticsearch.yml roles.yml users users_roles server.crt server.key authority.pem"
    put = [
        f"{_curl(path, '--request PUT --header Content-Type:application/json', f'--data-binary @{FOLDER}/{file}')} &&"
        for path, file in policies
    ]
    return "\n".join(
        [
            "set -eu",
            "umask 0077",
            f"export ES_PATH_CONF={CONFIGURATION} ES_TMPDIR={DATA}/tmp",  # noqa: S108 - on its own volume
            f'mkdir -p "$ES_PATH_CONF" "$ES_TMPDIR" {DATA}/data {DATA}/logs',
            f'cp -R {HOME}/config/. "$ES_PATH_CONF"',
            f"cd {FOLDER}",
            f'cp {copied} "$ES_PATH_CONF"',
            "sed -i -e '/-Xlog:gc/d' "
            f"-e 's#=logs/#={DATA}/logs/#' -e 's#HeapDumpPath=data#HeapDumpPath={DATA}/logs#' "
            '"$ES_PATH_CONF/jvm.options"',
            f"cd {HOME}",
            "(",
            f"  until {_curl('')} > /dev/null 2>&1; do sleep 2; done",
            *(f"  {line}" for line in put),
            f"  touch {READY}",
            ") &",
            "exec /usr/local/bin/docker-entrypoint.sh eswrapper",
            "",
        ]
    )


def _curl(path: str, *options: str) -> str:
    """Return a request of the preparer's, whose password no command line holds."""
    said = " ".join((f"--cacert {FOLDER}/authority.pem --config {FOLDER}/preparer.curl", *options))
    return f"curl --silent --show-error --fail-with-body {said} 'https://localhost:{STORE_PORT}/{path}'"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _yaml(content: object) -> str:
    """Return YAML, of which JSON is a part."""
    return json.dumps(content, indent=2) + "\n"
