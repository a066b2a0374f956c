import configparser
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from components.files.pgbackrest import (
    Bucket,
    Repository,
    Stanza,
    processes,
    reader_conf,
    rehearser_conf,
    repository_conf,
    server_conf,
    worker_conf,
)
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from components.files.postgresql_operated import LOGINS, MONITORING, OPERATIONS
from stacks._spec import Size
from stacks.clo import SPEC
from tests.images.engine import SHUT, built, docker

DATABASE = SPEC.databases[0]
STANZA = Stanza(name="database", host="database-backup")
BUCKET = Bucket(
    name="clo-copies",
    endpoint="s3.example.org:9000",
    region="eu",
    key_id="id=1",
    key="a/b+c=#;",
    authority="/etc/moorage/storage.pem",
)
FIRST = Repository(keep_days=30, passphrase="p@ss = # ; word")
SECOND = Repository(keep_days=365, passphrase="another", bucket=BUCKET)
OPERATING = {login: f"secret of {login}" for login in LOGINS}
FILES = {
    "server": server_conf(STANZA, host="backups", repositories=2, disk_gb=50),
    "reader": reader_conf(STANZA, clients=["operations"]),
    "repository": repository_conf(
        [FIRST, SECOND], clients={"database-server": ["database"], "drills": ["database", "other"]}
    ),
    "worker": worker_conf([STANZA, Stanza(name="other", host="other-backup", port=5433)], [FIRST, SECOND], cpus=2),
    "rehearser": rehearser_conf([STANZA], host="backups", repositories=2, cpus=1.5),
}


def read(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("\0",), strict=False)
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_secrets_are_where_the_repository_is_and_nowhere_else() -> None:
    for name, text in FILES.items():
        for secret in (FIRST.passphrase, SECOND.passphrase, BUCKET.key_id, BUCKET.key):
            assert (secret in text) is (name in {"repository", "worker"}), name
    assert FIRST.passphrase not in repr(FIRST)
    assert BUCKET.key not in repr(SECOND)


def test_everything_over_a_network_is_tls_with_certificates_on_both_sides() -> None:
    for name, text in FILES.items():
        for option, value in (item for section in read(text).values() for item in section.items()):
            if option.endswith("-host"):
                section = text.split(f"{option}={value}")[1]
                for needed in ("type=tls", "ca-file=", "cert-file=", "key-file="):
                    assert f"{option}-{needed}" in section, f"{name}: {option}-{needed}"
    assert "ssh" not in "".join(FILES.values())


def test_clients_are_named_with_their_stanzas() -> None:
    assert "tls-server-auth=database-server=database\n" in FILES["repository"]
    assert "tls-server-auth=drills=database,other\n" in FILES["repository"]
    assert FILES["reader"].count("tls-server-auth=") == 1
    for name in ("server", "worker", "rehearser"):
        assert "tls-server" not in FILES[name]


def test_repositories_have_their_own_days_and_place() -> None:
    for name in ("repository", "worker"):
        options = read(FILES[name])["global"]
        assert (options["repo1-path"], options["repo1-retention-full"]) == ("/var/lib/backups/postgresql", "30")
        assert (options["repo2-type"], options["repo2-retention-full"]) == ("s3", "365")
        assert (options["repo2-s3-endpoint"], options["repo2-storage-port"]) == ("s3.example.org", "9000")
        assert options["repo2-s3-uri-style"] == "path"
        assert options["repo1-cipher-pass"] == FIRST.passphrase
        assert {options["repo1-cipher-type"], options["repo2-cipher-type"]} == {"aes-256-cbc"}
    amazon = replace(BUCKET, endpoint="s3.eu-west-1.amazonaws.com", authority="")
    options = read(repository_conf([replace(SECOND, bucket=amazon)], clients={}))["global"]
    assert options["repo1-s3-uri-style"] == "host"
    assert "repo1-storage-ca-file" not in options


@pytest.mark.parametrize(("disk_gb", "queue"), [(5, "1GiB"), (50, "5GiB"), (500, "50GiB")])
def test_the_log_that_waits_never_fills_the_data_disk(disk_gb: int, queue: str) -> None:
    options = read(server_conf(STANZA, host="backups", repositories=1, disk_gb=disk_gb))["global"]
    assert options["archive-push-queue-max"] == queue
    assert options["archive-async"] == "n"


@pytest.mark.parametrize(("cpus", "count"), [(0.25, 1), (1, 1), (2.5, 2), (16, 4)])
def test_processes_follow_the_processors(cpus: float, count: int) -> None:
    assert processes(cpus) == count


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"passphrase": "two\nlines"}, "the passphrase of a repository has a control character"),
        ({"passphrase": " around "}, "the passphrase of a repository is empty or has blanks around it"),
        ({"passphrase": ""}, "the passphrase of a repository is empty"),
        ({"bucket": replace(BUCKET, name="Bucket!")}, "the bucket is 'Bucket!'; allowed: 3 to 63 lower-case"),
        ({"bucket": replace(BUCKET, endpoint="https://x")}, "allowed: (digits|a host name, with a port)"),
        ({"bucket": replace(BUCKET, key="a\nrepo1-path=/")}, "the bucket's key has a control character"),
    ],
)
def test_what_a_file_can_not_hold_is_refused_and_no_secret_is_said(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        repository_conf([replace(FIRST, **change)], clients={})  # type: ignore[arg-type] # wrong on purpose
    assert "two" not in str(refused.value)


@pytest.mark.parametrize("name", ["a b", "Other", "x,y", "*"])
def test_names_are_plain(name: str) -> None:
    with pytest.raises(ValueError, match="allowed"):
        reader_conf(replace(STANZA, name=name), clients=["operations"])
    with pytest.raises(ValueError, match="allowed"):
        repository_conf([FIRST], clients={"drills": [name]})


@pytest.mark.docker
def test_pgbackrest_knows_every_option_of_every_file(tmp_path: Path) -> None:
    """It warns of what it does not know and goes on, so a warning is a mistake of ours."""
    tmp_path.chmod(0o755)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o644)
    loop = "for name in /files/*; do pgbackrest --config=$name --stanza=database help version >/dev/null; "
    loop += "pgbackrest --config=$name --stanza=database --io-timeout=1 --repo=1 repo-ls; done 2>&1; echo done"
    said = docker(
        "run", "--rm", "--network=none", "--label=moorage-test=ask", *SHUT, f"--volume={tmp_path}:/files:ro",
        built("operations"), "sh", "-c", loop,
    )  # fmt: skip
    assert said.endswith("done")
    assert "WARN: configuration file contains" not in said
    assert "invalid option" not in said
    assert "not valid" not in said
    print(said)


@pytest.mark.parametrize(("minutes", "seconds"), [(1, "30"), (2, "60"), (5, "240"), (15, "240"), (60, "240")])
def test_an_idle_server_archives_within_what_is_promised_and_never_later_than_in_five_minutes(
    minutes: int, seconds: str
) -> None:
    text = postgresql_conf(DATABASE, DATABASE.sizes[Size.SMALL], point_minutes=minutes)
    assert f"archive_timeout = '{seconds}'" in text
    assert f"archive_command = 'pgbackrest --stanza={DATABASE.name} archive-push %p'" in text
    assert int(seconds) < minutes * 60
    assert "archive" not in postgresql_conf(DATABASE, DATABASE.sizes[Size.SMALL])


def test_archiving_can_not_be_said_differently() -> None:
    turned_off = replace(DATABASE, parameters={"archive_mode": "off"})
    with pytest.raises(ValueError, match="the parameter archive_mode is 'off', but it is always 'on'"):
        postgresql_conf(turned_off, DATABASE.sizes[Size.SMALL], point_minutes=15)


def test_only_an_operated_server_has_the_logins_that_operate_it() -> None:
    passwords = {role.name: "x" for role in DATABASE.logins}
    assert not any(login in pg_hba_conf(DATABASE) + bootstrap_sql(DATABASE, passwords) for login in LOGINS)
    for login in (OPERATIONS, MONITORING):
        assert f'hostssl all "{login}" all scram-sha-256\n' in pg_hba_conf(DATABASE, operated=True)
        assert f"'{OPERATING[login]}'" in bootstrap_sql(DATABASE, passwords, OPERATING)
    owner = replace(DATABASE.owner, name=OPERATIONS)
    taken = replace(DATABASE, roles=(owner,))
    with pytest.raises(ValueError, match="has moorage_operations, which is for operating it"):
        bootstrap_sql(taken, {OPERATIONS: "x"}, OPERATING)


@pytest.mark.programs
def test_the_shell_scripts_are_sound() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed (Debian: apt-get install shellcheck)")
    folder = Path(__file__).parents[2] / "images/postgresql"
    scripts = [folder / name for name in ("entrypoint.sh", "restore.sh", "moorage-restore", "moorage-archive-get")]
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "--severity=warning", "--exclude=SC2154,SC2034,SC1091", *scripts],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
