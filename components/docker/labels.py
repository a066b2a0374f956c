"""Labels: what every resource on the Docker host says of itself."""

import pulumi_docker as docker

from components.contracts import Args

ATTEMPT = "attempt"


def labels(args: Args) -> dict[str, str]:
    """Return the labels that tell whose a resource is."""
    return {
        "managed-by": "moorage",
        "moorage.name": args.settings.name,
        "system": args.system.spec.name,
        "environment": args.settings.environment,
        "target": "docker",
    }


def network_labels(args: Args) -> list[docker.NetworkLabelArgs]:
    """Return the labels as networks take them."""
    return [docker.NetworkLabelArgs(label=key, value=value) for key, value in labels(args).items()]


def volume_labels(args: Args) -> list[docker.VolumeLabelArgs]:
    """Return the labels as volumes take them."""
    return [docker.VolumeLabelArgs(label=key, value=value) for key, value in labels(args).items()]


def container_labels(args: Args, role: str, attempt: int = 0, content: str = "") -> list[docker.ContainerLabelArgs]:
    """Return the labels as containers take them, with what the container is for.

    ``attempt`` is how often it was tried again, ``content`` a digest of what it was made of, if anybody must know.
    """
    every = {**labels(args), "role": role}
    if namespace := args.system.spec.namespace_of(role):
        every["namespace"] = namespace
    if attempt:
        every[ATTEMPT] = str(attempt)
    if content:
        every["content"] = content
    return [docker.ContainerLabelArgs(label=key, value=value) for key, value in every.items()]
