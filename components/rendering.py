"""A rehearsal: every file that runs inside is rendered once before anything is registered, with made-up secrets.

Some of what a spec or an override says shows to be wrong only there. Found later, it would leave half a deployment.
"""

from components.contracts import Args
from components.files.nats import nats_conf
from components.files.nginx import OpenListener, nginx_conf
from components.files.pgbouncer import pgbouncer_ini
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from components.files.redis import redis_conf

SECRET = "x" * 32
ADDRESS = "192.0.2.1"  # TEST-NET-1: nobody's
FIRST_LISTENER = 10_000  # where the edge listens inside; outside it is what moorage:listeners says


def open_listeners(args: Args) -> tuple[OpenListener, ...]:
    """Return the listeners that the settings open, and where the edge listens for each."""
    settings = args.settings
    return tuple(
        OpenListener(
            listener=listener,
            protocol=settings.listeners[listener.name].kind,
            port=FIRST_LISTENER + number,
            ranges=settings.listeners[listener.name].ranges,
        )
        for number, listener in enumerate(args.system.spec.edge.listeners)
        if listener.name in settings.listeners
    )


def rehearse(args: Args) -> None:
    """Render everything and throw it away. Raises ValueError with what is wrong."""
    system, spec = args.system, args.system.spec
    for database in spec.databases:
        passwords = {role.name: SECRET for role in database.logins}
        postgresql_conf(database, system.database_resources(database))
        pg_hba_conf(database)
        bootstrap_sql(database, passwords)
        if database.pool:
            pgbouncer_ini(database, host=database.name)
    for cache in spec.caches:
        redis_conf(cache, system.size, SECRET)
    for queue in spec.queues:
        nats_conf(queue, system.size, {account.name: SECRET for account in queue.accounts})
    upstreams = {service.name: (f"{ADDRESS}:{service.port or 1}",) for service in spec.services}
    nginx_conf(system, args.settings, upstreams, listeners=open_listeners(args))
