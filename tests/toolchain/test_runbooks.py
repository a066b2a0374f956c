"""Runbooks: complete for every system and stack, and every command in them is one that there is."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

import stacks
from components.files.rules_own import OWN
from images.operations.operations.__main__ import COMMANDS as INSIDE
from stacks._adjust import adjust
from stacks._settings import Settings
from stacks._spec import Watch
from tests.expected import config
from tests.recorder import Registered, deploy
from toolchain.__main__ import COMMANDS, OFFLINE_ONLY
from toolchain.operations.deployed import sized
from toolchain.operations.inventory import serving
from toolchain.places import ROOT
from toolchain.runbooks import documented
from toolchain.runbooks.commands import Command, commands
from toolchain.runbooks.explanations import EXPLANATIONS
from toolchain.runbooks.page import page

SYSTEMS = stacks.names()
ENVIRONMENTS = (("dev", "laptop"), ("prod", "small"))
EACH = pytest.mark.parametrize(("system", "environment", "size"), [(s, *e) for s in SYSTEMS for e in ENVIRONMENTS])
# Programs of our images that commands call inside of containers, and in which roles they are.
PROGRAMS = {
    "psql": "-server", "pg_isready": "-server", "python3": "operations", "df": "operations", "promtool": "prometheus",
    "moorage-restore": "-backup", "sh": "-server",
}  # fmt: skip
NAMED = re.compile(r"label=moorage\.name=([a-z0-9-]+)")
# What an operator must find, whatever the system.
CHAPTERS = (
    "How is it", "Start", "Stop", "Restart one part", "Deploy", "Roll back", "Scale", "Back up now", "Drill", "Restore",
    "Configuration and certificates", "The last update was killed", "The whole host is lost", "Fail over", "Rotate",
    "Upgrade", "Alerts", "Contacts", "Decommission",
)  # fmt: skip


def settings(system: str, environment: str, size: str) -> Settings:
    return Settings.parse(config(system, environment, size), f"{system}-test")


@cache
def rendered(system: str, environment: str, size: str, *more: str) -> str:
    said = settings(system, environment, size)
    placed = sized(said)
    return page(placed, said, containers=serving(placed), targets={*COMMANDS, *more})


@cache
def made(system: str) -> list[Registered]:
    """Return the containers of a system as they are deployed."""
    return list(deploy(config(system, "dev", "laptop"), stack=f"{system}-test").of("Container"))


@cache
def flags(*command: str) -> frozenset[str]:
    """Return the flags that this machine's docker knows of a command."""
    said = subprocess.run(["docker", *command, "--help"], capture_output=True, text=True, check=True).stdout
    return frozenset(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", said))


def problems(command: Command, stack: str, name: str, roles: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a command, as far as it can be told without running it."""
    try:
        shlex.split(command.text)
    except ValueError as error:
        yield f"no shell takes it: {error}"
        return
    words = shlex.split(re.sub(r"\$\((.*)\)", "", command.text))
    if inner := re.search(r"\$\((.*)\)", command.text):
        yield from problems(Command(chapter=command.chapter, text=inner[1]), stack, name, roles)
    yield from (f"it is about {found}" for found in NAMED.findall(command.text) if found != name)
    match words:
        case ["make", target, *said]:
            yield from _make(target, said, stack)
        case ["docker", *rest]:
            yield from _docker(rest, name, roles)
        case _:
            yield "neither make nor docker"


def _make(target: str, said: list[str], stack: str) -> Iterator[str]:
    known = set(re.search(r"^export (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()) | {"ARGS"}  # type: ignore[index] # it has one
    variables = dict(word.split("=", 1) for word in said)
    if target not in COMMANDS or target in OFFLINE_ONLY:
        yield f"toolchain/run does not know {target}"
    if target != "setup" and variables.get("STACK") != stack:
        yield "it is about another stack"
    yield from (f"make does not hand over {name}" for name in set(variables) - known)
    if f"toolchain/run {target}" not in dry(target):
        yield f"make has no {target}: {dry(target)}"


@cache
def dry(target: str) -> str:
    """Return what make would run."""
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _docker(words: list[str], name: str, roles: tuple[str, ...]) -> Iterator[str]:
    command = words[:2] if words[0] in ("system", "volume") else words[:1]
    rest = words[len(command) :]
    values = {word.split("=")[0] for word in rest if word.startswith("-")}
    if command == ["exec"]:
        values, inside = set(), rest[1:]
        role = rest[0].removeprefix(f"{name}-")
        if role not in roles:
            yield f"there is no container {rest[0]}"
        if not role.endswith(PROGRAMS.get(inside[0], "?")):
            yield f"{inside[0]} is not in {role}"
        if inside[0] == "python3" and (inside[1:3] != ["-m", "operations"] or inside[3] not in INSIDE):
            yield f"operations has no command {' '.join(inside)}"
    elif command[0] in ("start", "stop", "restart", "logs"):
        containers = [word for word in rest if word.startswith(f"{name}-")]
        if not containers:
            yield "it names no container"
        yield from (f"there is no container {c}" for c in containers if c.removeprefix(f"{name}-") not in roles)
    elif command[0] not in ("ps", "stats", "system", "volume"):
        yield f"docker {command[0]} is not for a runbook"
    yield from (f"docker {command[0]} has no {flag}" for flag in values - flags(*command))


def test_docs_runbooks_are_the_pages_of_the_systems() -> None:
    files = {file.stem: file.read_text() for file in documented.FOLDER.glob("*.md")}
    assert sorted(files) == sorted(SYSTEMS)
    differ = [system for system in SYSTEMS if files[system] != documented.document(system)]
    assert not differ, f"{differ} changed: make runbook ARGS=--docs"


@EACH
def test_every_command_is_one_that_there_is(system: str, environment: str, size: str) -> None:
    said = settings(system, environment, size)
    roles = serving(sized(said))
    every = {item.text: item for item in commands(rendered(system, environment, size))}
    assert len(every) > 20
    shell = subprocess.run(["bash", "-n"], input="\n".join(every), capture_output=True, text=True, check=False)
    assert not shell.stderr
    wrong = [
        f"{item.chapter}: {item.text}: {problem}"
        for item in every.values()
        for problem in problems(item, said.stack, said.name, roles)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("make statsu STACK=x", "does not know statsu"),
        ("make status STACK=y", "another stack"),
        ("make status", "another stack"),
        ("make drill STACK=x DATABSE=database", "does not hand over DATABSE"),
        ("make matrix STACK=x", "does not know matrix"),
        ("docker logs --tial 100 x-edge", "has no --tial"),
        ("docker logs --tail 100 x-egde", "no container x-egde"),
        ("docker logs --tail 100 y-edge", "names no container"),
        ("docker exec x-edge psql -h /run/postgresql", "psql is not in edge"),
        ("docker exec x-operations python3 -m operations stats", "no command"),
        ("docker stats --no-stream $(docker ps --quiet --filter label=moorage.name=y)", "it is about y"),
        ("docker volume rm x-data --forse", "has no --forse"),
        ("rm -rf /", "neither make nor docker"),
        ("docker logs --tail 100 'x-edge", "no shell takes it"),
    ],
)
def test_a_wrong_command_is_found(text: str, problem: str) -> None:
    found = list(problems(Command(chapter="c", text=text), "x", "x", ("edge", "operations", "database-server")))
    assert problem in "\n".join(found)


@EACH
def test_a_page_has_every_chapter_every_alert_and_every_rule(system: str, environment: str, size: str) -> None:
    text, spec = rendered(system, environment, size), sized(settings(system, environment, size)).spec
    headings = re.findall(r"^#{2,3} (.+)$", text, re.MULTILINE)
    alerts = [alert.name for alert in spec.monitoring.alerts]
    assert [name for name in (*CHAPTERS, *alerts) if headings.count(name) != 1] == []
    assert all(f"RULE={rule.name}\n" in text for rule in spec.backups.rules)
    assert all(f"Database `{database.name}`: {what}" in headings for database in spec.databases
               for what in ("the newest state", "a point in time", "the volume is gone"))  # fmt: skip
    assert [name for name in (contact.role for contact in spec.contacts) if f"| {name} |" not in text] == []
    assert ("Add a tenant" in headings) == (spec.tenancy is not None)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_containers_of_a_page_are_those_that_are_deployed(system: str) -> None:
    said = settings(system, "dev", "laptop")
    running = {item.inputs["name"].removeprefix(f"{said.name}-") for item in made(system) if item.inputs.get("restart")}
    once = {item for item in running if item.endswith(("-migration", "-first-data", "-copy"))}
    assert set(serving(sized(said))) == running - once


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_the_page_says_to_write_when_scaling_is_a_setting_that_is_taken(system: str) -> None:
    written = re.findall(r"^    (moorage:overrides: .*)$", rendered(system, "dev", "laptop"), re.MULTILINE)
    spec = stacks.load(system)
    assert len(written) == len(spec.services)
    for service, line in zip(spec.start_order, written, strict=True):
        overrides = json.dumps(yaml.safe_load(line)["moorage:overrides"])
        said = Settings.parse({**config(system, "dev", "laptop"), "overrides": overrides}, "scaled")
        placed = sized(said)
        before = sized(settings(system, "dev", "laptop"))
        assert placed.replicas(adjust(spec, said).service(service.name)) == before.replicas(service) + 1


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_alert_that_is_deployed_points_to_a_heading_of_the_page(system: str) -> None:
    text, headings = json.dumps([item.inputs for item in made(system)]), rendered(system, "dev", "laptop").splitlines()
    anchors = set(re.findall(r"docs/runbooks/" + system + r"\.md#([a-z0-9-]+)", text))
    assert len(anchors) > 10
    assert [anchor for anchor in sorted(anchors) if f"### {anchor}" not in headings] == []


def test_everything_that_can_be_watched_is_explained() -> None:
    assert set(EXPLANATIONS) == {*(watch.value for watch in Watch), *(own.watch for own in OWN)}
    assert all(len(set(item.looks)) == len(item.looks) for item in EXPLANATIONS.values())


def test_what_make_can_not_do_has_no_command_and_what_it_can_has_one() -> None:
    assert "make rotate" not in rendered("clo", "dev", "laptop")
    more = rendered("clo", "dev", "laptop", "rotate", "upgrade")
    assert "make rotate STACK=clo-test SECRET=jwt-signing-key YES=1\n" in more
    assert "make upgrade STACK=clo-test DATABASE=database YES=1\n" in more


def test_contacts_are_called_in_their_order_at_the_addresses_of_the_settings() -> None:
    said = Settings.parse({**config("clo", "dev", "laptop"), "contacts": '{"on-call": "+15555550100"}'}, "clo-test")
    text = page(sized(said), said, containers=("edge",), targets=COMMANDS)
    rows = re.findall(r"^\| (\d) \| ([a-z-]+) \| .* \| (.*) \|$", text, re.MULTILINE)
    assert [int(level) for level, *_ in rows] == sorted(contact.level for contact in stacks.load("clo").contacts)
    assert ("3", "on-call", "+15555550100") in rows
    assert ("1", "development", "not said: `moorage:contacts` has no `development`") in rows
    assert "Who knows: database-administrator, then on-call." in text


def test_prod_says_that_data_is_protected_and_stays() -> None:
    assert "pulumi state unprotect" in rendered("clo", "prod", "small")
    assert "hold the data still" in rendered("clo", "prod", "small")
    assert "pulumi state unprotect" not in rendered("clo", "dev", "laptop")
    gone = "Nothing is listed: the data on this host's volumes is gone"
    assert gone in rendered("clo", "dev", "laptop")
    assert gone not in rendered("clo", "prod", "small")


@EACH
def test_what_unlocks_the_backups_is_kept_before_it_is_destroyed(system: str, environment: str, size: str) -> None:
    _, _, chapter = rendered(system, environment, size).partition("## Decommission")
    kept = f"    (umask 077; pulumi stack export --show-secrets --file ~/{system}-test-state.json)\n"
    assert 0 < chapter.index(kept) < chapter.index("make destroy ")


def test_a_second_repository_elsewhere_is_said_to_stay(tmp_path: Path) -> None:
    elsewhere = json.dumps({"folder": str(tmp_path)})
    said = Settings.parse({**config("clo", "dev", "laptop"), "secondRepository": elsewhere}, "clo-test")
    text = page(sized(said), said, containers=("edge",), targets=COMMANDS)
    assert f"The second repository, the folder `{tmp_path}`, stays as it is" in text
    assert "stays as it is" not in rendered("clo", "dev", "laptop")


@pytest.mark.parametrize("system", SYSTEMS)
def test_after_the_loss_of_a_host_files_are_those_of_a_snapshot_that_is_named(system: str) -> None:
    text = rendered(system, "dev", "laptop")
    _, _, chapter = text.partition("### The whole host is lost")
    chapter, _, _ = chapter.partition("\n## ")
    files = re.findall(r"^make restore-files STACK=\S+ NAME=(\S+) YES=1$", text, re.MULTILINE)
    assert files
    assert files == re.findall(r"^    make restore-files STACK=\S+ NAME=(\S+) SNAPSHOT=", chapter, re.MULTILINE)


def test_commands_are_the_lines_of_the_blocks() -> None:
    text = "# T\n## A\n```sh\n# why\nmake a\n\n  make b\n```\n    make no\n### B\n`make no`\n```\ndocker c\n```\n"
    assert [(item.chapter, item.text) for item in commands(text)] == [
        ("A", "make a"),
        ("A", "make b"),
        ("B", "docker c"),
    ]
    with pytest.raises(ValueError, match="'A', does not end"):
        commands("## A\n```\nmake a\n")
