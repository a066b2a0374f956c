"""A rename with aliases moves nothing that holds data, on the real engine; without them it would."""

from collections.abc import Callable

import pytest

from tests.offline.cloud import Cloud
from tests.offline.lives import changed, named

pytestmark = pytest.mark.engine
Start = Callable[..., Cloud]

SYSTEM = """
import pulumi, pulumi_aws as aws, pulumi_docker as docker, pulumi_random as random
from pulumi import Alias, ResourceOptions

class Store(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("shop:data:Store", name, None, opts)
        child = ResourceOptions(parent=self)
        self.password = random.RandomPassword(f"{name}-password", length=24, special=False, opts=child)
        self.database = aws.rds.Instance("database", engine="postgres", engine_version="17.4", tags={"system": "shop"},
            instance_class="db.t4g.medium", allocated_storage=20, username="app", password=self.password.result,
            skip_final_snapshot=True, opts=ResourceOptions(parent=self))
        self.files = aws.s3.Bucket(f"{name}-files", opts=child)
        self.key = aws.kms.Key(f"{name}-key", opts=child)
        self.cache = aws.elasticache.ReplicationGroup(f"{name}-cache", description="Sessions", engine="valkey",
            num_cache_clusters=1, node_type="cache.t4g.small", automatic_failover_enabled=False, opts=child)
        self.volume = docker.Volume(f"{name}-volume", opts=child)
        self.register_outputs({})

store = Store("store")
pulumi.export("endpoint", store.database.endpoint)
pulumi.export("cache", store.cache.primary_endpoint_address)
"""
# Of a child whose name begins with its component's, the engine finds the old name by the component's alias.
RENAMED = changed(
    SYSTEM,
    ('Store("store")', 'Store("storage", opts=ResourceOptions(aliases=[Alias(name="store")]))'),
    ('aws.rds.Instance("database"', 'aws.rds.Instance("main"'),
    ("opts=ResourceOptions(parent=self))\n", 'opts=ResourceOptions(parent=self, aliases=[Alias(name="database")]))\n'),
)
LOST = changed(SYSTEM, ('Store("store")', 'Store("storage")'))
HALF_LOST = changed(RENAMED, (', aliases=[Alias(name="database")]', ""))
STATEFUL = ("Instance", "Bucket", "Key", "ReplicationGroup", "Volume", "RandomPassword")


def ids(cloud: Cloud) -> dict[str, str]:
    """Return the ids of what the state has, by type."""
    resources = cloud.state()["resources"]
    every = {named(item["urn"].replace("$", ":")).split()[0]: item["id"] for item in resources if "id" in item}
    return {kind: every[kind] for kind in STATEFUL}


def test_a_rename_with_aliases_moves_nothing(cloud: Start) -> None:
    both = cloud()
    both.program(SYSTEM)
    both.up()
    before, there, endpoints = ids(both), {item.key for item in both.there()}, both.outputs()
    both.program(RENAMED)
    said = both.does("up", "--yes", "--diff")
    assert "created" not in said
    assert "deleted" not in said
    assert "replaced" not in said
    assert ids(both) == before
    assert {item.key for item in both.there()} == there
    urns = [item["urn"] for item in both.state()["resources"]]
    assert not [urn for urn in urns if urn.endswith(("::store", "::store-files", "::database"))]
    both.program(RENAMED.replace('{"system": "shop"}', '{"system": "shop", "owner": "web"}'))
    assert "~ 1 updated" in both.up()
    assert ids(both) == before
    assert both.outputs() == endpoints  # a database that is called otherwise is where it was
    both.does("refresh", "--yes", "--skip-preview", "--expect-no-changes")


@pytest.mark.parametrize(
    ("program", "count", "lost"),
    [(LOST, 6, "aws:s3/bucket:Bucket"), (HALF_LOST, 1, "aws:rds/instance:Instance")],
    ids=["the component has no alias", "one child has none"],
)
def test_a_rename_without_an_alias_would_lose_data_and_the_preview_says_so(
    cloud: Start, program: str, count: int, lost: str
) -> None:
    both = cloud()
    both.program(SYSTEM)
    both.up()
    before = ids(both)
    both.program(program)
    said = both.does("preview", "--diff")
    assert f"+ {count} to create" in said
    assert f"- {count} to delete" in said
    assert f"- {lost}: (delete)" in said
    assert ids(both) == before
