import json
from collections import Counter
from dataclasses import replace

import pytest

import stacks
from components.files.log_store import log_store_conf, log_store_policies
from components.files.rsyslog import LEVELS, MARKS, LogSource, Writer, retention_text, rsyslog_files
from stacks._monitoring import LogClass, LogKind

SYSTEMS = ("circman", "clo", "manufacturing", "opmas", "revitron")
SOURCES = {
    "edge": LogSource(part="edge", writer=Writer.EDGE),
    "database-server": LogSource(part="database", writer=Writer.POSTGRESQL),
}
CLASSES = tuple(LogClass(kind=kind, keep_days=30) for kind in LogKind)


def test_containers_are_looked_up_by_their_names() -> None:
    table = json.loads(rsyslog_files("clo-dev", SOURCES)["sources.json"])
    assert {row["index"]: row["value"] for row in table["table"]} == {
        "edge": "edge edge",
        "database-server": "database postgresql",
    }
    assert table["nomatch"] == ""


def test_a_word_is_one_level_only_and_every_writer_has_marks() -> None:
    words = Counter(word for words in LEVELS.values() for word in words)
    assert [word for word, times in words.items() if times > 1] == []
    assert set(MARKS) == set(Writer)


@pytest.mark.parametrize(
    "name", ["", "../x", "Clo", "a/b", "a b", 'a"', "a'", "-a", "a-", "a\n", "x" * 64, "a.b", "%a"]
)
def test_what_could_leave_the_folder_or_the_file_is_no_name(name: str) -> None:
    source = SOURCES["edge"]
    with pytest.raises(ValueError, match=r"the stack's name is .*; allowed: lower-case letters.*example: backend"):
        rsyslog_files(name, SOURCES)
    with pytest.raises(ValueError, match=r"the container is .*; allowed: "):
        rsyslog_files("clo-dev", {name: source})
    with pytest.raises(ValueError, match=r"the part of the container 'edge' is .*; allowed: "):
        rsyslog_files("clo-dev", {"edge": LogSource(part=name, writer=Writer.EDGE)})


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_says_how_long_each_class_is_kept(system: str) -> None:
    logs = stacks.load(system).monitoring.logs
    lines = retention_text(logs, 4096).splitlines()
    assert lines[0] == "capacity 4096"
    assert dict(line.split() for line in lines[1:]) == {item.kind: str(item.keep_days) for item in logs}


def test_each_class_is_said_once() -> None:
    for wrong in (CLASSES[1:], (*CLASSES, CLASSES[0])):
        with pytest.raises(ValueError, match=r"needed: each of application, access, audit, system once; example: "):
            retention_text(wrong, 4096)


@pytest.mark.parametrize("days", [0, -1])
def test_logs_are_kept_for_a_day_at_least(days: int) -> None:
    with pytest.raises(ValueError, match=f"application are kept for {days} days; allowed: 1 or more; example: 30"):
        retention_text((replace(CLASSES[0], keep_days=days), *CLASSES[1:]), 4096)


def test_a_capacity_has_room_for_what_waits() -> None:
    assert "capacity 513\n" in retention_text(CLASSES, 513)
    with pytest.raises(ValueError, match=r"logs may take 512 MB; allowed: more than 512, .*example: 4096"):
        retention_text(CLASSES, 512)


@pytest.mark.parametrize("host", ["", "a b", 'x"', "X", "-x"])
def test_a_log_store_has_a_host_name(host: str) -> None:
    with pytest.raises(ValueError, match=r"the log store's host is .*; allowed: a host name in lower case"):
        log_store_conf(host=host)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_log_store_keeps_each_class_as_long_as_the_files(system: str) -> None:
    logs = stacks.load(system).monitoring.logs
    said = {path: json.loads(text) for path, text in log_store_policies(logs).items()}
    for item in logs:
        phases = said[f"_ilm/policy/moorage-{item.kind}"]["policy"]["phases"]
        assert phases["delete"] == {"min_age": f"{item.keep_days}d", "actions": {"delete": {}}}
        template = said[f"_index_template/moorage-{item.kind}"]
        assert template["index_patterns"] == [f"moorage-{item.kind}-*"]
        assert template["template"]["settings"]["index.lifecycle.name"] == f"moorage-{item.kind}"
    role = said["_security/role/moorage_logs"]
    assert role["indices"] == [{"names": ["moorage-*"], "privileges": ["create_doc", "auto_configure"]}]
