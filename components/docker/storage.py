"""Object storage on a Docker host: a directory that the services which call it share."""

from pulumi import ComponentResource, ResourceOptions

from components.contracts import Endpoint, Scheme, StorageArgs
from components.docker.platform import Platform
from components.docker.volumes import mounted, owned_volume

BUCKETS = "/buckets"


class Storage(ComponentResource):
    """A volume, owned by the user of its services, that is mounted in them below /buckets; their URL is file://.

    A directory has no versions, and nothing in it expires by itself (docs/docker.md).
    """

    def __init__(self, name: str, args: StorageArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Storage", name, {}, opts)
        platform = args.platform
        user = next(service.user for service in args.system.spec.services if name in service.calls)
        directory = owned_volume(
            name, args, platform.network, platform.images, user=user, opts=ResourceOptions(parent=self)
        )
        path = f"{BUCKETS}/{name}"
        platform.buckets[name] = mounted(directory.volume.name, path)
        self.endpoint = Endpoint(scheme=Scheme.FILE, host="", port=0, name=path, ready=(directory.maker,))
        self.register_outputs({})
