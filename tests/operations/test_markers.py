import json
import subprocess
from typing import Any

import pytest

from tests.operations.moored import Moored

pytestmark = pytest.mark.docker


def written(moored: Moored, code: str = "") -> dict[str, Any]:
    moored.python(f"{code}\nmarkers.write(c, r)")
    found: dict[str, Any] = json.loads(moored.run("operations", "tail", "-n", "1", "/var/lib/operations/markers.jsonl"))
    return found


def tables(marker: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {table["table"]: table for table in marker["tables"]}


def test_a_marker_is_a_row_a_restore_point_and_a_line_that_say_the_same(moored: Moored) -> None:
    marker = written(moored)
    row = moored.sql("SELECT id, name, tables->0->>'checksum' FROM marker ORDER BY id DESC LIMIT 1", "moorage")
    assert row == f"{marker['id']}|{marker['name']}|{marker['tables'][0]['checksum']}"
    rows = tables(marker)["rows"]
    assert rows["rows"] == int(moored.sql("SELECT count(*) FROM rows"))
    assert rows["exact"]
    assert marker["name"] in moored.run(
        "db-server", "sh", "-c", f"pg_waldump --path=$PGDATA/pg_wal {marker['wal']} 2>&1 | grep RESTORE_POINT"
    )


def test_the_checksum_knows_no_order_and_sees_what_was_changed_and_changed_back(moored: Moored) -> None:
    moored.sql(
        "CREATE TABLE IF NOT EXISTS few AS SELECT g AS id, g::text || E'|\\n' AS word FROM generate_series(1, 9) AS g"
    )
    try:
        first = tables(written(moored))["few"]
        moored.sql("CREATE INDEX few_id ON few (id DESC); CLUSTER few USING few_id")
        assert tables(written(moored))["few"]["checksum"] == first["checksum"]
        moored.sql("UPDATE few SET id = -id WHERE id = 1; UPDATE few SET id = -id WHERE id = -1")
        assert tables(written(moored))["few"]["checksum"] != first["checksum"]
    finally:
        moored.sql("DROP TABLE few")


def test_a_table_that_is_written_meanwhile_is_not_exact_and_the_others_are(moored: Moored) -> None:
    moored.sql("CREATE TABLE busy (id int)")
    loop = (
        "DO $$ BEGIN FOR i IN 1..400 LOOP INSERT INTO busy VALUES (i); COMMIT; PERFORM pg_sleep(0.01); END LOOP; END $$"
    )
    command = ["docker", "exec", moored.names["db-server"], "psql", "-h", "/run/postgresql", "-U", "postgres"]
    writer = subprocess.Popen([*command, "-d", "clo_management", "-c", loop], stdout=subprocess.DEVNULL)
    try:
        found = tables(written(moored, "import time; time.sleep(0.5)"))
        assert writer.poll() is None, "the writer ended before the marker was written"
    finally:
        writer.wait(60)
        moored.sql("DROP TABLE busy")
    assert (found["busy"]["exact"], found["rows"]["exact"]) == (False, True)


def test_a_cast_that_a_tables_owner_made_is_not_run_by_who_counts(moored: Moored) -> None:
    told = "BEGIN RAISE EXCEPTION 'the cast ran as %', current_user; END"
    moored.sql(
        f"CREATE TABLE spied AS SELECT 1 AS id; ALTER TABLE spied OWNER TO {moored.owner};"
        f"CREATE FUNCTION spy(spied) RETURNS text LANGUAGE plpgsql AS $${told}$$;"
        "CREATE CAST (spied AS text) WITH FUNCTION spy(spied)"
    )
    try:
        with pytest.raises(AssertionError, match="the cast ran as postgres"):
            moored.sql("SELECT spied::text FROM spied")  # so the cast is good for the attack
        found = tables(written(moored))["spied"]
    finally:
        moored.sql("DROP TABLE spied CASCADE")
    assert (found["rows"], found["exact"]) == (1, True)


def test_large_tables_are_estimated_and_old_markers_go(moored: Moored) -> None:
    moored.sql("ANALYZE rows")
    marker = written(moored, "markers.COUNTED_BYTES = 1 << 20\nmarkers.KEPT = 2")
    rows = tables(marker)["rows"]
    assert (rows["checksum"], rows["exact"]) == ("", False)
    assert rows["rows"] == pytest.approx(int(moored.sql("SELECT count(*) FROM rows")), rel=0.05)
    assert moored.sql("SELECT count(*) FROM marker", "moorage") == "2"
    assert moored.run("operations", "wc", "-l", "/var/lib/operations/markers.jsonl").split()[0] == "2"


def test_a_server_that_does_not_answer_is_said(moored: Moored) -> None:
    said = moored.python(
        "import dataclasses\ntry: markers.write(c, dataclasses.replace(r, port=1))\nexcept Failure as f: print(f)"
    )
    assert said.startswith("db: the database moorage says: ")
    assert "Connection refused" in said
