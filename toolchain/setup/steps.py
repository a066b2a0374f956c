"""Steps of the set-up: run side by side, each with one line for people and a log for when it fails."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolchain.console import Problem, say
from toolchain.places import LOGS

LINES_SHOWN = 15
SECONDS_TO_END = 5.0


class Log:
    """The log of one step, and the way to run commands that write into it."""

    def __init__(self, name: str) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        self.path = LOGS / f"{name}.log"
        self.path.write_bytes(b"")
        self._running: list[subprocess.Popen[bytes]] = []
        self._stopped = False

    def run(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        timeout: float | None = None,
        explain: str = "",
    ) -> None:
        """Run a command into the log; a failure becomes a Problem that shows the log's end and `explain`."""
        with self.path.open("ab") as output:
            output.write(f"$ {' '.join(map(str, command))}\n".encode())
            output.flush()
            if self._stopped:
                raise Problem("another step failed")
            try:
                # In a group of its own, so that stopping it also stops what it started (compilers, for instance).
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env={**os.environ, **(environment or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            except FileNotFoundError as missing:
                raise Problem(f"{command[0]} is not installed. {explain}".strip()) from missing
        self._running.append(process)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.stop()
            raise self.problem(f"{command[0]} did not end within {timeout:g} s. {explain}") from None
        if code != 0:
            raise self.problem(f"{Path(command[0]).name} failed with exit code {code}. {explain}")

    def problem(self, text: str) -> Problem:
        """Return a Problem with the log's last lines."""
        lines = self.path.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        return Problem("\n".join([text.strip(), *(f"  | {line}" for line in lines), f"  the whole log: {self.path}"]))

    def text(self) -> str:
        """Return what has been logged so far."""
        return self.path.read_text(errors="replace")

    def stop(self) -> None:
        """Stop what runs, with all it started; nothing more starts."""
        self._stopped = True
        for process in self._running:
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
            return


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to make available. `needed` is quick, and false once `do` has succeeded."""

    name: str
    says: str
    needed: Callable[[], bool]
    do: Callable[[Log], None]
    after: tuple[str, ...] = ()
    takes_space: bool = False


def run(steps: Sequence[Step]) -> None:
    """Run steps side by side, each after those it names; the first failure stops the others and is raised."""
    logs = {step.name: Log(step.name) for step in steps}
    waiting = {step.name: step for step in steps}
    running: dict[Future[None], Step] = {}
    failed: BaseException | None = None
    stopped = threading.Event()
    with ThreadPoolExecutor(max_workers=max(len(steps), 1)) as threads:
        try:
            while waiting or running:
                unfinished = set(waiting) | {step.name for step in running.values()}
                ready = [step for step in waiting.values() if not unfinished & set(step.after)]
                for step in ready if not failed else []:
                    del waiting[step.name]
                    running[threads.submit(_do, step, logs[step.name], stopped)] = step
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    del running[future]
                    if (error := future.exception()) and not failed:
                        failed = error
                        stopped.set()
                        for log in logs.values():
                            log.stop()
        except KeyboardInterrupt:
            stopped.set()
            for log in logs.values():
                log.stop()
            raise
    if failed:
        raise failed


def _do(step: Step, log: Log, stopped: threading.Event) -> None:
    say(f"{step.says} ...")
    began = time.monotonic()
    step.do(log)
    if not stopped.is_set():
        say(f"{step.name}: done in {time.monotonic() - began:.0f} s")
