"""How properties of an RDS database go together: engine, storage, parameters, passwords, the last snapshot."""

import re
from typing import Any

from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Inputs, Wrong, at, is_hidden

PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"

# A database that is made from another one has these from there.
ORIGINS = ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import")

# Engine -> what the name of a parameter group's family begins with. Source: Amazon RDS User Guide, DB parameter groups:
# a family is an engine and its major version.
FAMILIES = {"postgres": r"postgres(\d+)", "mysql": r"mysql(\d+\.\d+)", "mariadb": r"mariadb(\d+\.\d+)"}

# Parameters that PostgreSQL reads only when it starts: context "postmaster" in pg_settings. Source: PostgreSQL 17
# documentation, "This parameter can only be set at server start"; for rds.logical_replication Amazon RDS User Guide.
AT_START = frozenset({
    "huge_pages", "max_connections", "max_locks_per_transaction", "max_prepared_transactions", "max_replication_slots",
    "max_wal_senders", "max_worker_processes", "rds.logical_replication", "shared_buffers", "shared_preload_libraries",
    "track_activity_query_size", "track_commit_timestamp", "wal_buffers",
})  # fmt: skip

# Smallest size in GiB by type of storage. Source: Amazon RDS API Reference, CreateDBInstance: AllocatedStorage.
SMALLEST = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100}
OPEN_ENGINES = ("postgres", "mysql", "mariadb")
PROVISIONED_GP3 = 400  # GiB from which gp3 of these engines takes IOPS and throughput: RDS User Guide, gp3 storage


def made_from_another(inputs: Inputs) -> bool:
    """Tell whether a database is made from another one, from a snapshot or from files."""
    return any(is_said(inputs, path) for path in ORIGINS)


def of_its_own(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what a database must say that is not made from another one."""
    if made_from_another(inputs):
        return
    because = "a value, because of none of " + ", ".join(ORIGINS)
    for path in ("allocatedStorage", "engine", "username"):
        if not is_said(inputs, path):
            yield path, because
    if not any(is_said(inputs, path) for path in ("password", "passwordWo", "manageMasterUserPassword")):
        yield "password", "a value, or manageMasterUserPassword true"


def last_snapshot(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the name of the last snapshot where one is to be taken and has no name."""
    wanted = first(inputs, "skipFinalSnapshot") is not True and not is_hidden(inputs, "skipFinalSnapshot")
    if wanted and not is_said(inputs, "finalSnapshotIdentifier") and not is_said(inputs, "replicateSourceDb"):
        yield "finalSnapshotIdentifier", "a value, or skipFinalSnapshot true: else it can't be deleted"


def family_fits(inputs: Inputs, plan: Plan) -> Wrong:
    """Yield a version of the engine that no parameter group which may be meant is for."""
    engine, version = first(inputs, "engine"), at(inputs, "engineVersion")
    pattern = FAMILIES.get(str(engine))
    if pattern is None or version.value is None or not is_said(inputs, "parameterGroupName"):
        return
    groups = plan.linked(PARAMETER_GROUP, first(inputs, "parameterGroupName"))
    families = [str(first(group.inputs, "family")) for group in groups]
    if families and not any(_is_of(str(version.value), pattern, family) for family in families):
        yield version, f"a version of {' or '.join(sorted(set(families)))}, the family of its parameterGroupName"


def _is_of(version: str, pattern: str, family: str) -> bool:
    found = re.fullmatch(pattern, family)
    return found is not None and (version == found[1] or version.startswith(f"{found[1]}."))


def read_at_start(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield parameters that PostgreSQL reads only at its start, but that are to be applied at once."""
    if not str(first(inputs, "family")).startswith(("postgres", "aurora-postgresql")):
        return
    for found in find(inputs, "parameters[*]"):
        item: Any = found.value
        name, method = item.get("name"), item.get("applyMethod", "immediate")
        if name in AT_START and method == "immediate":
            place = f"{found.path}.applyMethod"
            yield Found(place, method), f"pending-reboot, because {name} is read only when PostgreSQL starts"


def storage_fits(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a size, IOPS or throughput that a type of storage does not have."""
    storage, size = at(inputs, "storageType"), at(inputs, "allocatedStorage")
    iops, throughput = at(inputs, "iops"), at(inputs, "storageThroughput")
    sort, because = storage.value, f"because storageType is {storage.shown}"
    if first(inputs, "engine") not in OPEN_ENGINES or sort is None:
        return
    smallest = SMALLEST.get(sort, 0)
    if size.value is not None and size.value < smallest:
        yield size, f"at least {smallest}, {because}"
    if sort in {"io1", "io2"} and not is_said(inputs, "iops"):
        yield iops, f"a value, {because}"
    if sort in {"gp2", "standard"} and iops.value is not None:
        yield iops, f"nothing, {because}"
    if sort != "gp3" and throughput.value is not None:
        yield throughput, f"nothing, {because}"
    if sort == "gp3" and size.value is not None and size.value < PROVISIONED_GP3:
        for found in (iops, throughput):
            if found.value is not None:
                yield found, f"nothing, because gp3 takes it from {PROVISIONED_GP3} GiB of allocatedStorage"


def may_grow(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a limit for the growth of the storage that is below its size."""
    most, size = at(inputs, "maxAllocatedStorage"), first(inputs, "allocatedStorage")
    if most.value and size is not None and most.value < size:
        yield most, f"0 for no growth, or at least {size}, the allocatedStorage"
