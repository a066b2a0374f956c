"""Package random: what is drawn is as asked for, secret where it must be, and like the real provider's."""

import base64
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.offline.plugins import Plugin, running
from tests.offline.rows.random import NOTHING
from toolchain.offline.invented import Invented
from toolchain.offline.making import identifier, outputs
from toolchain.offline.packages.random import (
    BYTES,
    ID,
    INTEGER,
    PACKAGE,
    PASSWORD,
    PET,
    SHUFFLE,
    SPECIAL,
    STRING,
    UUID,
    UUID4,
    UUID7,
)
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import Secret

SHAPES = Shapes("random", "pulumi_random")


def made(kind: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    invented = Invented(f"urn:pulumi:dev::test::{kind}::thing", 1, {})
    found = identifier(PACKAGE.identity(kind), inputs, invented)
    return found, outputs(PACKAGE, SHAPES.resource(kind), kind, inputs, invented.knowing(id=found))


def test_a_password_has_what_was_asked_for_and_is_secret() -> None:
    inputs = {"length": 40, "minUpper": 5, "minNumeric": 6, "special": False, "lower": False}
    found, outs = made(PASSWORD, inputs)
    assert found == "none"
    assert isinstance(outs["result"], Secret)
    assert isinstance(outs["bcryptHash"], Secret)
    text = outs["result"].value
    assert re.fullmatch(r"[A-Z0-9]{40}", text)
    assert len(re.findall("[A-Z]", text)) >= 5
    assert len(re.findall(r"\d", text)) >= 6
    assert re.fullmatch(r"\$2a\$10\$[./A-Za-z0-9]{53}", outs["bcryptHash"].value)
    assert outs["numeric"] is outs["number"] is outs["upper"] is True
    assert "lower" not in outs, "what a program says is not said again"


def test_two_passwords_differ_and_so_do_two_makings_of_one() -> None:
    drawn = {made(PASSWORD, {"length": 32})[1]["result"].value for _ in range(20)}
    assert len(drawn) == 20


def test_special_characters_are_the_ones_asked_for() -> None:
    only_special = {**NOTHING, "special": True}
    assert set(made(STRING, {"length": 200, **only_special})[1]["result"]) <= set(SPECIAL)
    assert set(made(STRING, {"length": 200, "overrideSpecial": "_%", **only_special})[1]["result"]) == {"_", "%"}
    assert made(STRING, {"length": 3, "minSpecial": 3, "overrideSpecial": "!", "special": False})[0] == "!!!"


def test_numbers_are_left_out_by_either_of_their_names() -> None:
    for name, other in (("number", "numeric"), ("numeric", "number")):
        found, outs = made(STRING, {"length": 200, name: False})
        assert not re.search(r"\d", found)
        assert outs[other] is False
        assert outs["result"] == found


def test_an_id_is_the_same_bytes_in_every_form() -> None:
    found, outs = made(ID, {"byteLength": 5, "prefix": "p-"})
    value = base64.urlsafe_b64decode(found + "=" * (-len(found) % 4))
    assert len(value) == 5
    assert outs == {
        "b64Url": f"p-{found}",
        "b64Std": f"p-{base64.b64encode(value).decode()}",
        "hex": f"p-{value.hex()}",
        "dec": f"p-{int.from_bytes(value)}",
    }


def test_bytes_are_secret() -> None:
    found, outs = made(BYTES, {"length": 4})
    assert outs == {"base64": Secret(found), "hex": Secret(base64.b64decode(found).hex())}


def test_an_integer_is_in_its_range_and_repeated_for_a_seed() -> None:
    assert {made(INTEGER, {"min": 1, "max": 3})[1]["result"] for _ in range(100)} == {1, 2, 3}
    drawn = [made(INTEGER, {"min": 1, "max": 10**9, "seed": "a"}) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0][0] == str(drawn[0][1]["result"])


def test_a_shuffle_has_every_item_as_often_as_can_be() -> None:
    found, outs = made(SHUFFLE, {"inputs": ["a", "b", "c"], "resultCount": 7})
    assert found == "-"
    assert sorted(outs["results"][:3]) == sorted(outs["results"][3:6]) == ["a", "b", "c"]
    assert len(outs["results"]) == 7
    assert made(SHUFFLE, {"inputs": []})[1]["results"] == []
    assert len(made(SHUFFLE, {"inputs": ["a", "b", "c"], "resultCount": 2})[1]["results"]) == 2


def test_a_pet_has_as_many_words_as_asked_for() -> None:
    assert re.fullmatch("[a-z]+-[a-z]+", made(PET, {})[0])
    assert re.fullmatch("[a-z]+", made(PET, {"length": 1})[0])
    assert re.fullmatch("x_[a-z]+_[a-z]+_[a-z]+_[a-z]+", made(PET, {"length": 4, "prefix": "x", "separator": "_"})[0])


def test_uuids_have_their_versions() -> None:
    for kind, version in ((UUID4, 4), (UUID7, 7)):
        found, outs = made(kind, {})
        assert uuid.UUID(found).version == version
        assert outs == {"result": found}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made(UUID, {})[0])
    earlier, later = made(UUID7, {})[0], made(UUID7, {})[0]
    assert earlier[:13] <= later[:13], "version 7 begins with the time"


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    with running("random") as found:
        yield found


# kind, inputs, another value for each property
CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (BYTES, {"length": 4}, {"length": 5}),
    (ID, {"byteLength": 4}, {"byteLength": 5, "prefix": "x"}),
    (INTEGER, {"min": 1, "max": 10**9}, {"min": 2, "max": 4, "seed": "x"}),
    (PET, {}, {"length": 3, "prefix": "x", "separator": "_"}),
    (SHUFFLE, {"inputs": ["a"]}, {"inputs": ["b"], "resultCount": 2, "seed": "x"}),
    (UUID, {}, {}),
    *(
        (
            kind,
            {"length": 8},
            {
                "length": 9, "lower": False, "upper": False, "number": False, "numeric": False, "special": False,
                "minLower": 1, "minUpper": 1, "minNumeric": 1, "minSpecial": 1, "overrideSpecial": "_",
            },
        )
        for kind in (PASSWORD, STRING)
    ),
]  # fmt: skip


@pytest.mark.engine
@pytest.mark.parametrize(("kind", "inputs", "others"), CHANGES)
def test_the_real_provider_replaces_for_the_same_properties(
    plugin: Plugin, kind: str, inputs: dict[str, Any], others: dict[str, Any]
) -> None:
    changes = {**others, "keepers": {"a": "b"}}
    replacing = {
        name for name, value in changes.items() if name in plugin.replaces(kind, inputs, {**inputs, name: value})
    }
    assert replacing == set(PACKAGE.replacements[kind].properties)
    assert set(changes) == set(SHAPES.resource(kind).inputs), "every property was changed"


@pytest.mark.engine
@pytest.mark.parametrize(("kind", "inputs", "_"), CHANGES)
def test_the_real_provider_gives_the_same_outputs(plugin: Plugin, kind: str, inputs: dict[str, Any], _: object) -> None:
    real_id, real = plugin.make(kind, inputs)
    own_id, own = made(kind, inputs)
    assert (real_id == own_id) == (kind in {PASSWORD, SHUFFLE}), "an id is drawn, or always the same"
    names = {name for name in real if not name.startswith("__") and name not in {"id", *inputs}}
    assert names == set(own)
    for name in names:
        value = own[name].value if isinstance(own[name], Secret) else own[name]
        assert type(value) is type(real[name])
        if isinstance(value, str):
            assert len(value) == len(real[name]) or name == "dec"
