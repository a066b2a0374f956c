"""What makes a deployment on a Docker host impossible, said before anything of it is registered."""

from pulumi import RunError

from components.contracts import Args
from components.docker.host import check_host
from components.docker.naming import ROOM, key_of, links


def check(args: Args) -> None:
    """Refuse what the host or its networks have no room for."""
    check_host(args)
    spec = args.system.spec
    for service in spec.services:
        replicas = args.system.replicas(service)
        if replicas > ROOM:
            raise RunError(
                f"{service.name} has {replicas} replicas; allowed on one Docker host: at most {ROOM}. Example: pulumi "
                f"config set --path 'moorage:overrides.services.{service.name}.replicas' {ROOM}"
            )
    keys = [key_of(call) for call in links(spec)]
    for key in {key for key in keys if keys.count(key) > 1}:
        pairs = " and ".join(f"{call.caller} to {call.callee}" for call in links(spec) if key_of(call) == key)
        raise RunError(f"the calls {pairs} would share the network {key!r}; give one of the parts another name")
