"""A cache on a Docker host: Redis."""

import json

from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import CacheArgs
from components.docker.containers import USER, Health, Program
from components.docker.exporters import Export, export
from components.docker.operated import Source, recoverable, signals
from components.docker.platform import Platform
from components.docker.roles import exporter_of
from components.docker.secrets import AUTHORITY, generate
from components.docker.volumes import data_volume, mounted
from components.files import FOLDER
from components.files.redis import redis_conf
from components.promises import Endpoint, Kind, Scheme
from stacks._spec import Exporter, Watch

PING = (
    f'REDISCLI_AUTH="$(cat {FOLDER}/password)" '
    f"redis-cli --tls --cacert {FOLDER}/authority.pem -h localhost -p {{port}} ping | grep -q PONG"
)


class Redis(ComponentResource):
    """Redis over TLS with a generated password, the spec's limit, eviction and snapshots, and without the forbidden
    commands. What it keeps is only cache, on a volume that outlives updates.
    """

    def __init__(self, name: str, args: CacheArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Cache", name, {}, opts)
        child = ResourceOptions(parent=self)
        cache, platform, size = args.cache, args.platform, args.system.size
        resources = cache.sizes[size]
        password = generate(f"{name}-password", child)
        certificate = platform.authority.issue(name, [name, "localhost"], child)
        image = platform.images.own("redis")
        files = platform.files.write(
            name,
            path=FOLDER,
            contents={
                "redis.conf": password.apply(lambda known: redis_conf(cache, size, known)),
                "password": password,
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        volume = data_volume(f"{name}-data", args, platform.network, child)
        container = platform.run(
            name,
            Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=platform.network.joins(name),
                files=files,
                mounts=[mounted(volume.name, "/var/lib/redis")],
                health=Health(command=["CMD-SHELL", PING.format(port=cache.port)]),
            ),
            child,
        )
        self.endpoint = Endpoint(
            scheme=Scheme.REDIS,
            host=name,
            port=cache.port,
            name="0",
            passwords={"default": Output.secret(password)},
            authority=AUTHORITY,
            ready=(container,),
        )
        exporter = exporter_of(name)
        address = f"rediss://{name}:{cache.port}"
        scraped = export(
            exporter,
            platform,
            Export(
                exporter=Exporter.REDIS,
                of=name,
                command=["prometheus-redis-exporter", f"--tls-ca-cert-file={FOLDER}/authority.pem"],
                files={
                    "password.json": password.apply(lambda known: json.dumps({address: known})),
                    "authority.pem": platform.authority.certificate,
                },
                environment={"REDIS_ADDR": address, "REDIS_PASSWORD_FILE": f"{FOLDER}/password.json"},
            ),
            child,
            after=[container],
        )
        self.signals = signals(name, scraped, Watch.CACHE_UNAVAILABLE)
        source = Source(host=name, port=cache.port, password=Output.secret(password), ready=(container,))
        self.recoverables = (recoverable(name, Kind.CACHE, source),)
        self.register_outputs({})
