"""The types of package docker."""

from typing import Final

BUILDER: Final = "docker:index/buildxBuilder:BuildxBuilder"
CONFIG: Final = "docker:index/serviceConfig:ServiceConfig"
CONTAINER: Final = "docker:index/container:Container"
IMAGE: Final = "docker:index/image:Image"
NETWORK: Final = "docker:index/network:Network"
PLUGIN: Final = "docker:index/plugin:Plugin"
REGISTRY_IMAGE: Final = "docker:index/registryImage:RegistryImage"
REMOTE_IMAGE: Final = "docker:index/remoteImage:RemoteImage"
SECRET: Final = "docker:index/secret:Secret"  # noqa: S105 - a type, not a secret
SERVICE: Final = "docker:index/service:Service"
TAG: Final = "docker:index/tag:Tag"
VOLUME: Final = "docker:index/volume:Volume"
