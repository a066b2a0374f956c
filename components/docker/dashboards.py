"""Dashboards, where the user asks for them: Grafana from upstream's image, behind the edge, for operators only."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import pulumi_docker as docker
from pulumi import Input, Output, Resource, ResourceOptions

from components.contracts import Args
from components.docker.containers import Health, Program
from components.docker.images import Image
from components.docker.labels import container_labels, volume_labels
from components.docker.naming import physical
from components.docker.platform import Platform
from components.docker.roles import DASHBOARDS
from components.docker.secrets import generate
from components.docker.volumes import DIRECTORY, Directory, mounted
from components.files import FOLDER
from components.files.operator_pages import Page
from stacks._spec import Exporter, Resources, Size

PORT = 3000
USER = 472  # of upstream's image
DATA = "/var/lib/grafana"
ADMIN = "admin"
HEALTH = f"http://127.0.0.1:{PORT}/api/health"
# At least what Grafana's installation guide calls the minimum: 512 MB.
SIZES: Mapping[Size, Resources] = {
    Size.LAPTOP: Resources(cpus=0.5, memory_mb=512),
    Size.SMALL: Resources(cpus=0.5, memory_mb=512),
    Size.MEDIUM: Resources(cpus=1, memory_mb=512),
    Size.LARGE: Resources(cpus=1, memory_mb=1024),
}


def dashboards_page(args: Args) -> tuple[Page, ...]:
    """Return the page that the edge has if dashboards are asked for."""
    host = args.system.spec.monitoring.host
    return (Page(host=host, service=DASHBOARDS, port=PORT),) if args.settings.dashboards else ()


def dashboards(
    args: Args,
    platform: Platform,
    opts: ResourceOptions,
    *,
    exporters: Collection[Exporter] | None = None,
    runbooks: Mapping[str, str] | None = None,
    after: Sequence[Resource] = (),
) -> Mapping[str, Input[str]]:
    """Run Grafana with every dashboard of the system and ours, and return what a person wants to know of it.

    Nothing, if moorage:dashboards is not said. Its database holds accounts and what people prefer, nothing that must
    survive: a new password is a new database. ``exporters`` are those that are there, ``runbooks`` texts by title;
    ``after`` is what it asks, so that its first page is not empty.
    """
    spec, settings = args.system.spec, args.settings
    if settings.dashboards is None:
        return {}
    # Grafana's library takes time to read, so only those who ask for it pay.
    from components.files.grafana import ADMIN_PASSWORD_FILE, SECRET_KEY_FILE, grafana_files

    url = settings.url(spec.monitoring.host)
    links = [("Logs", settings.url(spec.monitoring.log_host))] if settings.log_store else []
    password = generate(f"{DASHBOARDS}-password", opts)
    key = generate(f"{DASHBOARDS}-key", opts)
    files = platform.files.write(
        DASHBOARDS,
        path=FOLDER,
        contents={
            **grafana_files(spec, url, exporters=exporters, runbooks=runbooks, links=links),
            ADMIN_PASSWORD_FILE: password,
            SECRET_KEY_FILE: key,
        },
        user=USER,
        opts=opts,
    )
    directory = _database(args, platform, password, opts)
    resources = SIZES[args.system.size]
    platform.run(
        DASHBOARDS,
        Program(
            image=upstream(DASHBOARDS, settings.dashboards, platform, opts),
            cpus=resources.cpus,
            memory_mb=resources.memory_mb,
            joins=platform.network.joins(DASHBOARDS, instance=0),
            environment={
                "GF_PATHS_CONFIG": f"{FOLDER}/grafana.ini",
                "GF_PATHS_PROVISIONING": f"{FOLDER}/provisioning",
                "GF_PATHS_DATA": DATA,
                "GF_PATHS_PLUGINS": f"{DATA}/plugins",
            },
            files=files,
            mounts=[mounted(directory.volume.name, DATA)],
            user=USER,
            # Upstream's images have one or the other.
            health=Health(
                command=["CMD-SHELL", f"curl -fsS -o /dev/null {HEALTH} || wget -q -O /dev/null {HEALTH}"],
                interval=5,
                start=90,  # the first start makes the database
            ),
        ),
        opts,
        after=[directory.maker, *after],
    )
    return {
        "dashboards": f"Open {url} as {ADMIN}; pulumi stack output --show-secrets dashboardsPassword",
        "dashboardsPassword": Output.secret(password),
    }


def upstream(role: str, reference: str, platform: Platform, opts: ResourceOptions) -> Image:
    """Get an image that the user names; it stays when the stack goes."""
    image = docker.RemoteImage(
        f"image-{role}",
        name=reference,
        keep_locally=True,
        opts=ResourceOptions.merge(
            opts, ResourceOptions(depends_on=[platform.network.public.network], delete_before_replace=False)
        ),
    )
    return Image(reference=image.image_id)


def _database(args: Args, platform: Platform, password: Output[str], opts: ResourceOptions) -> Directory:
    """Make the volume of Grafana's database, named by the password, which Grafana reads at its first start only."""
    role = f"{DASHBOARDS}-data"
    digest = Output.unsecret(password.apply(lambda known: hashlib.sha256(known.encode()).hexdigest()[:12]))
    name = Output.concat(physical(args.settings, role), "-", digest)
    volume = docker.Volume(
        role,
        name=name,
        labels=volume_labels(args),
        opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=False)),
    )
    maker = docker.Container(
        f"{role}-directory",
        name=physical(args.settings, role, "directory"),
        image=platform.images.directory(USER).reference,
        start=False,
        must_run=False,
        network_mode="none",
        mounts=[mounted(volume.name, DIRECTORY)],
        labels=container_labels(args, role),
        opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=True, replace_on_changes=["*"])),
    )
    return Directory(volume=volume, maker=maker)
