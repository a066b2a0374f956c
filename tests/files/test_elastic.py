"""Elasticsearch's and Kibana's files: who may do what, and the script that starts it, run with programs that record."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

import stacks
from components.files.elastic import GRANTS, HOME, ROLES, elasticsearch_files, health_command, kibana_yml, policies_of

HASHES = {login: f"$2a$10${login:.<53}" for login in GRANTS}
POLICIES = {"_ilm/policy/moorage-audit": '{"policy": {}}', "_index_template/moorage-audit": '{"index_patterns": []}'}
URL = "https://logging.example.com"


def _files() -> dict[str, str]:
    return elasticsearch_files("log-store", HASHES, "hunter2", POLICIES)


def test_every_login_has_its_hash_and_may_do_one_thing() -> None:
    files = _files()
    users = dict(line.split(":", 1) for line in files["users"].splitlines())
    assert users == HASHES
    granted = dict(line.split(":") for line in files["users_roles"].splitlines())
    assert granted == {
        "kibana_admin": "operator",
        "kibana_system": "moorage_searcher",
        "moorage_prepare": "moorage_preparer",
        "moorage_read": "operator",
        "moorage_ship": "moorage_logs",
    }
    roles = yaml.safe_load(files["roles.yml"])
    assert set(roles) == {role.name for role in ROLES}
    assert roles["moorage_read"] == {
        "cluster": [], "indices": [{"names": ["moorage-*"], "privileges": ["read", "view_index_metadata"]}]
    }  # fmt: skip
    assert "superuser" not in str(granted)
    said = [privilege for role in ROLES for privilege in (*role.cluster, *role.indexes)]
    assert not {"all", "manage", "delete", "delete_index", "write"} & set(said)


def test_elasticsearch_speaks_tls_and_has_no_logins_of_its_own() -> None:
    settings = yaml.safe_load(_files()["elasticsearch.yml"])
    assert settings["discovery.type"] == "single-node"
    assert settings["xpack.security.enabled"] is True
    assert settings["xpack.security.http.ssl.enabled"] is True
    assert settings["xpack.security.transport.ssl.enabled"] is True
    assert settings["xpack.security.authc.reserved_realm.enabled"] is False
    assert settings["path.data"].startswith("/var/lib/elasticsearch/")


def test_no_password_stands_where_it_need_not() -> None:
    files = _files()
    assert [name for name, text in files.items() if "hunter2" in text] == ["preparer.curl"]
    assert "hunter2" not in health_command()


def test_a_login_without_a_password_is_named() -> None:
    with pytest.raises(ValueError, match="no password for moorage_preparer, operator; needed: one for each of"):
        elasticsearch_files("log-store", dict.fromkeys(("moorage_logs", "moorage_searcher"), "x"), "x", {})


def test_kibana_verifies_elasticsearch_and_tells_nobody() -> None:
    settings = yaml.safe_load(kibana_yml("log-store", URL, "hunter2", "k" * 32))
    assert settings["elasticsearch.hosts"] == ["https://log-store:9200"]
    assert settings["elasticsearch.ssl.verificationMode"] == "full"
    assert settings["elasticsearch.username"] == "moorage_searcher"
    assert settings["server.publicBaseUrl"] == URL
    assert settings["xpack.security.secureCookies"] is True
    assert settings["telemetry.optIn"] is settings["newsfeed.enabled"] is False


@pytest.mark.parametrize("system", stacks.names())
def test_every_class_of_logs_has_its_days_and_no_role_is_written(system: str) -> None:
    logs = stacks.load(system).monitoring.logs
    found = policies_of(logs)
    assert not [path for path in found if path.startswith("_security")]
    for item in logs:
        phases = json.loads(found[f"_ilm/policy/moorage-{item.kind}"])["policy"]["phases"]
        assert phases["delete"]["min_age"] == f"{item.keep_days}d"
        assert f"_index_template/moorage-{item.kind}" in found


def _world(root: Path, *, refused: str = "") -> tuple[str, dict[str, str]]:
    """Return the script with every path below a folder, and an environment whose programs record what is asked."""
    files = {**_files(), "server.key": "KEY", "server.crt": "CERTIFICATE", "authority.pem": "AUTHORITY"}
    for folder in ("etc", "config", "data", "bin", "run"):
        (root / folder).mkdir()
    for name, text in files.items():
        (root / "etc" / name).write_text(text)
    (root / "config" / "jvm.options").write_text(
        "-XX:+UseG1GC\n-XX:HeapDumpPath=data\n-XX:ErrorFile=logs/hs_err_pid%p.log\n-Xlog:gc*:file=logs/gc.log\n"
    )
    (root / "config" / "elasticsearch.yml").write_text("of the image\n")
    curl = f'#!/bin/sh\necho "$@" >> {root}/asked\ncase "$*" in *"{refused or "nothing"}"*) exit 22 ;; esac\n'
    entrypoint = f'#!/bin/sh\nprintenv ES_PATH_CONF ES_TMPDIR > {root}/started\necho "$@" >> {root}/started\nsleep 1\n'
    for name, text in {"curl": curl, "entry": entrypoint}.items():
        (root / "bin" / name).write_text(text)
        (root / "bin" / name).chmod(0o755)
    script = files["start.sh"]
    for path, below in {
        "/usr/local/bin/docker-entrypoint.sh": "bin/entry",
        f"{HOME}/config": "config",
        HOME: "",
        "/etc/moorage": "etc",
        "/var/lib/elasticsearch": "data",
        "/run/": "run/",
    }.items():
        script = script.replace(path, f"{root}/{below}")
    return script, {**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}"}


def test_the_script_copies_what_elasticsearch_reads_and_puts_every_policy(tmp_path: Path) -> None:
    script, environment = _world(tmp_path)
    subprocess.run(["bash", "-c", script], env=environment, check=True, timeout=20)
    read = tmp_path / "run/elasticsearch"
    assert (read / "elasticsearch.yml").read_text() == _files()["elasticsearch.yml"]
    assert (read / "server.key").read_text() == "KEY"
    assert read.stat().st_mode & 0o077 == 0
    assert "preparer.curl" not in {path.name for path in read.iterdir()}
    options = (read / "jvm.options").read_text()
    assert "-Xlog:gc" not in options
    assert f"-XX:ErrorFile={tmp_path}/data/logs/hs_err" in options
    assert f"-XX:HeapDumpPath={tmp_path}/data/logs" in options
    assert (tmp_path / "started").read_text().split() == [str(read), f"{tmp_path}/data/tmp", "eswrapper"]
    asked = (tmp_path / "asked").read_text().splitlines()
    for path in POLICIES:
        (put,) = [line for line in asked if line.endswith(f"/{path}")]
        assert "--request PUT" in put
        body = put.split("--data-binary @")[1].split()[0]
        assert json.loads(Path(body).read_text()) == json.loads(POLICIES[path])
    assert (tmp_path / "run/ready").exists()
    assert "hunter2" not in "".join(asked)


def test_a_policy_that_is_refused_leaves_it_not_ready(tmp_path: Path) -> None:
    script, environment = _world(tmp_path, refused="_index_template/moorage-audit")
    subprocess.run(["bash", "-c", script], env=environment, check=True, timeout=20)
    assert "_index_template" in (tmp_path / "asked").read_text()
    assert not (tmp_path / "run/ready").exists()
