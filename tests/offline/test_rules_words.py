"""The words of the tables of rules, each by itself: what it lets pass, what it says, and what it never shows."""

from typing import Any

import pytest

from toolchain.offline.paths import Found
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Failure, Inputs, Number, Rule, Wrong
from toolchain.offline.rules_networks import Cidr, address_of, network_of
from toolchain.offline.rules_parts import Keys, Unique, Within
from toolchain.offline.rules_times import Duration
from toolchain.offline.rules_together import Named, Needs, NotTogether, Ordered, Refuses
from toolchain.offline.values import UNKNOWN, Secret

S = "the documentation"
HIDDEN = Secret("hush")


def wrong_place(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a place by its path, as it was found, and a whole failure."""
    yield "a.b", "something else"
    yield Found("a.c[k.x]", inputs["a"]["c"]["k.x"]), "another"
    yield Failure(path="a", given="2 things", allowed="one")


IN_A = Within(path="a[*]", rules=(Needs(needs=("x",), source=S), Choice(path="y", allowed=("z",), source=S)), source=S)

# rule, inputs, what it says
ROWS: list[tuple[Rule, dict[str, Any], list[str]]] = [
    (Number(path="n", low=5, high=9, step=2, source=S), {"n": 5}, ["n is 5; allowed: 5 to 9, a multiple of 2"]),
    (Number(path="n", low=7, or_zero=True, source=S), {"n": 0}, []),
    (Number(path="n", low=7, or_zero=True, source=S), {"n": 1}, ["n is 1; allowed: 0, or at least 7"]),
    (Number(path="n", high=1, source=S), {"n": "1.5"}, ["n is '1.5'; allowed: at most 1"]),
    (Number(path="n", low=0, high=1, source=S), {"n": 0.5}, []),
    # What is not known yet is not None, which stands for what is not said.
    (Choice(path="a", allowed=(1,), when={"b": (None, 2)}, source=S), {"a": 3}, ["a is 3; allowed: 1"]),
    (Choice(path="a", allowed=(1,), when={"b": (None, 2)}, source=S), {"a": 3, "b": UNKNOWN}, []),
    (Choice(path="a", allowed=(1,), when={"b.c": (None, 2)}, source=S), {"a": 3, "b": UNKNOWN}, []),
    (Each(path="a", fits=bool, says="true", veiled=True, source=S), {"a": ""}, ["a is [secret]; allowed: true"]),
    (NotTogether(paths=("a", "b"), source=S), {"a": 1, "b": UNKNOWN}, [
        "b is said together with a; allowed: at most one of a, b"
    ]),
    (NotTogether(paths=("a.b", "a.c"), one=True, source=S), {"a": UNKNOWN}, []),
    (NotTogether(paths=("a.b", "a.c"), one=True, source=S), {}, [
        "a.b is missing; allowed: exactly one of a.b, a.c"
    ]),
    (Needs(needs=("a", "b"), source=S), {"a": []}, ["b is missing; allowed: a value"]),
    (Needs(needs=("a",), filled=True, source=S), {"a": []}, ["a is []; allowed: a value"]),
    (Needs(needs=("a",), filled=True, source=S), {"a": UNKNOWN}, []),
    (Needs(needs=("a", "b"), either=True, path="c", source=S), {"b": 1, "c": 1}, []),
    (Needs(needs=("a", "b"), either=True, path="c", example="5", source=S), {"c": 1}, [
        "a is missing; allowed: at least one of a, b, because of c. Example: 5"
    ]),
    (Needs(needs=("a",), path="c.d", source=S), {"c": UNKNOWN}, []),
    (Needs(needs=("a",), when={"c": "x"}, source=S), {"c": Secret("x")}, [
        "a is missing; allowed: a value, because of c = [secret]"
    ]),
    (Refuses(refuses=("a",), when={"c": (None, 1)}, source=S), {"a": HIDDEN}, [
        "a is [secret]; allowed: nothing, because c is not said"
    ]),
    (Ordered(paths=("a", "b", "c"), source=S), {"a": 1, "c": 1}, []),
    (Ordered(paths=("a", "b", "c"), apart=True, source=S), {"a": 1, "c": 1}, ["a is 1; allowed: less than 1, the c"]),
    (Ordered(paths=("a", "b"), source=S), {"a": 2, "b": Secret(1)}, ["a is 2; allowed: at most [secret], the b"]),
    (Ordered(paths=("a", "b"), source=S), {"a": "2", "b": 1}, []),
    (Named(path="t", properties={"A": "a", "B": "b"}, alone=True, source=S), {"t": "A", "b": 1}, [
        "a is missing; allowed: a value, because t is 'A'",
        "b is 1; allowed: nothing, because t is 'A'",
    ]),
    (Named(path="t", properties={"A": "a", "B": "b"}, source=S), {"t": "C", "b": 1}, []),
    (Named(path="t", properties={"A": "a", "B": "b"}, alone=True, source=S), {"t": UNKNOWN, "a": 1, "b": 1}, []),
    (Named(path="t", properties={"A": "a", "B": "b"}, alone=True, source=S), {"t": "A", "a": 1, "b": UNKNOWN}, []),
    (IN_A, {"a": [{"x": 1}, {"y": 2}, UNKNOWN, "text"]}, [
        "a[1].x is missing; allowed: a value",
        "a[1].y is 2; allowed: z",
    ]),
    (IN_A, {"a": Secret([{"x": 1, "y": "hush"}])}, ["a[0].y is [secret]; allowed: z"]),
    (Keys(path="m", fits=str.islower, says="lower case", source=S), {"m": {"K": HIDDEN}}, [
        "m is with the key 'K'; allowed: lower case"
    ]),
    (Keys(path="m", fits=str.islower, says="lower case", source=S), {"m": Secret({"K": 1})}, [
        "m is with the key [secret]; allowed: lower case"
    ]),
    (Unique(path="l", properties=("a", "b"), usual={"b": 1}, source=S), {"l": [{"a": [2]}, {"a": [2], "b": 1}]}, [
        "l[1].a is [2] and 1; allowed: no a and b twice"
    ]),
    (Unique(path="l", properties=("a",), source=S), {"l": Secret([{"a": 1}, {"a": 1}])}, [
        "l[1].a is [secret]; allowed: no a twice"
    ]),
    (Unique(path="l", properties=("a",), source=S), {"l": [{"a": UNKNOWN}, {"a": UNKNOWN}, {}, {}]}, []),
    (Custom(check=wrong_place, source=S), {"a": {"b": HIDDEN, "c": {"k.x": 5}}}, [
        "a.b is [secret]; allowed: something else",
        "a.c[k.x] is 5; allowed: another",
        "a is 2 things; allowed: one",
    ]),
    (Custom(check=wrong_place, source=S), {"a": {"b": UNKNOWN, "c": {"k.x": None}}}, [
        "a.b is missing; allowed: something else",
        "a.c[k.x] is missing; allowed: another",
        "a is 2 things; allowed: one",
    ]),
    (Cidr(path="a", longest=28, source=S), {"a": 16}, ["a is 16; allowed: a network without host bits. Example: "
                                                        "10.0.0.0/16"]),
    (Duration(path="t", source=S), {"t": 90}, ["t is 90; allowed: a time in hours, minutes and seconds. Example: "
                                               "1h30m"]),
    (Duration(path="t", low=60, high=600, in_seconds=True, source=S), {"t": "2m"}, ["t is '2m'; allowed: 60s to 600s"]),
    (Duration(path="t", low=60, or_zero=True, in_seconds=True, source=S), {"t": "0s"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "inputs", "messages"), ROWS, ids=lambda value: type(value).__name__)
def test_a_word_says_what_is_wrong_and_nothing_of_what_is_hidden(
    rule: Rule, inputs: dict[str, Any], messages: list[str]
) -> None:
    assert [str(failure) for failure in rule.failures(inputs, Plan())] == messages


@pytest.mark.parametrize("text", [None, UNKNOWN, 5, "", "ten", "10.0.0.1/8"])
def test_what_is_no_network_and_no_address_is_not_read(text: Any) -> None:
    assert network_of(text) is None
    assert address_of(text) is None


def test_host_bits_can_be_let_pass() -> None:
    assert str(network_of("10.0.0.1/8", strict=False)) == "10.0.0.0/8"
