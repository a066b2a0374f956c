"""A cache on a Docker host: Redis."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import CacheArgs, Endpoint, Scheme
from components.docker.containers import USER, Health, Program, run
from components.docker.files import write_files
from components.docker.platform import Platform, generate
from components.docker.secrets import AUTHORITY
from components.docker.volumes import data_volume, mounted
from components.files import FOLDER
from components.files.redis import redis_conf

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
        files = write_files(
            name,
            args,
            platform.images,
            path=FOLDER,
            contents={
                "redis.conf": password.apply(lambda known: redis_conf(cache, size, known)),
                "password": password,
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        container = run(
            name,
            args,
            Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=platform.network.joins(name),
                files=files,
                mounts=[mounted(data_volume(f"{name}-data", args, platform.network, child).name, "/var/lib/redis")],
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
        self.register_outputs({})
