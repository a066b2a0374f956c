"""What the engine sends becomes plain values and back, and nothing secret shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolchain.offline.paths import Found, find, first, is_said, show
from toolchain.offline.values import (
    OUTPUT,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    Secret,
    Special,
    decode,
    encode,
    from_plain,
    has_secret,
    has_unknown,
    opened,
    plain,
)

SCALARS = st.none() | st.booleans() | st.integers(-(2**52), 2**52) | st.text(max_size=8) | st.just(UNKNOWN)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        | st.builds(Secret, inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), VALUES, max_size=4))
def test_values_survive_the_way_to_the_engine_and_back(values: dict[str, object]) -> None:
    assert decode(encode(values)) == values
    assert from_plain(plain(values)) == values


def test_signed_objects_are_told_apart() -> None:
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "abc", "text": "x"}
    sent = encode(
        {"asset": asset, "output": {SIGNATURE: OUTPUT, "value": "x", "secret": True}, "later": {SIGNATURE: OUTPUT}}
    )
    assert decode(sent) == {"asset": Special(asset), "output": Secret("x"), "later": UNKNOWN}
    assert plain(Secret("x")) == {SIGNATURE: SECRET, "value": "x"}


@pytest.mark.parametrize(
    ("value", "unknown", "secret"),
    [("x", False, False), ([{"a": UNKNOWN}], True, False), ({"a": Secret([UNKNOWN])}, True, True), ([], False, False)],
)
def test_what_is_unknown_or_secret_is_noticed_at_any_depth(value: object, unknown: bool, secret: bool) -> None:
    assert has_unknown(value) == unknown
    assert has_secret(value) == secret


def test_secrets_are_opened_for_comparing_and_hidden_from_showing() -> None:
    value = {"a": [Secret({"b": Secret("hunter2")})], "c": 1}
    assert opened(value) == {"a": [{"b": "hunter2"}], "c": 1}
    assert "hunter2" not in show(value)
    assert "hunter2" not in repr(value)
    assert [found.shown for found in find({"a": Secret({"b": "hunter2"})}, "a.b")] == ["[secret]"]


def test_long_values_are_shown_short() -> None:
    assert len(show("x" * 500)) < 100


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a", [("a", 1)]),
        ("b.c", [("b.c", 2)]),
        ("list[*].port", [("list[0].port", 80), ("list[1].port", 443)]),
        ("map[*].port", [("map[x].port", 8080)]),
        ("b.nothing", []),
        ("nothing.at.all", []),
        ("later.inside", []),
    ],
)
def test_places_are_found(path: str, found: list[tuple[str, object]]) -> None:
    inputs = {
        "a": 1, "b": {"c": 2, "d": None}, "list": [{"port": 80}, {"port": 443}, {}], "map": {"x": {"port": 8080}},
        "later": UNKNOWN,
    }  # fmt: skip
    assert [(item.path, item.value) for item in find(inputs, path)] == found


def test_unknown_values_are_said_but_not_found() -> None:
    inputs = {"later": UNKNOWN, "none": None}
    assert is_said(inputs, "later")
    assert is_said(inputs, "later.inside")
    assert not is_said(inputs, "none")
    assert first(inputs, "later") is None
    assert Found("a", "x").shown == "'x'"
