"""A queue on a Docker host: NATS with JetStream."""

from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import QueueArgs
from components.docker.containers import USER, Health, Program
from components.docker.exporters import Export, export
from components.docker.operated import Source, recoverable, signals
from components.docker.platform import Platform
from components.docker.roles import exporter_of
from components.docker.secrets import AUTHORITY, generate
from components.docker.volumes import data_volume, mounted
from components.files import FOLDER
from components.files.nats import EVERYWHERE, nats_conf
from components.promises import Endpoint, Kind, Scheme
from stacks._spec import Exporter, Watch

MONITORING_PORT = 8222


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
        operating = generate(f"{name}-operations", child)
        certificate = platform.authority.issue(name, [name, "localhost"], child)
        image = platform.images.own("nats")
        files = platform.files.write(
            name,
            path=FOLDER,
            contents={
                "nats.conf": Output.all(Output.all(**passwords), operating).apply(
                    lambda known: nats_conf(
                        queue, size, known[0], operations_password=known[1], monitor=f"{EVERYWHERE}:{MONITORING_PORT}"
                    )
                ),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        container = platform.run(
            name,
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
        scraped = export(
            exporter_of(name),
            platform,
            Export(
                exporter=Exporter.NATS,
                of=name,
                image="operations",
                command=["python3", "-m", "operations", "export-queue", f"http://{name}:{MONITORING_PORT}"],
            ),
            child,
            after=[container],
        )
        self.signals = signals(name, scraped, Watch.QUEUE_UNAVAILABLE, Watch.QUEUE_LENGTH)
        source = Source(host=name, port=queue.port, password=Output.secret(operating), ready=(container,))
        self.recoverables = (recoverable(name, Kind.QUEUE, source),)
        self.register_outputs({})
