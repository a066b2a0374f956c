"""What the sample finds in its environment."""

import sqlite3
from pathlib import Path

import pytest

from apps.sample.sample.address import BadAddressError, parse
from apps.sample.sample.datafile import DataFile
from apps.sample.sample.dependency import UnavailableError
from apps.sample.sample.discovery import Given, discover, is_private, primary


def only(environ: dict[str, str]) -> Given:
    (given,) = discover({"DATA_DIRECTORY": "/nowhere", **environ})
    return given


@pytest.mark.parametrize(
    ("value", "kind", "port"),
    [
        ("postgresql://u:p@db/name", "database", 5432),
        ("postgres://u:p@db:6432/name", "database", 6432),
        ("postgresql+asyncpg://u:p@db/name", "database", 5432),
        ("redis://cache", "cache", 6379),
        ("rediss://:p@cache:6380/0", "cache", 6380),
        ("nats://nats:4222", "queue", 4222),
        ("tls://u:p@nats", "queue", 4222),
    ],
)
def test_a_url_tells_its_kind_by_its_scheme(value: str, kind: str, port: int, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(value + "\n")
    for environ in ({"ANY_NAME": value}, {"ANY_NAME_FILE": str(file)}):
        given = only(environ)
        assert (given.name, given.kind) == ("ANY_NAME", kind)
        assert given.address is not None
        assert given.address.port == port


def test_query_and_escapes_of_a_url_are_honoured() -> None:
    address = parse("postgresql://app:p%40ss%2F@db:6432/records?sslmode=verify-full&sslrootcert=/run/secrets/ca.pem")
    assert (address.user, address.password, address.path) == ("app", "p@ss/", "/records")
    assert (address.query["sslmode"], address.ca_file) == ("verify-full", "/run/secrets/ca.pem")
    assert parse("rediss://:x@c?ssl_ca_certs=/ca.pem").ca_file == "/ca.pem"


def test_authority_and_password_may_stand_beside_the_url(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from-file\n")
    given = only(
        {
            "NATS_URL": "nats://user@nats",
            "NATS_CA_FILE": "/run/ca.pem",
            "NATS_PASSWORD_FILE": str(tmp_path / "password"),
        }
    )
    assert given.address is not None
    assert (given.address.ca_file, given.address.password) == ("/run/ca.pem", "from-file")


def test_a_group_of_variables_is_a_database(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    given = only(
        {
            "CIRCMAN_DB_HOST": "db",
            "CIRCMAN_DB_PORT": "6432",
            "CIRCMAN_DB_NAME": "circman_db",
            "CIRCMAN_DB_USER": "circman",
            "CIRCMAN_DB_PASSWORD_FILE": str(tmp_path / "password"),
        }
    )
    assert given.kind == "database"
    address = given.address
    assert address is not None
    assert (address.host, address.port, address.path, address.user) == ("db", 6432, "/circman_db", "circman")
    assert address.password == "secret"
    assert "secret" not in repr(given)


def test_a_host_without_a_database_name_is_no_database() -> None:
    assert discover({"SMTP_HOST": "mail", "DATA_DIRECTORY": "/nowhere"}) == ()


@pytest.mark.parametrize("host", ["api", "api.svc", "x.y.svc.cluster.local", "vault.internal", "10.1.2.3", "127.0.0.1"])
def test_hosts_inside(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", ["api.example.com", "example.org", "8.8.8.8"])
def test_hosts_outside(host: str) -> None:
    assert not is_private(host)


def test_only_inner_http_urls_in_url_variables_are_services() -> None:
    given = discover(
        {
            "API_URL": "http://management-api:8000",
            "PUBLIC_URL": "https://app.localhost:8443",
            "ELSEWHERE_URL": "http://app.example.com",
            "HOMEPAGE": "http://inside",
            "HTTP_PROXY": "http://proxy:3128",
            "DATA_DIRECTORY": "/nowhere",
        }
    )
    assert [found.name for found in given] == ["API_URL"]


def test_what_can_not_be_used_says_why_and_never_its_value() -> None:
    given = only({"DATABASE_URL": "postgresql://app:top#secret@db:5432/x"})
    assert given.address is None
    assert "percent-encoded" in given.problem
    assert "secret" not in given.problem
    missing = only({"DATABASE_URL_FILE": "/nowhere/url"})
    assert "DATABASE_URL_FILE can't be read" in missing.problem
    with pytest.raises(BadAddressError, match="names no host"):
        parse("redis:///0")


def test_records_are_written_to_the_primary() -> None:
    given = discover(
        {
            "REPLICA_URL": "postgresql://db-replica/x",
            "DATABASE_READ_URL": "postgresql://db-read/x",
            "MAIN_URL": "postgresql://db/x",
            "DATA_DIRECTORY": "/nowhere",
        }
    )
    chosen = primary(given, "database")
    assert chosen is not None
    assert chosen.name == "MAIN_URL"
    assert primary(given, "cache") is None


def make_data(path: Path, rows: int) -> Path:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE records (id INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany("INSERT INTO records VALUES (?, 'x')", ((number,) for number in range(rows)))
    connection.close()
    return path


def test_data_files_are_counted_and_only_read(tmp_path: Path) -> None:
    path = make_data(tmp_path / "clo_assets.db", 384)
    path.chmod(0o400)
    given = only({"DATA_DIRECTORY": str(tmp_path)})
    assert (given.name, given.kind) == ("clo_assets.db", "data")
    assert DataFile(path).probe() == "384 records"
    assert [found.name for found in tmp_path.iterdir()] == ["clo_assets.db"]


def test_a_broken_data_file_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is no database, but long enough to look like one " * 20)
    with pytest.raises(UnavailableError, match="not a database"):
        DataFile(tmp_path / "x.db").probe()
