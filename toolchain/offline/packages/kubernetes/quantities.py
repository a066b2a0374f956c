"""Amounts of CPU, memory and storage, as Kubernetes writes them."""

import re
from decimal import Decimal
from typing import Any

# apimachinery, pkg/api/resource/quantity.go: a signed number and a decimal, binary or exponential suffix.
QUANTITY = re.compile(
    r"(?P<number>[+-]?(\d+(\.\d*)?|\.\d+))((?P<binary>[KMGTPE])i|(?P<decimal>[numkMGTPE])|[eE](?P<exponent>[+-]?\d+))?"
)
BINARY = {suffix: Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", 1)}
DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def quantity(value: Any) -> Decimal | None:
    """Return an amount of CPU, memory or storage as a number, or None for what is no amount."""
    found = QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if found is None:
        return None
    number = Decimal(found["number"])
    if found["binary"]:
        return number * BINARY[found["binary"]]
    return number.scaleb(DECIMAL[found["decimal"]] if found["decimal"] else int(found["exponent"] or 0))


def is_amount(value: Any) -> bool:
    """Tell whether a value is an amount, zero or more."""
    amount = quantity(value)
    return amount is not None and amount >= 0


def is_positive(value: Any) -> bool:
    """Tell whether a value is an amount above zero."""
    amount = quantity(value)
    return amount is not None and amount > 0


AMOUNT_SAYS = "an amount, zero or more. Examples: 250m, 2, 512Mi, 10Gi"
