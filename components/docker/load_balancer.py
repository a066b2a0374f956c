"""The load balancer of a Docker host: the edge itself, published, with TLS."""

from collections.abc import Mapping
from pathlib import Path

import pulumi_docker as docker
from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import LoadBalancerArgs
from components.docker.certificates import Certificate
from components.docker.containers import USER, Health, Program, run
from components.docker.content import copy_content
from components.docker.files import write_files
from components.docker.given import gate
from components.docker.naming import physical, server_of
from components.docker.platform import Platform
from components.docker.volumes import mounted
from components.files import FOLDER
from components.files.nginx import SITES, dhparam_pem, nginx_conf
from components.rendering import open_listeners
from stacks._spec import EDGE

HTTP, HTTPS = 8080, 8443  # inside; nginx is not root and can't have 80 and 443
HEALTH = "http://127.0.0.1:8081/edge-health"


class Edge(ComponentResource):
    """nginx with every rule of the spec, published on the settings' address and ports; the only published container.

    One container, whatever the size says: one host has one port 443 (coverage: waived).
    """

    def __init__(self, name: str, args: LoadBalancerArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:LoadBalancer", name, {}, opts)
        child = ResourceOptions(parent=self)
        settings, platform, spec = args.settings, args.platform, args.system.spec
        resources = args.system.resources(spec.edge)
        certificate = self._certificate(args, child)
        image = platform.images.own("nginx")
        taking = {listener.service: listener.port for listener in spec.edge.listeners}
        upstreams = {name: backend.at(backend.port or taking[name]) for name, backend in args.backends.items()}
        listeners = open_listeners(args)
        files = write_files(
            EDGE,
            args,
            platform.images,
            path=FOLDER,
            contents={
                "nginx.conf": nginx_conf(args.system, settings, upstreams, instances=1, listeners=listeners),
                "edge.crt": certificate.certificate,
                "edge.key": certificate.key,
                "dhparam.pem": dhparam_pem(),
            },
            user=USER,
            opts=child,
        )
        copied: dict[str, Output[str]] = {}
        mounts = []
        for content in spec.files:
            if content.name in {site.files for site in spec.edge.sites}:
                volume, copied[content.name] = copy_content(content, args, platform, user=USER, opts=child)
                mounts.append(mounted(volume.name, f"{SITES}/{content.name}", read_only=True))
        run(
            EDGE,
            args,
            Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=[platform.network.public, *platform.network.joins(EDGE)],
                environment=gate([copied[name] for name in sorted(copied)]),
                files=files,
                mounts=mounts,
                ports=[
                    docker.ContainerPortArgs(internal=inside, external=outside, ip=settings.publish_address)
                    for inside, outside in ((HTTP, settings.http_port), (HTTPS, settings.https_port))
                ]
                + [
                    docker.ContainerPortArgs(
                        internal=item.port,
                        external=settings.listeners[item.listener.name].port,
                        ip=settings.publish_address,
                        protocol=item.protocol.value,
                    )
                    for item in listeners
                ],
                health=Health(command=["CMD", "curl", "-fsS", "-o", "/dev/null", HEALTH]),
            ),
            child,
            after=[resource for backend in args.backends.values() for resource in backend.ready],
        )
        self.url = Output.from_input(settings.url())
        self.commands = self._commands(args)
        self.register_outputs({"url": self.url})

    def _certificate(self, args: LoadBalancerArgs[Platform], child: ResourceOptions) -> Certificate:
        settings = args.settings
        own = settings.certificate
        if own:
            return Certificate(
                certificate=Path(own.chain).read_text(encoding="utf-8"),
                key=Output.secret(Path(own.key).read_text(encoding="utf-8")),
            )
        hosts = [settings.host(host) for host in args.system.spec.edge.hosts]
        return args.platform.authority.issue(EDGE, hosts, child)

    def _commands(self, args: LoadBalancerArgs[Platform]) -> Mapping[str, Input[str]]:
        """Return what a person wants to know next."""
        settings, spec, platform = args.settings, args.system.spec, args.platform
        commands: dict[str, Input[str]] = {"authority": platform.authority.certificate}
        trusted = "" if settings.certificate else "--cacert <(pulumi stack output authority) "
        commands["check"] = f"curl {trusted}{settings.url(path='/ready')}"
        for database in spec.databases:
            server = server_of(database.name) if database.pool else database.name
            commands[f"{database.name}Shell"] = (
                f"docker exec -it {physical(settings, server)} psql -h /run/postgresql -U postgres {database.database}"
            )
        first = physical(settings, f"{next(iter(args.backends))}-1")
        commands["logs"] = f"docker logs --follow {first}"
        commands["containers"] = f"docker ps --filter label=moorage.name={settings.name}"
        commands["secrets"] = Output.secret(Output.json_dumps(platform.secrets))
        commands["showSecrets"] = "pulumi stack output --show-secrets secrets"
        commands["next"] = " ".join(
            (
                "Open the url."
                if settings.certificate
                else "Open the url (the browser warns: the certificate is signed by this stack's own authority).",
                "Name your images in moorage:images, then run `pulumi up` again.",
                "`pulumi destroy` is refused while the data is protected."
                if args.system.profile.protect
                else "`pulumi destroy` removes everything, data included.",
            )
        )
        return commands
