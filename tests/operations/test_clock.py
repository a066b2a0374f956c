"""What is forgotten because of its age is forgotten only at a time that is believed; with a clock that is made up."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from images.operations.operations import clock, markers, pgbackrest, postgresql
from images.operations.operations.failure import Failure
from images.operations.operations.pgbackrest import Backup, Stock
from images.operations.operations.records import append
from tests.operations.tables import backed_up, result

DAY = 86400
BACKUP = Backup(
    label="20261121-010000F", type="full", began=0, ended=DAY, bytes=1, repository_bytes=1, wal_start="0" * 24,
    wal_stop="0" * 24, lsn_stop="0/0", repository=1, damaged=False, needs=(),
)  # fmt: skip


def ran(state: Path, *days: float) -> None:
    for day in days:
        append(str(state), result("job", ended=day * DAY))


def believed(state: Path, day: float, keep_until: float = 0) -> bool:
    return clock.is_believed(str(state), day * DAY, keep_until * DAY)


def test_a_steady_clock_is_believed_and_one_that_jumped_only_after_three_days(tmp_path: Path) -> None:
    ran(tmp_path, *(day + 0.5 for day in range(60)))
    assert believed(tmp_path, 60.1)
    assert believed(tmp_path, 63.9)  # off for a long weekend
    assert not believed(tmp_path, 65)  # two days of seven
    for day in (400.1, 400.2, 400.9, 401.5):  # many runs, few days
        assert not believed(tmp_path, day)
        ran(tmp_path, day)
    assert not believed(tmp_path, 402.5)
    ran(tmp_path, 402.5)
    assert not believed(tmp_path, 402.9)  # the current day says nothing of itself
    assert believed(tmp_path, 403)
    assert believed(tmp_path, 60.1)  # it was wrong, and is right again


def test_where_nothing_is_old_enough_any_clock_will_do(tmp_path: Path) -> None:
    assert believed(tmp_path, 30, keep_until=30)
    assert not believed(tmp_path, 30.1, keep_until=30)


@pytest.mark.parametrize(("jumped", "forgets"), [(False, True), (True, False)])
def test_a_backup_forgets_older_ones_only_when_the_clock_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jumped: bool, forgets: bool
) -> None:
    ran(tmp_path, *range(1, 100))
    table = backed_up(tmp_path)
    (database, _), (_, rule), (_, second) = table.recoverables, table.rules, table.repositories
    made = replace(BACKUP, label="new", began=100 * DAY, ended=100 * DAY)
    stocks = [Stock(code=0, message="ok", backups=backups, wal_last="", archive="")
              for backups in ((BACKUP,), (BACKUP, made))]  # fmt: skip
    asked: list[tuple[str, ...]] = []

    def run(_: str, *words: str, **__: object) -> str:
        asked.append(words)
        return ""

    def no_marker(*_: object) -> None:
        raise Failure("there is no server")

    monkeypatch.setattr(time, "time", lambda: (160 if jumped else 100) * DAY)
    monkeypatch.setattr(pgbackrest, "run", run)
    monkeypatch.setattr(pgbackrest, "stock", lambda *_: stocks[sum(words[0] == "backup" for words in asked)])
    monkeypatch.setattr(markers, "write", no_marker)
    facts = postgresql.backup(table, rule, database, second)
    assert asked[0] == ("backup", "--repo=2", "--type=full", "--no-expire-auto")
    assert asked[1:] == ([("expire", "--repo=2")] if forgets else [])
    assert facts["label"] == "new"
    assert facts.get("not_forgotten", "").startswith("the clock may have jumped") is not forgets
