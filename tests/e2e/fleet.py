"""One deployed system after another, each made when the first test wants it and gone before the next comes."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any

import stacks
from stacks._adjust import adjust
from stacks._profiles import SizedSystem, place
from stacks._settings import Settings
from stacks._spec import Field, Reference, Route, Service
from tests.e2e.client import Client
from tests.e2e.docker import Inspected, belongings, containers, docker, role, sweep
from tests.e2e.hidden import all_secrets
from tests.e2e.network import Place, together
from tests.e2e.stack import Done, Stack, free_port
from tests.expected import parts

TENANTS = ("acme", "globex-corp")
OAUTH = "supplied-by-somebody-else"
# What is said of each system, so that what is special about it runs; the others run as they are. CLO has modules of its
# own, 01 to 10, which prove more.
SAID: Mapping[str, Mapping[str, Any]] = {
    "manufacturing": {"tenants": {TENANTS[0]: {"requestsPerMinute": 60}, TENANTS[1]: {}}},
    "opmas": {"listeners": {"ingestion": {"protocol": "tcp", "ranges": ["127.0.0.0/8"]}}},
}
SUPPLIED: Mapping[str, Mapping[str, str]] = {"manufacturing": {"oauth-client-secret": OAUTH}}
SYSTEMS = tuple(name for name in stacks.names() if name != "clo")


@dataclass
class Running:
    """A deployed system: its stack, its spec as it is deployed, and a client of its edge.

    ``hidden`` are all its secrets by name, ``supplied`` those of them that are not its own.
    """

    stack: Stack
    deployed: Done
    sized: SizedSystem
    settings: Settings
    client: Client
    hidden: dict[str, str]
    supplied: Mapping[str, str]

    @property
    def parts(self) -> dict[str, str]:
        """Every serving container by its role, and the part of the spec that it is."""
        return parts(self.sized)

    def inside(self, container: str, path: str) -> dict[str, Any]:
        """Ask a service for a path from inside its own container."""
        service = self.sized.spec.service(self.parts[container])
        ask = (
            "import sys, urllib.error, urllib.request as u\n"
            "try: print(u.urlopen(sys.argv[1], timeout=10).read().decode())\n"
            "except urllib.error.HTTPError as error: print(error.read().decode())"
        )
        url = f"http://127.0.0.1:{service.port}{path}"
        answer = json.loads(docker("exec", self.stack.container(container), "python3", "-c", ask, url))
        assert isinstance(answer, dict)
        return answer

    def records(self) -> tuple[str, str]:
        """Return the host and path of the records of a service that has a database, behind the edge."""
        databases = {database.name for database in self.sized.spec.databases}
        for route in sorted(self.sized.spec.edge.routes, key=lambda item: len(item.path)):
            service = self.sized.spec.service(route.service)
            if route.path.endswith("/") and databases & set(service.calls):
                return self.settings.host((route.hosts or self.sized.spec.edge.hosts)[0]), f"{route.path}records"
        raise AssertionError("no service with a database is behind the edge")

    def own(self) -> list[dict[str, Any]]:
        """Return the containers that serve."""
        return [dict(item) for item in containers(self.stack.name, running=True)]


def expected(service: Service) -> set[str]:
    """Return the names of the dependencies that the sample must find in what a service is given."""
    values = [(use.variable, use.value) for use in service.secrets] + list(service.environment.items())
    found = set()
    for variable, value in values:
        if isinstance(value, Reference) and value.field is Field.URL:
            found.add(variable)
        elif isinstance(value, Reference) and value.field is Field.HOST:
            found.add(variable.removesuffix("_HOST"))
    return found


def behind(route: Route, sized: SizedSystem) -> tuple[str, ...]:
    """Return the hosts of a route."""
    return route.hosts or sized.spec.edge.hosts


def reached(running: Running) -> set[tuple[str, str]]:
    """Return every ordered pair of serving containers of which the first can open a connection to the second.

    What has a way out sends whatever is on no network of its own through this host. What the host does not hand on to a
    bridge of Docker's leaves it for its gateway, where something may answer in anybody's name, and proves nothing.
    """
    own = running.own()
    services = {service.name: service for service in running.sized.spec.services}
    image = next(item["Image"] for item in own if running.parts[role(item)] in services)
    places = [Place.of(item, image) for item in own]
    subnets = {role(item): _subnets(item) for item in own}
    with_way_out = {name for name, part in running.parts.items() if part in services and services[part].egress}
    owner = {f"{address}:{port}": one.role for one in places for port in one.ports() for address in one.addresses}
    return {
        (one, owner[target])
        for one, targets in together(places, *owner).items()
        for target in targets
        if owner[target] != one and (one not in with_way_out or _near(target, subnets[one]) or _bridged(target))
    }


def _subnets(container: Inspected) -> list[IPv4Network]:
    networks = container["NetworkSettings"]["Networks"].values()
    return [IPv4Interface(f"{item['IPAddress']}/{item['IPPrefixLen']}").network for item in networks]


def _near(target: str, subnets: list[IPv4Network]) -> bool:
    address = IPv4Address(target.partition(":")[0])
    return any(address in subnet for subnet in subnets)


def _bridged(target: str) -> bool:
    """Say whether this host sends what is for an address to a bridge of Docker's, and so to a container."""
    get = ["ip", "route", "get", target.partition(":")[0]]
    route = subprocess.run(get, capture_output=True, text=True, check=True, timeout=10).stdout
    return " dev br-" in route or " dev docker" in route


@dataclass
class Fleet:
    """Deploys what is asked for, and removes what was there before."""

    folder: Path
    current: Running | None = None

    def running(self, system: str) -> Running:
        if self.current is None or self.current.settings.system != system:
            self.remove()
            self.current = self._deploy(system)
        return self.current

    def _deploy(self, system: str) -> Running:
        said = dict(SAID.get(system, {}))
        if "listeners" in said:
            said["listeners"] = {name: {**item, "port": free_port()} for name, item in said["listeners"].items()}
        stack = Stack.create(self.folder / system, system=system, **said)
        try:
            if "listeners" in said:  # who asks on loopback comes, for the container, through Docker's proxy
                address_range = Settings.parse({}, stack.name).private_range
                for item in said["listeners"].values():
                    item["ranges"] = [*item["ranges"], address_range]
            supplied = SUPPLIED.get(system, {})
            for name, value in supplied.items():
                stack.secret("secrets", name, value)
            deployed = stack.up(seconds=600)
        except BaseException:
            sweep(stack.name)
            shutil.rmtree(stack.folder, ignore_errors=True)
            raise
        settings = Settings.parse(
            {
                key: value if isinstance(value, str) else json.dumps(value)
                for key, value in stack.config.items()
                if key != "secrets"
            },
            stack.name,
        )
        spec = adjust(stacks.load(system), settings)
        return Running(
            stack=stack,
            deployed=deployed,
            sized=place(spec, settings.environment, settings.size, single_host=True),
            settings=settings,
            client=Client(stack.https, stack.http, stack.outputs()["authority"]),
            hidden={**all_secrets(stack), **supplied},
            supplied=supplied,
        )

    def remove(self) -> None:
        """Destroy what is there, and prove that nothing of it is left; what is left all the same goes."""
        if self.current is None:
            return
        stack, self.current = self.current.stack, None
        try:
            stack.pulumi("cancel", "--yes", check=False)
            destroyed = stack.pulumi("destroy", "--yes", "--skip-preview", check=False, seconds=240)
            left = belongings(stack.name)
        finally:
            sweep(stack.name)
            shutil.rmtree(stack.folder, ignore_errors=True)
        assert destroyed.code == 0, destroyed.tail
        assert left == []
