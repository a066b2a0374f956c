"""What changed between two sets of inputs, and what of it makes a new resource."""

import pytest

from toolchain.offline.differences import differences, replaces
from toolchain.offline.values import UNKNOWN, Secret, Special

ASSET = Special({"hash": "one", "path": "/here"})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", "changed")]),
        ({}, {"a": 1}, [("a", "added")]),
        ({"a": 1}, {}, [("a", "removed")]),
        ({"a": 1}, {"a": None}, [("a", "removed")]),
        ({"a": None}, {}, []),
        ({"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 1}}, [("a.b", "changed")]),
        ({"a": [1, 2]}, {"a": [1, 3, 4]}, [("a[1]", "changed"), ("a[2]", "added")]),
        ({"a": [1, 2]}, {"a": [1]}, [("a[1]", "removed")]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, [("a[0].b", "changed")]),
        ({"a": "x"}, {"a": Secret("x")}, []),
        ({"a": Secret({"b": "x"})}, {"a": Secret({"b": "y"})}, [("a.b", "changed")]),
        ({"a": "x"}, {"a": UNKNOWN}, [("a", "changed")]),
        ({}, {"a": UNKNOWN}, [("a", "added")]),
        ({"a": ASSET}, {"a": Special({"hash": "one", "path": "/elsewhere"})}, []),
        ({"a": ASSET}, {"a": Special({"hash": "two", "path": "/here"})}, [("a", "changed")]),
        ({"a": 1, "__defaults": ["a"]}, {"a": 1, "__defaults": []}, []),
        ({"a": 1}, {"a": "1"}, [("a", "changed")]),
        ({"a": {"b": 1}}, {"a": "text"}, [("a", "changed")]),
    ],
)
def test_differences_are_found_at_the_deepest_place(
    old: dict[str, object], new: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert [(item.path, item.how) for item in differences(old, new)] == expected


@pytest.mark.parametrize(
    ("path", "properties", "another"),
    [
        ("engine", ("engine",), True),
        ("engineVersion", ("engine",), False),
        ("spec.selector.matchLabels.app", ("spec.selector",), True),
        ("spec.selectors", ("spec.selector",), False),
        ("mounts[0].source", ("mounts[*].source",), True),
        ("mounts[0].target", ("mounts[*].source",), False),
        ("mounts[3]", ("mounts[*].source",), True),
        ("settings", ("settings.tier",), True),
        ("tags['a.b']", ("tags",), True),
        ("x", (), False),
    ],
)
def test_what_makes_a_new_resource(path: str, properties: tuple[str, ...], another: bool) -> None:
    assert replaces(path, properties) == another
