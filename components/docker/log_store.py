"""The search of logs, where the user asks for it: Elasticsearch and Kibana from upstream's images, for operators only.

The volume `logs` stays the record: what is here is a copy of it to search in, and need not survive.
"""

from collections.abc import Mapping, Sequence

from pulumi import Input, Output, Resource, ResourceOptions

from components.contracts import Args
from components.docker.containers import Health, Program
from components.docker.dashboards import upstream
from components.docker.log_store_logins import Login
from components.docker.platform import Platform
from components.docker.roles import LOG_SEARCH, LOG_STORE
from components.docker.secrets import generate
from components.docker.volumes import mounted, scratch_volume
from components.files import FOLDER
from components.files.elastic import (
    DATA,
    OPERATOR,
    PREPARER,
    SEARCH_PORT,
    SEARCHER,
    elasticsearch_files,
    health_command,
    kibana_yml,
    policies_of,
)
from components.files.operator_pages import Page
from stacks._groups import LogStore
from stacks._spec import Resources, Size

USER = 1000  # of both of upstream's images
# Elasticsearch takes half of it for its heap. What it takes at least is not said anywhere: these are starting points.
STORE_SIZES: Mapping[Size, Resources] = {
    Size.LAPTOP: Resources(cpus=1, memory_mb=1536),
    Size.SMALL: Resources(cpus=1, memory_mb=2048),
    Size.MEDIUM: Resources(cpus=2, memory_mb=4096),
    Size.LARGE: Resources(cpus=4, memory_mb=8192),
}
SEARCH_SIZES: Mapping[Size, Resources] = {
    Size.LAPTOP: Resources(cpus=0.5, memory_mb=1024),
    Size.SMALL: Resources(cpus=1, memory_mb=1024),
    Size.MEDIUM: Resources(cpus=1, memory_mb=1536),
    Size.LARGE: Resources(cpus=2, memory_mb=2048),
}


def log_search_page(args: Args) -> tuple[Page, ...]:
    """Return the page that the edge has if the search of logs is asked for."""
    host = args.system.spec.monitoring.log_host
    return (Page(host=host, service=LOG_SEARCH, port=SEARCH_PORT),) if args.settings.log_store else ()


def log_store(
    args: Args,
    platform: Platform,
    logins: Mapping[str, Login],
    opts: ResourceOptions,
    after: Sequence[Resource] = (),
) -> Mapping[str, Input[str]]:
    """Run a single node of Elasticsearch and Kibana, and return what a person wants to know of them.

    Nothing, if moorage:logStore is not said. Elasticsearch is healthy once it knows how long each class of logs is
    kept. Who ships logs waits for nothing: lines wait for it.
    """
    asked = args.settings.log_store
    if asked is None:
        return {}
    store = _store(args, platform, asked, logins, policies_of(args.system.spec.monitoring.logs), opts, after)
    _search(args, platform, asked, logins[SEARCHER], opts, after=[store])
    url = args.settings.url(args.system.spec.monitoring.log_host)
    return {
        "logSearch": f"Open {url} as {OPERATOR}; pulumi stack output --show-secrets logSearchPassword",
        "logSearchPassword": logins[OPERATOR].password,
    }


def _store(
    args: Args,
    platform: Platform,
    asked: LogStore,
    logins: Mapping[str, Login],
    policies: Mapping[str, str],
    opts: ResourceOptions,
    after: Sequence[Resource],
) -> Resource:
    resources = STORE_SIZES[args.system.size]
    hashes = Output.all(**{name: login.hash for name, login in logins.items()})
    # Which files there are is known before the passwords are.
    names = elasticsearch_files(LOG_STORE, dict.fromkeys(logins, ""), "", policies)
    texts = Output.all(hashes, logins[PREPARER].password).apply(
        lambda known: elasticsearch_files(LOG_STORE, known[0], known[1], policies)
    )
    certificate = platform.authority.issue(LOG_STORE, [LOG_STORE, "localhost"], opts)
    files = platform.files.write(
        LOG_STORE,
        path=FOLDER,
        contents={**{name: texts[name] for name in names}, **certificate.files(platform.authority)},
        user=USER,
        opts=opts,
    )
    directory = scratch_volume(f"{LOG_STORE}-data", args, platform.images, user=USER, opts=opts)
    return platform.run(
        LOG_STORE,
        Program(
            image=upstream(LOG_STORE, asked.elasticsearch, platform, opts),
            cpus=resources.cpus,
            memory_mb=resources.memory_mb,
            joins=platform.network.joins(LOG_STORE),
            command=["/bin/bash", f"{FOLDER}/start.sh"],
            files=files,
            mounts=[mounted(directory.volume.name, DATA)],
            user=USER,
            health=Health(command=["CMD-SHELL", health_command()], interval=10, timeout=10, start=180),
            stop_seconds=120,  # it writes out what it holds
        ),
        opts,
        after=[directory.maker, *after],
    )


def _search(
    args: Args, platform: Platform, asked: LogStore, login: Login, opts: ResourceOptions, after: Sequence[Resource]
) -> None:
    resources, url = SEARCH_SIZES[args.system.size], args.settings.url(args.system.spec.monitoring.log_host)
    key = generate(f"{LOG_SEARCH}-key", opts)
    text = Output.all(login.password, key).apply(lambda known: kibana_yml(LOG_STORE, url, known[0], known[1]))
    files = platform.files.write(
        LOG_SEARCH,
        path=FOLDER,
        contents={"kibana.yml": text, "authority.pem": platform.authority.certificate},
        user=USER,
        opts=opts,
    )
    platform.run(
        LOG_SEARCH,
        Program(
            image=upstream(LOG_SEARCH, asked.kibana, platform, opts),
            cpus=resources.cpus,
            memory_mb=resources.memory_mb,
            joins=platform.network.joins(LOG_SEARCH, instance=0),
            command=["/bin/bash", "-c", "mkdir -p /tmp/kibana && exec /usr/local/bin/kibana-docker"],
            environment={
                "KBN_PATH_CONF": FOLDER,
                "NODE_OPTIONS": f"--max-old-space-size={resources.memory_mb * 6 // 10}",  # the rest is not its heap
            },
            files=files,
            user=USER,
            health=Health(
                command=["CMD-SHELL", f"curl -fsS -o /dev/null http://localhost:{SEARCH_PORT}/api/status"],
                interval=10,
                timeout=10,
                start=240,  # the first start makes its indexes
            ),
        ),
        opts,
        after=after,
    )
