"""Redis' file: redis.conf.

Guarantees: TLS only, a password, forbidden commands gone, memory bounded. Source: CLO guide "Redis Setup", errata
X-CLO-02, X-CLO-03 and X-CLO-43.
"""

import re

from components.files import FOLDER, quoting
from components.files.quoting import matching, redis_string
from stacks._data import Cache
from stacks._values import Size

COMMAND = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")


def redis_conf(
    cache: Cache,
    size: Size,
    password: str,
    *,
    bind: str = "* -::*",
    folder: str = FOLDER,
    data_folder: str = "/var/lib/redis",
) -> str:
    """Return redis.conf for a cache at a size, whose password is ``password``.

    It listens on every address of its (private) network: on loopback alone, nobody would reach it. The dash before the
    IPv6 addresses lets it start where there are none.
    """
    forbidden = (
        matching(COMMAND, command, f"cache {cache.name!r}: the forbidden command", "one word, without its arguments")
        for command in cache.forbidden_commands
    )
    snapshots = [f"save {snapshot.seconds} {snapshot.changes}" for snapshot in cache.snapshots]
    lines = [
        f"bind {bind}",
        "protected-mode yes",
        "port 0",
        f"tls-port {cache.port}",
        f"tls-cert-file {redis_string(f'{folder}/server.crt')}",
        f"tls-key-file {redis_string(f'{folder}/server.key')}",
        f"tls-ca-cert-file {redis_string(f'{folder}/authority.pem')}",
        "tls-auth-clients no",  # clients have the password
        'tls-protocols "TLSv1.2 TLSv1.3"',
        f"requirepass {redis_string(quoting.password(password, f'cache {cache.name!r}'))}",
        *(f'rename-command {command} ""' for command in forbidden),
        f"maxmemory {cache.sizes[size].data_mb}mb",
        f"maxmemory-policy {cache.eviction.value}",
        f"tcp-keepalive {cache.keepalive_seconds}",
        f"timeout {cache.idle_timeout_seconds}",
        *(snapshots or ['save ""']),  # without this, Redis has snapshots of its own
        "appendonly no",
        f"dir {redis_string(data_folder)}",
        "daemonize no",
        'logfile ""',
    ]
    return "\n".join(lines) + "\n"
