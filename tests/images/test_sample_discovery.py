"""What the sample finds in its environment."""

import sqlite3
from pathlib import Path

import pytest

from apps.sample.sample.address import BadAddressError, parse
from apps.sample.sample.configuration import Configuration
from apps.sample.sample.datafile import DataFile
from apps.sample.sample.dependencies import make
from apps.sample.sample.dependency import UnavailableError
from apps.sample.sample.discovery import Given, discover, is_private, ports, primary, with_schema
from apps.sample.sample.storage import PROBED, Bucket, Volume


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


def test_a_folder_is_a_bucket(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("file:///srv/some%20folder\n")
    for environ in ({"UPLOADS_URL": "file:///srv/some%20folder"}, {"UPLOADS_URL_FILE": str(tmp_path / "url")}):
        given = only(environ)
        assert (given.name, given.kind, given.path) == ("UPLOADS_URL", "bucket", Path("/srv/some folder"))
        assert isinstance(make(given), Bucket)
    assert discover({"UPLOADS": "file:///srv/folder", "DATA_DIRECTORY": "/nowhere"}) == ()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://uploads", "s3:// is not something the sample can reach"),
        ("gs://user:hidden@uploads", "gs:// is not something the sample can reach"),
        ("file://user:hidden@server/folder", "UPLOADS_URL names a host"),
        ("file:///", "UPLOADS_URL names no folder"),
        ("file://[hidden/", "UPLOADS_URL is not a URL that can be read"),
    ],
)
def test_a_bucket_out_of_reach_is_a_problem_and_no_crash(url: str, why: str) -> None:
    given = only({"UPLOADS_URL": url})
    assert given.kind == "bucket"
    with pytest.raises(UnavailableError, match=why) as raised:
        make(given).probe()
    assert "hidden" not in str(raised.value)
    assert primary((given,), "bucket") is None


def test_directories_that_are_named_are_volumes(tmp_path: Path) -> None:
    environ = {"CACHE_DIRECTORY": "/app/cache", "OUTPUT_DIRECTORY": "output", "DATA_DIRECTORY": str(tmp_path)}
    (given,) = discover(environ)
    assert (given.name, given.kind, given.path) == ("CACHE_DIRECTORY", "volume", Path("/app/cache"))
    assert isinstance(make(given), Volume)


@pytest.mark.parametrize("kind", [Bucket, Volume])
def test_folders_are_written_to_and_left_as_they_were(kind: type[Bucket | Volume], tmp_path: Path) -> None:
    assert kind("NAME", tmp_path).probe() == PROBED
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnavailableError, match=r"missing can't be used by user \d+: No such file or directory"):
        kind("NAME", tmp_path / "missing").probe()
    (tmp_path / "file").touch()
    with pytest.raises(UnavailableError, match="Not a directory"):
        kind("NAME", tmp_path / "file").probe()


def test_a_folder_that_forgets_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"something else")
    with pytest.raises(UnavailableError, match="does not give back what was written"):
        Volume("NAME", tmp_path).probe()
    assert list(tmp_path.iterdir()) == []


def test_an_object_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    bucket = Bucket("UPLOADS_URL", tmp_path)
    assert not bucket.holds("records/1.txt")
    bucket.write("records/1.txt", "hello")
    bucket.write("records/1.txt", "again")
    assert bucket.holds("records/1.txt")
    assert (tmp_path / "records/1.txt").read_text() == "again"
    (tmp_path / "records/2.txt").mkdir()
    with pytest.raises(UnavailableError, match="Is a directory"):
        bucket.write("records/2.txt", "x")
    assert sorted(path.name for path in (tmp_path / "records").iterdir()) == ["1.txt", "2.txt"]
    (tmp_path / "file").touch()
    with pytest.raises(UnavailableError, match="Not a directory"):
        Bucket("UPLOADS_URL", tmp_path / "file").holds("x")


def test_configuration_is_a_list_of_paths() -> None:
    given = discover({"CONFIGURATION": "/b/x.json, /a/x.json,,relative.json", "DATA_DIRECTORY": "/nowhere"})
    assert [(found.name, found.kind) for found in given] == [
        ("/a/x.json", "configuration"),
        ("/b/x.json", "configuration"),
    ]
    assert all(isinstance(make(found), Configuration) for found in given)
    assert discover({"CONFIGURATION": "production", "DATA_DIRECTORY": "/nowhere"}) == ()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.json", b'{"a": ["b", 1]}', ""),
        ("x.yaml", b"a: [b, 1]\n", ""),
        ("x.json", b'{"a": hidden}', r"is not JSON: line 1, column 7"),
        ("x.json", b"a: 1\n", "is not JSON"),
        ("x.json", b"", "is empty"),
        ("x.yaml", b" \n", "is empty"),
        ("x.yaml", b"\xff\xfe", "is not UTF-8"),
        ("x.yaml", None, "can't be read: No such file"),
    ],
)
def test_configuration_must_be_readable(name: str, content: bytes | None, why: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    configuration = Configuration(name, tmp_path / name)
    if not why:
        assert "characters of" in configuration.probe()
        return
    with pytest.raises(UnavailableError, match=why) as raised:
        configuration.probe()
    assert "hidden" not in str(raised.value)


def test_ports_to_listen_on() -> None:
    environ = {"INGESTION_PORT": "5514", "SYSLOG_LISTENER_PORT": "514", "OTHER_LISTENER_PORT": "", "PORT": "8000"}
    assert ports(environ) == (514, 5514)
    assert discover({**environ, "DATA_DIRECTORY": "/nowhere"}) == ()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "x", "5514/udp"])
def test_what_is_no_port_is_a_problem(value: str) -> None:
    given = only({"INGESTION_PORT": value})
    assert (given.kind, given.problem) == ("listener", "INGESTION_PORT is not a port number")
    assert ports({"INGESTION_PORT": value}) == ()


def test_a_link_of_kubernetes_is_no_port() -> None:
    environ = {"INGESTION_PORT": "tcp://10.0.0.1:5514", "DATA_DIRECTORY": "/nowhere"}
    assert ports(environ) == ()
    assert discover(environ) == ()


def databases(*names: str) -> tuple[Given, ...]:
    return discover({"DATA_DIRECTORY": "/nowhere", **{name: f"postgresql://{name}@db/x" for name in names}})


def test_records_are_never_written_to_a_tenant_or_a_reader() -> None:
    given = databases("TENANT_A_DATABASE_URL", "MAIN_READER_URL", "ZONE_URL")
    assert len(given) == 3
    assert primary(given, "database") == next(found for found in given if found.name == "ZONE_URL")
    assert primary(databases("TENANT_A_DATABASE_URL", "TENANT_READ_DATABASE_URL"), "database") is None


def test_migrations_are_for_the_owners_database_and_every_tenants() -> None:
    def names(*given: str) -> list[str]:
        return [found.name for found in with_schema(databases(*given))]

    tenants = ["TENANT_A_DATABASE_URL", "TENANT_OWNER_DATABASE_URL"]
    assert names("DATABASE_URL", "DATABASE_READER_URL") == ["DATABASE_URL"]
    assert names("DATABASE_URL", "REPORT_URL", *tenants) == ["DATABASE_URL", *tenants]
    assert names("DATABASE_URL", "DATABASE_OWNER_URL", *tenants) == ["DATABASE_OWNER_URL", *tenants]
    assert names(*tenants) == []


def test_a_tenants_database_that_can_not_be_used_is_not_left_out() -> None:
    environ = {"DATABASE_URL": "postgresql://db/x", "TENANT_A_DATABASE_URL_FILE": "/nowhere/url"}
    (_, tenant) = with_schema(discover({**environ, "DATA_DIRECTORY": "/nowhere"}))
    assert "can't be read" in tenant.problem
