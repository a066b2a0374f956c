"""What makes a deployment on a Docker host impossible, said before anything of it is registered."""

from pulumi import RunError

from components.contracts import Args
from components.docker.host import check_host
from components.docker.naming import ROOM, key_of, links
from components.docker.roles import RESERVED
from components.files.alertmanager import undeliverable
from stacks._checks import parts


def check(args: Args) -> None:
    """Refuse what the host or its networks have no room for."""
    check_host(args)
    spec = args.system.spec
    if problems := undeliverable(args.settings.receivers, args.settings.mail_server):
        raise RunError("\n".join(problems))
    for service in spec.services:
        replicas = args.system.replicas(service)
        if replicas > ROOM:
            raise RunError(
                f"{service.name} has {replicas} replicas; allowed on one Docker host: at most {ROOM}. Example: pulumi "
                f"config set --path 'moorage:overrides.services.{service.name}.replicas' {ROOM}"
            )
    for name in sorted(RESERVED & {part.name for part in parts(spec)}):
        raise RunError(
            f"{name!r} is the name of a part of {spec.name}, and of a container that operates every system on a Docker "
            f"host; give the part another name than {', '.join(sorted(RESERVED))}. Example: {name}-service"
        )
    calls = links(spec, args.settings)
    keys = [key_of(call) for call in calls]
    for key in {key for key in keys if keys.count(key) > 1}:
        pairs = " and ".join(f"{call.caller} to {call.callee}" for call in calls if key_of(call) == key)
        raise RunError(f"the calls {pairs} would share the network {key!r}; give one of the parts another name")
