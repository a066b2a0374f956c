"""How long logs are kept, with the real program and made-up days: nothing goes early, late, or by half."""

import hashlib
import random
from datetime import date, timedelta

import pytest

import stacks
from components.files.rsyslog import LOGS, retention_text
from stacks._monitoring import LogClass, LogKind
from tests.images.engine import Engine, docker

pytestmark = pytest.mark.docker

SYSTEMS = ("circman", "clo", "manufacturing", "opmas", "revitron")
DIFFERENT = sorted({stacks.load(system).monitoring.logs: system for system in reversed(SYSTEMS)}.values())
TODAY = date(2026, 3, 2)
LARGE = [LogClass(kind=kind, keep_days=30) for kind in LogKind]


@pytest.fixture(scope="module")
def container(engine: Engine) -> str:
    contents = {
        f"{system}/retention.conf": retention_text(stacks.load(system).monitoring.logs, 4096) for system in SYSTEMS
    }
    contents["large/retention.conf"] = retention_text(LARGE, 4096)
    contents["small/retention.conf"] = "capacity 6\n" + retention_text(LARGE, 4096).split("\n", 1)[1]
    data = f"--volume={engine.volume('retention')}:{LOGS}"
    return engine.start("logs", "retention", data, files=engine.files("retention", contents), command=("sleep", "600"))


class Logs:
    """A folder of logs of its own, with one system's retention."""

    def __init__(self, container: str, configuration: str, name: str) -> None:
        self.container, self.folder = container, f"{LOGS}/{name}"
        self.settings = f"export MOORAGE_LOGS={self.folder} MOORAGE_CONFIGURATION=/etc/moorage/{configuration};"

    def ask(self, script: str) -> str:
        return docker("exec", "-i", self.container, "sh", "-euc", f"{self.settings} {script}")

    def write(self, kind: LogKind | str, instance: str, day: date, script: str = "echo of $name") -> None:
        path = f"{self.folder}/{kind}/part/{instance}-{day}.log"
        self.ask(f"mkdir -p {self.folder}/{kind}/part; name={instance}-{day}; {{ {script}; }} >> {path}")

    def run(self, day: date) -> str:
        return self.ask(f"moorage-logs pass {day}")

    def files(self) -> set[str]:
        script = f"mkdir -p {self.folder}; cd {self.folder}; find . -path './.*' -prune -o -type f -print"
        return {line.removeprefix("./") for line in self.ask(script).splitlines()}

    def read(self, path: str) -> str:
        return self.ask(f"cd {self.folder}; zstd -qdcf {path}")


@pytest.fixture
def logs(request: pytest.FixtureRequest, container: str) -> Logs:
    return Logs(container, "large", f"test-{abs(hash(request.node.name))}")


def archived(kind: str, instance: str, day: date) -> str:
    return f"archive/{kind}/{day:%Y/%m}/{instance}-{day}.log.zst"


@pytest.mark.parametrize("system", DIFFERENT)
def test_each_class_is_kept_for_its_days_and_not_a_day_longer(system: str, container: str) -> None:
    logs = Logs(container, system, system)
    days = {item.kind: item.keep_days for item in stacks.load(system).monitoring.logs}
    ages = {kind: sorted({-400, 0, 1, 2, keep, keep + 1, 900}) for kind, keep in days.items()}
    script = "".join(
        f"mkdir -p {kind}/part; echo {kind} {age} > {kind}/part/i-{TODAY - timedelta(age)}.log;"
        for kind in days
        for age in ages[kind]
    )
    for before in (2, 1):
        assert "nothing is deleted for its age yet" in logs.run(TODAY - timedelta(before))
    logs.ask(f"cd {logs.folder}; {script}")
    assert logs.run(TODAY) == ""
    wanted = {}
    for kind, keep in days.items():
        for age in ages[kind]:
            day = TODAY - timedelta(age)
            if age <= 0:  # today, and what a wrong clock has written
                wanted[f"{kind}/part/i-{day}.log"] = f"{kind} {age}"
            elif age == 1:
                wanted[f"{kind}/part/i-{day}.log.zst"] = f"{kind} {age}"
            elif age <= keep:
                wanted[archived(kind, "i", day)] = f"{kind} {age}"
    found = logs.files()
    assert {path for path in found if not path.endswith("SHA256SUMS")} == set(wanted)
    for path, text in wanted.items():
        assert logs.read(path) == text
    folders = {path.rsplit("/", 1)[0] for path in wanted if path.startswith("archive/")}
    assert {path.rsplit("/", 1)[0] for path in found if path.endswith("SHA256SUMS")} == folders
    for folder in folders:
        sums = logs.ask(
            f"cd {logs.folder}/{folder}; sha256sum --quiet --check --strict SHA256SUMS; cut -c 67- SHA256SUMS"
        )
        assert {f"{folder}/{name}" for name in sums.split()} == {path for path in wanted if path.startswith(folder)}


def test_a_clock_that_jumps_ahead_deletes_nothing_until_it_has_shown_three_days(logs: Logs) -> None:
    logs.write(LogKind.SYSTEM, "i", TODAY)
    for before in (3, 2, 1):
        logs.run(TODAY - timedelta(before))
    future = date(2031, 7, 1)
    logs.write(LogKind.SYSTEM, "i", future)
    kept = archived("system", "i", TODAY)
    for after in (0, 0, 0, 1):  # any number of passes on a day are one day
        assert "nothing is deleted for its age yet" in logs.run(future + timedelta(after))
        assert kept in logs.files()
    logs.run(TODAY)  # and back again: what is of the future stays, too
    assert logs.read(kept) == f"of i-{TODAY}"
    assert logs.read(f"system/part/i-{future}.log.zst") == f"of i-{future}"
    logs.run(future + timedelta(2))
    assert kept not in logs.files()


def test_lines_that_come_late_are_added_to_their_day(logs: Logs) -> None:
    days = [TODAY - timedelta(1), TODAY - timedelta(20)]
    for number in range(3):
        for day in days:
            logs.write(LogKind.AUDIT, "i", day, f"seq {number * 100} {number * 100 + 99}")
        logs.run(TODAY)
    for path in (f"audit/part/i-{days[0]}.log.zst", archived("audit", "i", days[1])):
        assert logs.read(path).split() == [str(number) for number in range(300)]
    logs.ask(f"cd {logs.folder}/archive/audit/2026/02; sha256sum --check --strict SHA256SUMS")


def test_a_file_that_somebody_still_writes_waits(logs: Logs) -> None:
    day = TODAY - timedelta(1)
    logs.write(LogKind.SYSTEM, "i", day)
    path = f"{logs.folder}/system/part/i-{day}"
    said = logs.ask(f"exec 8>> {path}.log; moorage-logs pass {TODAY} 8>&8; ls {path}*; echo later >&8")
    assert said.splitlines()[-1] == f"{path}.finished"
    logs.run(TODAY)
    assert logs.files() == {f"system/part/i-{day}.log.zst"}
    assert logs.read(f"system/part/i-{day}.log.zst").splitlines() == [f"of i-{day}", "later"]


def test_a_pass_that_is_killed_anywhere_loses_and_doubles_nothing(logs: Logs) -> None:
    lines = 4000
    ages = range(1, 17)
    expected = "".join(f"{number} {'x' * 60}\n" for number in range(1, lines + 1))
    make = f'awk \'BEGIN {{ for (i = 1; i <= {lines}; i++) printf "%d %s\\n", i, "{"x" * 60}" }}\''
    for age in ages:
        logs.write(LogKind.APPLICATION, "i", TODAY - timedelta(age), make)
    chance = random.Random(6)  # noqa: S311 - moments to be killed at
    moments = " ".join(f"{chance.uniform(0.01, 0.2):.3f}" for _ in range(25))
    said = logs.ask(
        f"exec 2>/dev/null; killed=0; for time in {moments}; do setsid moorage-logs pass {TODAY} >/dev/null & pid=$!; "
        "sleep $time; if kill -9 -$pid 2>/dev/null; then killed=$((killed + 1)); fi; wait $pid || true; done; "
        "echo $killed"
    )
    assert int(said.splitlines()[-1]) >= 5
    logs.run(TODAY)
    wanted = {archived("application", "i", TODAY - timedelta(age)) for age in ages if age > 1}
    wanted.add(f"application/part/i-{TODAY - timedelta(1)}.log.zst")
    assert {path for path in logs.files() if not path.endswith("SHA256SUMS")} == wanted
    digest = hashlib.sha256(expected.encode()).hexdigest()
    sums = logs.ask(f"cd {logs.folder}; for f in {' '.join(sorted(wanted))}; do zstd -qdc $f | sha256sum; done")
    assert sums.split() == [digest, "-"] * len(wanted)
    logs.ask(
        f"cd {logs.folder}; for f in archive/*/*/*/; do (cd $f; sha256sum --quiet --check --strict SHA256SUMS); done"
    )


def test_two_passes_at_once_are_one_after_the_other(logs: Logs) -> None:
    for age in range(1, 6):
        logs.write(LogKind.APPLICATION, "i", TODAY - timedelta(age))
    logs.ask(f"moorage-logs pass {TODAY} & first=$!; moorage-logs pass {TODAY}; wait $first")
    for age in range(2, 6):
        day = TODAY - timedelta(age)
        assert logs.read(archived("application", "i", day)) == f"of i-{day}"


def test_where_there_is_too_much_the_oldest_go_but_never_the_audit(container: str) -> None:
    logs = Logs(container, "small", "small")
    noise = "head -c {} /dev/urandom"
    for age in (20, 10, 3):
        for kind in (LogKind.APPLICATION, LogKind.SYSTEM, LogKind.AUDIT):
            logs.write(kind, "i", TODAY - timedelta(age), noise.format(1_000_000))
    said = logs.run(TODAY)  # 9 MB of 6
    assert "[critical]" not in said
    assert "critical: logs are larger than 6 MB: 3 files of days up to 20260220 are deleted before their time" in said
    kept = {archived("audit", "i", TODAY - timedelta(age)) for age in (20, 10, 3)}
    kept |= {archived(kind, "i", TODAY - timedelta(3)) for kind in ("application", "system")}
    kept.add(archived("system", "i", TODAY - timedelta(10)))
    assert {path for path in logs.files() if not path.endswith("SHA256SUMS")} == kept
    # A program that writes without end: what it has said today goes, and nothing else does.
    logs.write(LogKind.APPLICATION, "loud", TODAY, noise.format(9_000_000))
    logs.write(LogKind.ACCESS, "quiet", TODAY)
    said = logs.run(TODAY)
    assert "3 files of days up to 20260227 are deleted" in said
    assert f"KB that application/part/loud-{TODAY}.log had are deleted; raise the capacity, or find who writes" in said
    assert (
        logs.ask(
            f"cd {logs.folder}; stat -c %s application/part/loud-{TODAY}.log access/part/quiet-{TODAY}.log"
        ).split()[0]
        == "0"
    )
    assert logs.read(f"access/part/quiet-{TODAY}.log") == f"of quiet-{TODAY}"
    # And where only the audit is left, it stays, and that is said.
    logs.write(LogKind.AUDIT, "i", TODAY, noise.format(5_000_000))
    said = logs.run(TODAY)
    assert "only those of the class audit are left, which stay; raise the capacity" in said
    assert {path for path in logs.files() if path.startswith(("audit", "archive/audit"))} >= {
        f"audit/part/i-{TODAY}.log", *(archived("audit", "i", TODAY - timedelta(age)) for age in (20, 10, 3))
    }  # fmt: skip


def test_only_names_of_logs_are_touched(logs: Logs) -> None:
    names = ["i.log", "i-2026-02-01.txt", "i-2026-2-1.log", "i-2026-02-01.log.gz", "2026-02-01"]
    logs.ask(f"mkdir -p {logs.folder}/system/part; cd {logs.folder}/system/part; touch -d 2001-01-01 {' '.join(names)}")
    for before in (2, 1, 0):
        logs.run(TODAY - timedelta(before))
    assert logs.files() == {f"system/part/{name}" for name in names}
