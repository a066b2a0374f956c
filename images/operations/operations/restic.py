"""Running restic: its environment, its answers, and what its errors mean for the person who reads them.

Guarantees: no password or key on a command line or in our own environment, only in restic's; files that are bigger than
memory allows (packs, a remote repository's cache) lie below the state folder, not on a small /tmp.
Source: restic 0.18, "Scripting" (exit codes and JSON), "Preparing a new repository", "Working with repositories".
"""

import json
import os
import socket
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .configuration import FOLDER, Configuration, Repository
from .failure import Failure

NO_REPOSITORY, LOCKED, WRONG_PASSWORD = 10, 11, 12  # exit codes
INCOMPLETE = 3  # of backup: a snapshot is there, but not all of it could be read
REACH_SECONDS = 20.0
FULL = ("no space left on device", "disk quota exceeded", "XMinioStorageFull", "QuotaExceeded")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What restic said: its exit code, its lines of JSON, and its messages."""

    code: int
    lines: Sequence[Any]
    messages: Sequence[str]

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """The errors of single files or packs."""
        return [line for line in self.lines if isinstance(line, dict) and line.get("message_type") == "error"]

    @property
    def summary(self) -> Mapping[str, Any]:
        """The last line that sums up, or nothing."""
        found = [line for line in self.lines if isinstance(line, dict) and line.get("message_type") == "summary"]
        return found[-1] if found else {}

    @property
    def full(self) -> bool:
        """Whether the repository's disk has no room."""
        said = " ".join(self.messages).lower()
        return any(sign.lower() in said for sign in FULL)

    @property
    def reason(self) -> str:
        """What went wrong, on one line."""
        words = [" ".join(message.split()) for message in self.messages if message.strip()]
        return "; ".join(words[-3:]) or f"restic ended with {self.code}"


@dataclass(frozen=True, kw_only=True)
class Restic:
    """restic on one repository; ``inherit`` are open files (locks) that it holds as long as it runs."""

    configuration: Configuration
    repository: Repository
    folder: Path = FOLDER
    inherit: tuple[int, ...] = ()

    @property
    def remote(self) -> bool:
        """Whether the repository is not a folder."""
        return self.repository.location.startswith("s3:")

    @property
    def temporary(self) -> Path:
        """Where restic keeps packs while it makes them: a few of 16 MB at once, and their names are gone at once."""
        return Path(self.configuration.state) / "temporary"

    def reach(self) -> None:
        """Raise Failure if a remote repository's host can't be reached or believed: restic would try for 15 minutes."""
        if not self.remote:
            return
        address = urlsplit(self.repository.location.removeprefix("s3:"))
        host, port = address.hostname or "", address.port or 443
        authority = self._authority
        try:
            context = ssl.create_default_context(cafile=str(authority) if authority.exists() else None)
            with socket.create_connection((host, port), REACH_SECONDS) as plain:
                context.wrap_socket(plain, server_hostname=host).close()
        except OSError as error:
            raise Failure(f"repository {self.repository.name}: {host}:{port} can't be reached: {error}") from None

    def ask(self, *words: str) -> Answer:
        """Run a command with --json and return what it said, whatever came of it."""
        done = self._run("--json", *words)
        lines: list[Any] = []
        messages: list[str] = []
        try:
            lines.append(json.loads(done.stdout))  # one value, on as many lines as it likes
            said = done.stderr.splitlines()
        except ValueError:
            said = [*done.stdout.splitlines(), *done.stderr.splitlines()]
        for text in said:
            try:
                line = json.loads(text)
            except ValueError:
                messages.append(text)
                continue
            lines.append(line)
            if isinstance(line, dict) and line.get("message_type") in ("error", "exit_error"):
                messages.append(_message(line))
        return Answer(code=done.returncode, lines=lines, messages=messages)

    def get(self, *words: str) -> Any:
        """Run a command and return the one JSON value that it says. Raises Failure."""
        answer = self.ask(*words)
        if answer.code or not answer.lines:
            raise self.failure(answer)
        return answer.lines[0]

    def text(self, *words: str) -> str:
        """Run a command and return its output as it is. Raises Failure."""
        done = self._run(*words)
        if done.returncode:
            raise self.failure(Answer(code=done.returncode, lines=(), messages=done.stderr.splitlines()))
        return done.stdout

    def failure(self, answer: Answer) -> Failure:
        """Return what to say of an answer that is an error."""
        name, place = self.repository.name, self.repository.location
        if answer.full:
            return Failure(
                f"repository {name} ({place}) has no room left{self._free()}: {answer.reason}. Nothing of this run "
                f"counts, older snapshots are whole; give it more room or keep fewer days"
            )
        if answer.code == WRONG_PASSWORD:
            return Failure(f"repository {name} ({place}) has another password than {self.folder / 'files-password'}")
        if answer.code == NO_REPOSITORY:
            return Failure(f"there is no repository {name} at {place}: {answer.reason}")
        return Failure(f"repository {name} ({place}): {answer.reason}")

    def _free(self) -> str:
        if self.remote:
            return ""
        room = os.statvfs(self.repository.location)
        return f" ({room.f_bavail * room.f_frsize} bytes free)"

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        self.temporary.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            ["restic", *self._options(), *words],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            pass_fds=self.inherit,
            check=False,
        )

    def _options(self) -> list[str]:
        if not self.remote:
            return ["--no-cache"]
        facts, name = self.configuration.facts, self.repository.name
        options = [
            "--cache-dir", str(Path(self.configuration.state) / "cache"), "--cleanup-cache",
            "-o", f"s3.region={facts.get(f'{name}_region', 'us-east-1')}",
            "-o", f"s3.bucket-lookup={facts.get(f'{name}_lookup', 'auto')}",
        ]  # fmt: skip
        authority = self._authority
        return [*options, "--cacert", str(authority)] if authority.exists() else options

    @property
    def _authority(self) -> Path:
        return self.folder / f"{self.repository.name}-authority.pem"

    def _environment(self) -> dict[str, str]:
        found = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": self.configuration.state,
            "TMPDIR": str(self.temporary),
            "RESTIC_REPOSITORY": self.repository.location,
            "RESTIC_PASSWORD_FILE": str(self.folder / "files-password"),
            "RESTIC_PROGRESS_FPS": "0.01",
        }
        if self.remote:
            found["AWS_ACCESS_KEY_ID"] = self._secret("key-id")
            found["AWS_SECRET_ACCESS_KEY"] = self._secret("key")
        return found

    def _secret(self, name: str) -> str:
        path = self.folder / f"{self.repository.name}-{name}"
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Failure(f"{path} can't be read ({error.strerror}); it must hold the {name} of the bucket") from None


def _message(line: Mapping[str, Any]) -> str:
    error = line.get("error")
    text = error.get("message", "") if isinstance(error, dict) else line.get("message", "")
    return f"{line['item']}: {text}" if line.get("item") else str(text)
