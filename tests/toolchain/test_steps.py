"""Steps run side by side, once, and fail with what a person needs."""

import fcntl
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toolchain import setup
from toolchain.console import Problem
from toolchain.setup import go, steps
from toolchain.setup.steps import Log, Step


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    return tmp_path / "logs"


def _step(name: str, do: Callable[[Log], None], *after: str) -> Step:
    return Step(name=name, says=f"doing {name}", needed=lambda: True, do=do, after=after)


def test_independent_steps_run_side_by_side_and_dependent_ones_in_order() -> None:
    both = threading.Barrier(2, timeout=5)
    order: list[str] = []

    def together(_log: Log) -> None:
        both.wait()
        order.append("early")

    steps.run([_step("c", lambda _: order.append("late"), "a", "b"), _step("a", together), _step("b", together)])
    assert order == ["early", "early", "late"]


def test_a_failure_shows_the_last_lines_and_the_log_and_stops_the_others(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    script = "for i in $(seq 1 40); do echo line $i; done; sleep 0.3; exit 9"
    with pytest.raises(Problem) as failed:
        steps.run(
            [
                _step("fails", lambda log: log.run(["sh", "-c", script], explain="Is it plugged in?")),
                _step("long", lambda log: log.run(["sleep", "60"])),
                _step("never", lambda log: log.run(["touch", logs / "never"]), "fails"),
            ]
        )
    told = str(failed.value)
    assert "exit code 9" in told
    assert "Is it plugged in?" in told
    assert "line 40" in told
    assert "line 20\n" not in told
    assert str(logs / "fails.log") in told
    assert "line 1\n" in (logs / "fails.log").read_text()
    assert not (logs / "never").exists()
    assert time.monotonic() - began < 10
    assert "doing fails" in capsys.readouterr().err


def test_a_command_that_hangs_is_stopped_with_all_it_started(logs: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Problem, match=r"did not end within 0\.2 s"):
        Log("hangs").run(["sh", "-c", "sleep 60 & wait"], timeout=0.2)
    assert time.monotonic() - began < 5
    assert logs.exists()


def test_a_missing_command_is_named() -> None:
    with pytest.raises(Problem, match=r"no-such-command is not installed\. Install it\."):
        Log("missing").run(["no-such-command"], explain="Install it.")


def test_a_folder_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        (folder / "half").write_text("")
        raise Problem("disk full")

    with pytest.raises(Problem, match="disk full"):
        go.into(tmp_path / "made", half)
    assert list(tmp_path.glob("*made*")) == []
    assert list(tmp_path.glob(".made*")) == []
    go.into(tmp_path / "made", lambda folder: (folder / "first").touch())
    go.into(tmp_path / "made", lambda folder: (folder / "second").touch())
    assert [file.name for file in (tmp_path / "made").iterdir()] == ["first"]


@pytest.fixture
def one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Make a set-up of one step, which is needed until it has been done; return what was done."""

    def make(*, takes_space: bool = False) -> list[str]:
        done: list[str] = []
        step = Step(
            name="only",
            says="doing it",
            needed=lambda: not done,
            do=lambda _: done.append("done"),
            takes_space=takes_space,
        )
        monkeypatch.setattr(setup, "STATE", tmp_path / "state")
        monkeypatch.setattr(setup.python_environment, "step", lambda *, tests, clouds: step)  # noqa: ARG005 (so called)
        for module in (setup.engine, setup.plugins, setup.test_programs):
            monkeypatch.setattr(module, "steps", list)
        return done

    return make


def test_what_is_done_is_not_done_again(one_step: Callable[..., list[str]]) -> None:
    done = one_step()
    setup.prepare(docker=False)
    setup.prepare(docker=False)
    assert done == ["done"]


def test_two_makes_wait_for_each_other(
    one_step: Callable[..., list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = one_step()
    (tmp_path / "state").mkdir()
    with (tmp_path / "state" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(target=lambda: setup.prepare(docker=False))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert done == []
        done.append("done by the first")
    second.join(5)
    assert done == ["done by the first"]
    assert "another make is setting up" in capsys.readouterr().err


def test_a_full_disk_is_told_before_anything_is_done(
    one_step: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = one_step(takes_space=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1.2e9}))
    with pytest.raises(Problem, match=r"only 1\.2 GB of disk are free .* takes 5 GB"):
        setup.prepare(docker=False)
    assert done == []
