"""A PostgreSQL for one rehearsal: restored into a folder of its own, on a socket that only this container has.

It archives nothing, listens on no network, and goes with this program: the kernel ends it when its parent ends, and the
next rehearsal begins by removing what was left.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from . import pgbackrest, room
from .failure import Failure

FOLDER = Path("/var/lib/drills")
SOCKET = Path("/run/moorage-drill")
IO_SECONDS = 120  # a stall of a bucket or a busy disk is no damaged backup
SUPERUSER = "postgres"
START_SECONDS = 4 * 3600  # to replay the log since the backup; the job's own limit ends it before
STOP_SECONDS = 60
SHARE, SPARE = 1.1, 1 << 30  # room: the database and a tenth, and log on its way (max_wal_size below, and recovery's)
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
archive_mode = off
autovacuum = off
hot_standby = off
shared_buffers = '64MB'
max_wal_size = '512MB'
max_connections = 20
max_prepared_transactions = {prepared}
log_destination = stderr
log_timezone = UTC
timezone = UTC
"""
PREPARED = re.compile(r"max_prepared_xacts setting:\s+(\d+)")


class FreshServer:
    """One restored server. ``clear`` removes all of it."""

    def __init__(self, stanza: str) -> None:
        self.stanza = stanza
        self.folder = FOLDER / stanza
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self._server: subprocess.Popen[bytes] | None = None

    def room(self, size: int) -> None:
        """Refuse to begin where a database of so many bytes does not fit with a reserve left."""
        room.check(FOLDER, size * SHARE + SPARE, "this restore")

    def restore(self, repository: int, label: str, options: Sequence[str]) -> None:
        """Restore the files of a backup; ``options`` say up to where the log is replayed when it starts."""
        self.clear()
        self.data.mkdir(mode=0o700, parents=True)
        pgbackrest.run(
            self.stanza, "restore", f"--repo={repository}", f"--set={label}", f"--pg1-path={self.data}",
            "--archive-mode=off", f"--io-timeout={IO_SECONDS}", *options, what=f"restoring {label}",
        )  # fmt: skip

    def start(self) -> None:
        """Start the server and wait until it has replayed the log and answers."""
        SOCKET.mkdir(mode=0o700, exist_ok=True)
        control = subprocess.run(["pg_controldata", self.data], capture_output=True, text=True, check=False)
        prepared = PREPARED.search(control.stdout)
        if control.returncode or not prepared:
            raise Failure(f"what was restored is no cluster: {control.stderr.strip() or control.stdout[:200]}")
        configuration, access = self.folder / "postgresql.conf", self.folder / "pg_hba.conf"
        configuration.write_text(CONFIGURATION.format(socket=SOCKET, prepared=prepared[1]), encoding="utf-8")
        access.write_text("local all all trust\n", encoding="utf-8")
        words = ["postgres", "-D", str(self.data), "-c", f"config_file={configuration}", "-c", f"hba_file={access}"]
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                ["setpriv", "--pdeathsig", "QUIT", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(["pg_isready", "--quiet", f"--host={SOCKET}"], check=False).returncode:
            if self._server.poll() is not None:
                raise Failure(f"the restored server does not start: {self.said()}")
            if time.monotonic() > deadline:
                raise Failure(f"the restored server does not answer within {START_SECONDS} s: {self.said()}")
            time.sleep(0.1)

    def ask(self, database: str, statements: str, role: str = SUPERUSER) -> str:
        """Run statements as a role, the superuser unless another is said, and return what they show."""
        words = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        done = subprocess.run(
            [*words, f"--host={SOCKET}", f"--username={role}", f"--dbname={database}", "--file=-"],
            input=statements, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Failure(f"{database}: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else 'no answer'}")
        return done.stdout.strip()

    def program(self, *words: str) -> str:
        """Run one of PostgreSQL's programs against the server; what it complains of is a Failure."""
        connection = [f"--host={SOCKET}", f"--username={SUPERUSER}"]
        done = subprocess.run([words[0], *connection, *words[1:]], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure((done.stderr + done.stdout).strip()[:500] or f"{words[0]} ended with {done.returncode}")
        return done.stdout

    def check_pages(self) -> str:
        """Stop the server and hold every page against its checksum; return what was read."""
        self.stop()
        done = subprocess.run(
            ["pg_checksums", "--check", f"--pgdata={self.data}"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failure((done.stderr + done.stdout).strip()[:500])
        scanned = [line.strip() for line in done.stdout.splitlines() if "scanned" in line.lower()]
        return ", ".join(" ".join(line.split()) for line in scanned)

    def said(self) -> str:
        """Return the last errors of the server's log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        errors = [line for line in lines if re.search(r"FATAL|PANIC|ERROR", line)]
        return " / ".join((errors or lines)[-3:])[:600] or "it said nothing"

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self._server is None:
            return
        self._server.send_signal(2)  # a fast shutdown
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait(STOP_SECONDS)
        self._server = None

    def clear(self) -> None:
        """Stop the server and remove everything, also what a killed rehearsal left."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            raise Failure(f"{self.folder} can't be removed")
