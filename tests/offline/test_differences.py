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
    ("old", "new", "properties", "another"),
    [
        ({"engine": "a"}, {"engine": "b"}, ("engine",), True),
        ({"engineVersion": "1"}, {"engineVersion": "2"}, ("engine",), False),
        ({"spec": {"selector": {"app": "a"}}}, {"spec": {"selector": {"app": "b"}}}, ("spec.selector",), True),
        ({"spec": {"selectors": 1}}, {"spec": {"selectors": 2}}, ("spec.selector",), False),
        ({"mounts": [{"source": "a"}]}, {"mounts": [{"source": "b"}]}, ("mounts[*].source",), True),
        ({"mounts": [{"target": "a"}]}, {"mounts": [{"target": "b"}]}, ("mounts[*].source",), False),
        ({"mounts": []}, {"mounts": [{"source": "a"}]}, ("mounts[*].source",), True),
        ({}, {"backup": {"days": 14}}, ("backup.geoRedundant",), False),
        ({}, {"backup": {"geoRedundant": True}}, ("backup.geoRedundant",), True),
        ({"backup": {"geoRedundant": True}}, {}, ("backup.geoRedundant",), True),
        ({}, {"backup": UNKNOWN}, ("backup.geoRedundant",), True),
        ({"tags": {"a.b/c": 1}}, {"tags": {"a.b/c": 2}}, ("tags",), True),
        ({"x": 1}, {"x": 2}, (), False),
    ],
)
def test_what_makes_a_new_resource(
    old: dict[str, object], new: dict[str, object], properties: tuple[str, ...], another: bool
) -> None:
    assert [replaces(item, properties) for item in differences(old, new)] == [another]


def test_keys_that_are_no_identifiers_are_quoted() -> None:
    key = "app.kubernetes.io/name"
    found = differences({"tags": {key: "a", "x": 1}}, {"tags": {key: "b", "x": 2}})
    assert [item.path for item in found] == ['tags["app.kubernetes.io/name"]', "tags.x"]
    assert {item.top for item in found} == {"tags"}
