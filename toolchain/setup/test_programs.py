"""The real programs that tests load rendered files into. Only tests need them; containers bring their own."""

import os
import shutil
from pathlib import Path

from toolchain.console import can_install_packages
from toolchain.setup import debian
from toolchain.setup.steps import Log, Step

# Debian package -> the program that tells that it is there.
PROGRAMS = {
    "nats-server": "nats-server",
    "nginx": "nginx",
    "pgbouncer": "pgbouncer",
    "postgresql": "postgres",
    "redis-server": "redis-server",
}
STREAM_MODULE = "libnginx-mod-stream"  # no program: a file that nginx loads
MODULES = Path("/usr/lib/nginx/modules")
POSTGRESQL = Path("/usr/lib/postgresql")
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")


def find(program: str) -> str | None:
    """Return the path of a program, also where Debian keeps it off an ordinary user's PATH."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *(str(path) for path in POSTGRESQL.glob("*/bin"))]
    return shutil.which(program, path=os.pathsep.join(places))


def missing() -> list[str]:
    """Return the packages whose program, or module of nginx, is absent."""
    absent = [package for package, program in PROGRAMS.items() if find(program) is None]
    return absent if (MODULES / "ngx_stream_module.so").exists() else [*absent, STREAM_MODULE]


def steps() -> list[Step]:
    """Return the step that installs them as root on Debian; elsewhere the tests that need one skip, saying so."""
    if not can_install_packages():
        return []
    return [
        Step(
            name="test-programs",
            says=f"installing Debian's {', '.join(missing())} for tests, without starting them (about 30 s)",
            needed=lambda: bool(missing()),
            do=_install,
        )
    ]


def _install(log: Log) -> None:
    if "postgresql" in missing() and not CREATE_CLUSTER.exists():
        # Otherwise the package makes a database on installation, and starts it at the next boot.
        CREATE_CLUSTER.parent.mkdir(exist_ok=True)
        CREATE_CLUSTER.write_text("create_main_cluster = false\n")
    debian.install(log, missing(), start_services=False)
