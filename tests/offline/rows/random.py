"""The cases of package random."""

from typing import Any

from tests.offline.tables import Case
from toolchain.offline.packages.random import BYTES, ID, INTEGER, PASSWORD, SHUFFLE, STRING

NOTHING = {"lower": False, "upper": False, "numeric": False, "special": False}

# kind, inputs that pass, inputs that fail, the message
RULES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (BYTES, {"length": 1}, {"length": 0}, "length is 0; allowed: at least 1"),
    (ID, {"byteLength": 1}, {"byteLength": 0}, "byteLength is 0; allowed: at least 1"),
    (INTEGER, {"min": 3, "max": 3}, {"min": 4, "max": 3}, "min is 4; allowed: at most 3, the max"),
    (
        SHUFFLE,
        {"inputs": ["a"], "resultCount": 0},
        {"inputs": ["a"], "resultCount": -1},
        "resultCount is -1; allowed: at least 0",
    ),
]
for _kind in (PASSWORD, STRING):
    RULES += [
        (_kind, {"length": 1}, {"length": 0}, "length is 0; allowed: at least 1"),
        (
            _kind,
            {"length": 4, "minLower": 2, "minUpper": 1, "minNumeric": 1},
            {"length": 4, "minLower": 2, "minUpper": 1, "minNumeric": 1, "minSpecial": 1},
            "length is 4; allowed: at least 5, the sum of minLower, minUpper, minNumeric and minSpecial",
        ),
        *(
            (_kind, {"length": 4, name: 0}, {"length": 4, name: -1}, f"{name} is -1; allowed: at least 0")
            for name in ("minLower", "minUpper", "minNumeric", "minSpecial")
        ),
        (
            _kind,
            {"length": 4, "minLower": 4, **NOTHING},
            {"length": 5, "minLower": 4, **NOTHING},
            "special is False; allowed: true, or true for lower, upper or numeric: without one there is nothing to "
            "draw from",
        ),
        (
            _kind,
            {"length": 4, "number": False, "numeric": False},
            {"length": 4, "number": True, "numeric": False},
            "number is True; allowed: False, as numeric, or nothing: number is its former name",
        ),
    ]

CASES = [Case(kind=kind, right=right, wrong=wrong, messages=[message]) for kind, right, wrong, message in RULES]
