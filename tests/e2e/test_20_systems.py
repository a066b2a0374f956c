"""Every system on the real Docker engine, one after another: up, looked at from all sides, updated, and gone.

CLO is not among them: modules 01 to 10 prove the same of it, and more.
"""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from components.docker.naming import migration_of
from stacks._spec import Audience, Environment, Size
from tests.e2e.client import Answer, Client, Poller
from tests.e2e.docker import belongings, containers, docker, inspect, role
from tests.e2e.fleet import OAUTH, SYSTEMS, TENANTS, Fleet, Running, behind, expected, reached
from tests.e2e.hidden import clean, in_files
from tests.expected import neighbours, secret_files

pytestmark = [pytest.mark.docker, pytest.mark.engine]

EACH = pytest.mark.parametrize("running", SYSTEMS, indirect=True)
LISTENING_SECONDS = 20


@pytest.fixture(scope="module")
def fleet(_needs: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    found = Fleet(tmp_path_factory.mktemp("fleet"))
    try:
        yield found
    finally:
        found.remove()


@pytest.fixture
def running(fleet: Fleet, request: pytest.FixtureRequest) -> Running:
    return fleet.running(request.param)


@EACH
def test_it_comes_up_and_every_dependency_answers(running: Running) -> None:
    assert {role(item) for item in running.own()} == set(running.parts)
    assert "warning" not in running.deployed.output.lower()
    for container, part in running.parts.items():
        service = next((item for item in running.sized.spec.services if item.name == part), None)
        if service is None:
            continue
        if service.port is None:  # a worker says so by how its check ends
            docker("exec", running.stack.container(container), "sample", "check")
            continue
        answer = running.inside(container, service.readiness.path)
        found = {item["name"]: item["ok"] for item in answer["dependencies"]}
        assert expected(service) <= found.keys(), container
        assert all(found.values()), (container, answer)
    once = [item for item in containers(running.stack.name) if item["State"]["Status"] == "exited"]
    assert {item["State"]["ExitCode"] for item in once} <= {0}
    migrating = [item.name for item in running.sized.spec.services if item.migration]
    assert {migration_of(name) for name in migrating} <= {role(item) for item in once}


@EACH
def test_its_routes_and_sites_answer(running: Running) -> None:
    sized, client = running.sized, running.client
    headers = {name.lower(): value for name, value in sized.spec.edge.headers.items()}
    for route in sized.spec.edge.routes:
        for host in (running.settings.host(name) for name in behind(route, sized)):
            answer = _patiently(client, route.path, host)
            where = f"{host}{route.path}: {answer.status} {answer.text[:200]}"
            assert headers.items() <= answer.headers.items(), where
            if route.audience_at(Environment.DEV) is Audience.NOBODY:
                assert answer.status == 404, where
            elif route.path.endswith("/") or route.path in {"/health", "/ready"}:
                assert answer.status == 200, where
            else:  # the sample has no such page, and says so itself
                assert answer.status == 200 or answer.json == {"error": "no such path"}, where
    for site in sized.spec.edge.sites:
        for host in (running.settings.host(name) for name in site.hosts):
            found = client.get(f"{site.path}style.css", host)
            assert (found.status, found.headers["content-type"]) == (200, "text/css"), f"{host}{site.path}"
            missing = client.get(f"{site.path}missing.html", host)
            assert missing.status == (200 if site.fallback else 404), f"{host}{site.path}"
            assert headers.items() <= missing.headers.items()
    for host in (running.settings.host(name) for name in sized.spec.edge.hosts):
        assert {client.get(path, host).status for path in sized.spec.edge.private_paths} == {404}
        assert client.plain("/", host).status == 301


def _patiently(client: Client, path: str, host: str) -> Answer:
    """Ask again while a rate limit still counts what was asked before."""
    deadline = time.monotonic() + 30
    while (answer := client.get(path, host)).status == 429 and time.monotonic() < deadline:
        time.sleep(0.5)
    return answer


@EACH
def test_nothing_reaches_what_it_does_not_call(running: Running) -> None:
    without_port = {service.name for service in running.sized.spec.services if service.port is None}
    adjacent = neighbours(running.sized)
    assert reached(running) == {(one, other) for one, other in adjacent if running.parts[other] not in without_port}
    published = {role(item) for item in running.own() if item["HostConfig"]["PortBindings"]}
    assert published == {"edge"}


@pytest.mark.parametrize("running", ["manufacturing"], indirect=True)
def test_a_network_too_many_is_noticed(running: Running) -> None:
    """The control of the test before this one: a service with a way out, on a network that belongs to others' call."""
    service = next(service for service in running.sized.spec.services if service.egress)
    intruder, owners = f"{service.name}-1", ("database-pool", "database-server")
    adjacent = neighbours(running.sized)
    assert (intruder, "database-server") not in adjacent
    joined = (running.stack.container("database-database-server"), running.stack.container(intruder))
    docker("network", "connect", *joined)
    try:
        found = reached(running)
    finally:
        docker("network", "disconnect", *joined)
    assert found == adjacent | {pair for other in owners for pair in ((intruder, other), (other, intruder))}


@EACH
def test_secrets_are_only_where_they_belong(running: Running) -> None:
    stack, hidden = running.stack, running.hidden
    assert len(hidden) > 10
    clean(hidden, stack.name, stack.pulumi("stack", "export").output)
    everything = containers(stack.name)
    clean(hidden, f"{stack.name}-edge", docker("inspect", *(item["Id"] for item in everything)))
    logs = "\n".join(docker("logs", item["Id"]) for item in everything if item["State"]["Status"] != "created")
    clean(hidden, "database system is ready to accept connections", logs)
    every = r"for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\0' '\n' < $f; echo; done 2>/dev/null"
    seen = "\n".join(docker("exec", item["Id"], "sh", "-c", every) for item in running.own())
    clean(hidden, "PATH=", seen)
    held = {role(item): in_files(hidden, item) for item in running.own()}
    assert held == secret_files(running.sized, running.supplied)


@EACH
def test_every_container_is_hardened(running: Running) -> None:
    users = {service.name: service.user for service in running.sized.spec.services}
    for container in running.own():
        host, name = container["HostConfig"], role(container)
        user = users.get(running.parts[name], 10001)
        assert container["Config"]["User"] == f"{user}:{user}", name
        assert host["ReadonlyRootfs"], name
        assert (host["CapDrop"], host["CapAdd"] or []) == (["ALL"], []), name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert not host["Privileged"], name
        assert not {"bridge", "host"} & set(container["NetworkSettings"]["Networks"]), name
        assert host["MemorySwap"] == host["Memory"] > 0, name
        assert host["NanoCpus"] > 0, name
        assert container["State"]["Health"]["Status"] == "healthy", name
        assert host["RestartPolicy"]["Name"] == "unless-stopped", name
        assert container["RestartCount"] == 0, name
        for line in docker("top", container["Id"], "-eo", "uid,pid,comm").splitlines()[1:]:
            assert line.split()[0] == str(user), line


@EACH
def test_a_second_up_changes_nothing(running: Running) -> None:
    running.stack.up("--expect-no-changes")
    running.stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")


@pytest.mark.parametrize("running", ["manufacturing"], indirect=True)
def test_tenants_are_apart(running: Running) -> None:
    """Each has a database that no other role enters, and a host whose rate is its own."""
    stack, spec = running.stack, running.sized.spec
    database = spec.databases[0]
    server = stack.container(f"{database.name}-server")
    ask = ("psql", "-h", "/run/postgresql", "-U", "postgres", "-Atc")
    entered = docker(
        "exec",
        server,
        *ask,
        "SELECT r.rolname, d.datname FROM pg_roles r, pg_database d WHERE r.rolcanlogin AND NOT r.rolsuper "
        "AND has_database_privilege(r.oid, d.oid, 'CONNECT') AND d.datallowconn ORDER BY 1, 2",
    )
    pairs = {tuple(line.split("|")) for line in entered.splitlines()}
    assert pairs == {(role.name, database.database_of(role.name)) for role in database.logins}
    # And on the wire: a right password opens one database and no other.
    api = stack.container("api-1")
    secret = docker("exec", api, "cat", "/run/secrets/tenant-acme-database-url")
    assert secret.partition("?")[0].endswith("/tenant_acme")
    connect = (
        "import sys\n"
        "from sample.address import parse\nfrom sample.database import Database\n"
        "print(Database('X', parse(open('/run/secrets/tenant-acme-database-url').read().strip()"
        ".replace('/tenant_acme?', sys.argv[1]), password='', ca_file='')).probe())"
    )
    assert docker("exec", api, "python3", "-c", connect, "/tenant_acme?")
    refused = docker("exec", api, "python3", "-c", connect, "/tenant_globex_corp?", check=False)
    assert "Error" in refused, refused
    tables = [docker("exec", server, *ask, "SELECT count(*) FROM pg_tables WHERE tableowner = 'tenant_acme'", "-d",
                     f"tenant_{name.replace('-', '_')}") for name in TENANTS]  # fmt: skip
    assert int(tables[0]) >= 1
    assert tables[1] == "0"
    # acme may ask 60 times a minute, and as many at once; the other tenant's rate is not touched by it
    hosts = [running.settings.host(name) for name in TENANTS]
    spent = [running.client.get("/", hosts[0]).status for _ in range(90)]
    assert 429 in spent
    assert running.client.get("/", hosts[1]).status == 200


@pytest.mark.parametrize("running", ["manufacturing"], indirect=True)
def test_a_supplied_secret_reaches_its_service_and_nothing_else(running: Running) -> None:
    using = {
        service.name
        for service in running.sized.spec.services
        if any(getattr(use.value, "name", "") == "oauth-client-secret" for use in service.secrets)
    }
    assert using
    for service in running.sized.spec.services:
        files = docker("exec", running.stack.container(f"{service.name}-1"), "sh", "-c", "cat /run/secrets/*")
        assert (OAUTH in files) is (service.name in using), service.name
    assert OAUTH not in running.stack.pulumi("stack", "export").output
    assert OAUTH not in "\n".join(running.stack.said)


@pytest.mark.parametrize("running", ["opmas"], indirect=True)
def test_logs_are_taken_in_by_every_instance(running: Running) -> None:
    """OPM-019: lines sent to the edge's listener are spread over the instances of the core."""
    port = running.settings.listeners["ingestion"].port
    for number in range(8):
        with socket.create_connection(("127.0.0.1", port), 10) as sender:
            sender.sendall(f"line {number} of a device\n".encode())
            sender.shutdown(socket.SHUT_WR)
            sender.recv(1)
    cores = [name for name, part in running.parts.items() if part == "core"]
    deadline = time.monotonic() + LISTENING_SECONDS
    while sum(counts := [running.inside(name, "/ingested")["count"] for name in cores]) < 8:
        assert time.monotonic() < deadline, counts
        time.sleep(0.5)
    assert sum(counts) == 8
    assert all(counts), counts
    bindings = inspect("container", [running.stack.container("edge")])[0]["HostConfig"]["PortBindings"]
    assert {item["HostPort"] for items in bindings.values() for item in items} == {
        str(running.stack.http), str(running.stack.https), str(port),
    }  # fmt: skip


@EACH
def test_data_outlives_an_update(running: Running) -> None:
    """An app's containers are replaced one after another: no request is lost, and what was written is still there."""
    host, path = running.records()
    system = running.settings.system
    written = running.client.ask(
        "POST", path, host, {"Content-Type": "application/json"}, json.dumps({"value": system}).encode()
    )
    assert written.status == 201, written.text
    before = {role(item): item["Id"] for item in running.own()}
    service = next(
        running.sized.spec.service(route.service)
        for route in running.sized.spec.edge.routes
        if path == f"{route.path}records"
        and host in {running.settings.host(name) for name in behind(route, running.sized)}
    )
    stack = running.stack
    stack.configure(overrides={"services": {service.name: {"environment": {"UPDATED": "yes"}}}})
    with Poller(_On(running.client, host), path=f"{path.removesuffix('records')}health").running() as poller:
        stack.up()
    assert poller.failures == []
    assert poller.asked > 5
    now = {role(item): item["Id"] for item in running.own()}
    changed = {name for name in now if now[name] != before[name]}
    assert changed == {name for name, part in running.parts.items() if part == service.name}
    read = _patiently(running.client, f"{path}/{written.json['id']}", host)
    assert (read.status, read.json["value"]) == (200, system)


class _On(Client):
    """A client that asks one host."""

    def __init__(self, client: Client, host: str) -> None:
        super().__init__(client.https, client.http, client.authority)
        object.__setattr__(self, "_host", host)

    def get(self, path: str, host: str = "", **headers: str) -> Answer:
        return super().get(path, host or self._host, **headers)  # type: ignore[attr-defined]


@EACH
def test_destroy_leaves_nothing(fleet: Fleet, running: Running) -> None:
    assert {item.split()[0] for item in belongings(running.stack.name)} == {"container", "image", "network", "volume"}
    assert running.sized.size is Size.LAPTOP
    clean(running.hidden, f"{running.stack.name}-edge", "\n".join(running.stack.said))
    fleet.remove()
    assert belongings(running.stack.name) == []
