"""Faults are read or refused with what is allowed, and happen where they are said to."""

import time

import pytest

from toolchain.offline.faults import Fault, Faults, Refused

DATABASE = "aws:rds/instance:Instance"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("fail create", "has 2 words; allowed: 4, or 5 for delay. Example: fail create aws:rds/instance:Instance 1"),
        ("break create * 1", "the action of the fault 'break create * 1' is 'break'; allowed: fail, throttle, delay"),
        ("fail make * 1", "the operation of the fault 'fail make * 1' is 'make'; allowed: check, diff, create, read"),
        ("fail create * 0", "the calls of the fault 'fail create * 0' are '0'; allowed: *, a number, or a range"),
        ("fail create * 3-2", "are '3-2'; allowed: *, a number, or a range. Example: 1-3"),
        (
            "fail create * 1 2s",
            "says '2s'; allowed: a time for delay, and for nothing else. Example: delay create * 1 500ms",
        ),
        ("delay create * 1", "says 'no time'; allowed: a time for delay"),
        ("delay create * 1 soon", "says 'soon'; allowed: a time for delay"),
        ("delay create * 1 90s", "waits 90 s; allowed: at most 60 s. Example: 2s"),
    ],
)
def test_a_fault_that_can_not_be_read_says_what_is_allowed(line: str, message: str) -> None:
    with pytest.raises(ValueError, match="fault") as told:
        Faults(line)
    assert message in str(told.value)


def test_faults_are_lines_with_comments() -> None:
    read = Faults("fail create * 2  # the second\n\n delay read aws:* 1-3 500ms; die-after update * *").faults
    assert read == [
        Fault(action="fail", operation="create", kind="*", first=2, last=2),
        Fault(action="delay", operation="read", kind="aws:*", first=1, last=3, seconds=0.5),
        Fault(action="die-after", operation="update", kind="*", first=1, last=None),
    ]


def _failed(faults: Faults, operation: str, kind: str) -> bool:
    try:
        faults.before(operation, kind)
    except Refused:
        return True
    return False


def test_the_named_call_fails_and_no_other() -> None:
    faults = Faults(f"fail create {DATABASE} 2-3")
    assert not _failed(faults, "update", DATABASE)
    assert not _failed(faults, "create", "aws:ec2/vpc:Vpc")
    assert [_failed(faults, "create", DATABASE) for _ in range(4)] == [False, True, True, False]


def test_a_fault_can_name_one_resource() -> None:
    faults = Faults(f"fail create {DATABASE}::main *")
    assert not _failed(faults, "create", DATABASE)
    with pytest.raises(Refused):
        faults.before("create", DATABASE, "main")
    assert faults.before("create", DATABASE, "other") == []


def test_every_call_of_a_pattern_fails() -> None:
    faults = Faults("fail delete aws:* *")
    assert all(_failed(faults, "delete", DATABASE) for _ in range(3))
    assert not _failed(faults, "delete", "gcp:sql/user:User")


def test_throttling_is_told_as_such() -> None:
    with pytest.raises(Refused, match="rate exceeded") as told:
        Faults("throttle create * 1").before("create", DATABASE)
    assert told.value.throttled


def test_a_delay_takes_its_time() -> None:
    began = time.monotonic()
    assert Faults("delay create * 1 50ms").before("create", DATABASE) == []
    assert time.monotonic() - began >= 0.05


def test_death_after_an_operation_waits_for_its_end() -> None:
    due = Faults("die-after create * 1").before("create", DATABASE)
    assert [fault.action for fault in due] == ["die-after"]
