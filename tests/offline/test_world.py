"""The pretended clouds keep what was made, refuse what clouds refuse, and show no secret."""

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from toolchain.offline.values import Secret
from toolchain.offline.world import Exists, Gone, Key, Resource, World

URN = "urn:pulumi:dev::moorage::aws:rds/instance:Instance::database"
ROW = Resource(
    key=Key(package="aws", place="", kind="aws:rds/instance:Instance", id="db-1"),
    urn=URN,
    scope="eu-west-1",
    name="database",
    incarnation=1,
    made="2026-01-01T00:00:00Z",
    inputs={"identifier": "database", "password": Secret("hunter2"), "list": [1, {"a": None}]},
    outputs={"arn": "arn:aws:rds", "secrets": {"inside": Secret({"b": "hunter3"})}},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "below" / "world.sqlite"


@pytest.fixture
def world(file: Path) -> Iterator[World]:
    made = World(file)
    yield made
    made.close()


def _key(identifier: str) -> Key:
    return replace(ROW.key, id=identifier)


def test_what_was_made_is_there(world: World, file: Path) -> None:
    world.make(ROW)
    assert world.read(ROW.key) == ROW
    another = World(file)
    assert another.read(ROW.key) == ROW
    another.close()


def test_a_name_is_taken_once_in_its_scope(world: World) -> None:
    world.make(ROW)
    with pytest.raises(Exists):
        world.make(replace(ROW, key=_key("db-2")))
    assert world.named(replace(ROW, key=_key("db-2"))) == [ROW]
    world.make(replace(ROW, key=_key("db-3"), scope="us-east-1"))
    world.make(replace(ROW, key=_key("db-4"), name=None))
    world.make(replace(ROW, key=_key("db-5"), name=None))
    with pytest.raises(Exists):
        world.make(replace(ROW, key=_key("db-5"), name="another"))


def test_changes_are_kept_and_what_is_gone_is_told(world: World) -> None:
    world.make(ROW)
    world.change(ROW.key, "eu-west-1", "database", {"identifier": "database", "size": 2}, {})
    assert world.read(ROW.key).inputs == {"identifier": "database", "size": 2}
    world.delete(ROW.key)
    world.delete(ROW.key)
    with pytest.raises(Gone):
        world.read(ROW.key)
    with pytest.raises(Gone):
        world.change(ROW.key, "", None, {}, {})


def test_a_change_does_not_take_anothers_name(world: World) -> None:
    world.make(ROW)
    world.make(replace(ROW, key=_key("db-2"), name="other"))
    with pytest.raises(Exists):
        world.change(_key("db-2"), "eu-west-1", "database", {}, {})
    assert world.read(_key("db-2")).name == "other"


def test_stacks_whose_names_look_like_patterns_are_told_apart(world: World) -> None:
    for number, stack in enumerate(("dev", "dev2", "d%", "d_v")):
        world.make(replace(ROW, key=_key(str(number)), name=None, urn=URN.replace(":dev:", f":{stack}:")))
    assert [item.key.id for item in world.of("dev")] == ["0"]
    assert [item.key.id for item in world.of("d%")] == ["2"]
    assert [item.key.id for item in world.of("d_v")] == ["3"]
    assert [item.key.id for item in world.made_by(URN)] == ["0"]


def test_births_are_counted(world: World) -> None:
    assert [world.birth(URN), world.birth(URN), world.birth("another")] == [1, 2, 1]


def test_what_is_adopted_keeps_what_it_was_made_with(world: World) -> None:
    world.make(ROW)
    world.adopt(replace(ROW, urn="urn:pulumi:other::moorage::x::y", inputs={}))
    assert world.read(ROW.key) == replace(ROW, urn="urn:pulumi:other::moorage::x::y")


def test_no_file_shows_a_secret_or_is_readable_by_others(world: World, file: Path) -> None:
    world.make(ROW)
    for written in file.parent.iterdir():
        assert b"hunter" not in written.read_bytes(), written
        assert stat.S_IMODE(written.stat().st_mode) == 0o600, written
    assert world.read(ROW.key).inputs["password"] == Secret("hunter2")


def test_a_person_can_edit_a_row(world: World, file: Path) -> None:
    world.make(ROW)
    database = sqlite3.connect(file)
    with database:
        database.execute("UPDATE resources SET inputs = json_set(inputs, '$.identifier', 'edited') WHERE id = 'db-1'")
    database.close()
    edited: Any = world.read(ROW.key).inputs
    assert edited["identifier"] == "edited"
    assert edited["password"] == Secret("hunter2")
