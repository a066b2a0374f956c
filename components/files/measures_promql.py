"""Small pieces of PromQL: selectors that quote what they are given, and counts that miss nothing."""

import json
import re
from collections.abc import Iterable

NEW = "1d"  # a counter that was not there in this time before its window has been born in the window


def text(value: str) -> str:
    """Quote a text: PromQL reads double quotes as Go does, for which JSON's escapes are enough."""
    return json.dumps(value, ensure_ascii=False)


def select(metric: str, *conditions: str, part: str = "") -> str:
    """Return a selector; without a part it is of every part. Conditions are whole, as `job="node"`."""
    said = [*([f"part={text(part)}"] if part else []), *conditions]
    return f"{metric}{{{','.join(said)}}}" if said else metric


def one_of(label: str, values: Iterable[str]) -> str:
    """Return a condition that a label is one of some texts, whatever characters they have."""
    return f"{label}=~{text('|'.join(re.escape(value) for value in values))}"


def none_of(label: str, values: Iterable[str]) -> str:
    """Return a condition that a label is none of some texts."""
    return one_of(label, values).replace("=~", "!~", 1)


def number(value: float) -> str:
    """Write a number without losing any of it."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def labelled(expression: str, **labels: str) -> str:
    """Give a result labels that it does not have."""
    for name, value in labels.items():
        expression = f'label_replace({expression}, {text(name)}, {text(value.replace("$", "$$"))}, "", "")'
    return expression


def up_to_now(selector: str, window: str = "5m") -> str:
    """Count by part what has happened in a window.

    increase() sees no change in a counter that begins with what it counts, so one that is new in the window counts in
    full: the first error after a start is an error.
    """
    return (
        f"sum by (part) (({selector} unless last_over_time({selector}[{NEW}] offset {window}))"
        f" or increase({selector}[{window}]))"
    )


def either(expressions: Iterable[str]) -> str:
    """Return what any of the expressions returns."""
    listed = list(expressions)
    return listed[0] if len(listed) == 1 else " or ".join(f"({item})" for item in listed)
