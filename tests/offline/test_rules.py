"""The rules of all packages: each lets pass what is right, says what is wrong, and shows no secret."""

import re
from dataclasses import replace

import pytest

from tests.offline.rows import CASES
from tests.offline.tables import Case, distinct, noting, paths, places, reached, said, single, with_other
from toolchain.offline import packages
from toolchain.offline.rules import Choice, Rule
from toolchain.offline.values import UNKNOWN, Secret

EVERY = [
    pytest.param(case, id=f"{case.kind.rpartition(':')[2]}-{index}")
    for cases in CASES.values()
    for index, case in enumerate(cases)
]
DISTINCT = [
    pytest.param(case, id=f"{case.kind}-{index}")
    for cases in CASES.values()
    for index, case in enumerate(distinct(cases))
]


def test_every_package_has_cases() -> None:
    assert tuple(CASES) == packages.names()
    assert {case.package for cases in CASES.values() for case in cases} == set(CASES)


@pytest.mark.parametrize("case", EVERY)
def test_a_rule_lets_pass_what_is_right_and_says_what_is_wrong(case: Case) -> None:
    if case.right is not None:
        assert case.said(case.right) == []
    if case.wrong is not None:
        assert case.said(case.wrong) == list(case.messages) != []


def _is_proved_elsewhere(rule: Rule) -> bool:
    """Tell of which rules test_gcp_choices.py asks each by itself."""
    return rule.kind.startswith("gcp:") and isinstance(rule, Choice) and not rule.when


@pytest.mark.parametrize("name", CASES)
def test_every_rule_refuses_something_in_a_case(name: str) -> None:
    with noting() as noted:
        for case in CASES[name]:
            case.said(case.wrong or {})
    rules = [rule for rule in single(packages.load(name).rules) if not _is_proved_elsewhere(rule)]
    if name == "kubernetes":  # its rules are the same for many types, and proved of one of them
        proved = [replace(rule, kind="") for rule in noted]
        assert [rule for rule in rules if replace(rule, kind="") not in proved] == []
    else:
        proved_ones = set(map(id, noted))
        assert [rule for rule in rules if id(rule) not in proved_ones] == []


# While the network of a subnet or of a container is not known, the one that is planned beside it is meant.
LINKS = {("gcp:compute/subnetwork:Subnetwork", "network"), ("docker:index/container:Container", "name")}


@pytest.mark.parametrize("case", DISTINCT)
def test_what_is_not_known_yet_breaks_no_rule(case: Case) -> None:
    assert case.right is not None
    for place in places(case.right):
        if case.neighbours and (case.kind, place[-1]) in LINKS:
            continue
        assert case.said(with_other(case.right, place, UNKNOWN)) == [], place


@pytest.mark.parametrize("name", CASES)
def test_of_what_nothing_is_known_nothing_is_said(name: str) -> None:
    known: dict[str, set[str]] = {}
    for case in CASES[name]:  # what functions look at is not in the rows of rules, but in inputs that pass
        known.setdefault(case.kind, set()).update(case.right or {})
    for rule in packages.load(name).rules:
        known.setdefault(rule.kind, set()).update(re.split(r"[.\[]", path)[0] for path in paths(rule))
    for kind, heads in known.items():
        messages = said(kind, dict.fromkeys(heads, UNKNOWN))
        # Two properties are said together also where their values are not known.
        assert [message for message in messages if " is said together with " not in message] == [], kind


@pytest.mark.parametrize("name", CASES)
def test_every_type_with_rules_has_inputs_that_pass(name: str) -> None:
    passing = {case.kind for case in CASES[name] if case.right is not None}
    # Every type of Kubernetes has metadata, and many have rules of nothing else.
    rules = (rule for rule in packages.load(name).rules if getattr(rule, "path", "") != "metadata")
    assert {rule.kind for rule in rules if not _is_proved_elsewhere(rule)} - passing == set()


@pytest.mark.parametrize("name", CASES)
def test_no_message_shows_a_secret(name: str) -> None:
    for case in CASES[name]:
        for place in places(case.wrong or {}):
            if isinstance(value := reached(case.wrong, place), str) and len(value) > 2:
                shown = case.said(with_other(case.wrong, place, Secret(f"hush-{value}")))
                assert [message for message in shown if f"hush-{value}" in message] == []
