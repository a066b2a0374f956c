"""A queue on a Docker host: NATS with JetStream."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import Endpoint, QueueArgs, Scheme
from components.docker.containers import USER, Health, Program, run
from components.docker.files import write_files
from components.docker.platform import Platform, generate
from components.docker.secrets import AUTHORITY
from components.docker.volumes import data_volume, mounted
from components.files import FOLDER
from components.files.nats import nats_conf


class Nats(ComponentResource):
    """One NATS server over TLS, with an account for each login of the spec and JetStream on a volume.

    A cluster on one host would fail with the host, so there is one server whatever the size says (coverage: waived).
    """

    def __init__(self, name: str, args: QueueArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Queue", name, {}, opts)
        child = ResourceOptions(parent=self)
        queue, platform, size = args.queue, args.platform, args.system.size
        resources = queue.sizes[size]
        passwords = {account.name: generate(f"{name}-{account.name}", child) for account in queue.accounts}
        certificate = platform.authority.issue(name, [name, "localhost"], child)
        image = platform.images.own("nats")
        files = write_files(
            name,
            args,
            platform.images,
            path=FOLDER,
            contents={
                "nats.conf": Output.all(**passwords).apply(lambda known: nats_conf(queue, size, known)),
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
                mounts=[mounted(data_volume(f"{name}-data", args, platform.network, child).name, "/var/lib/nats")],
                health=Health(command=["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8222/healthz"]),
            ),
            child,
        )
        self.endpoint = Endpoint(
            scheme=Scheme.NATS,
            host=name,
            port=queue.port,
            passwords=passwords,
            authority=AUTHORITY,
            ready=(container,),
        )
        self.register_outputs({})
