#!/bin/sh
# Makes the cluster on first start, applies /etc/moorage/bootstrap.sql on every start, then becomes PostgreSQL.
# Everything it can do wrong ends the container with one last line that says which step failed.
set -eu

configuration=/etc/moorage
bootstrap_socket=/run/postgresql-bootstrap
started=""

fail() {
    if [ -n "$started" ]; then
        kill -INT "$started" 2>/dev/null || true
        wait "$started" || true
    fi
    echo "moorage: PostgreSQL not started: $1" >&2
    exit 1
}

stop() {
    if [ -n "$started" ]; then
        kill -INT "$started" 2>/dev/null || true
        wait "$started" || true
    fi
    exit 143
}

# One server at a time has this data, and only one of its own major version. (PostgreSQL's own lock names a process id,
# which means nothing in another container.) The lock ends with this process, whatever ends it.
own_the_data() {
    exec 9>"$(dirname "$PGDATA")/.lock"
    flock --nonblock 9 || fail "another server has this data"
    for version in "$(dirname "$PGDATA")"/*/PG_VERSION; do
        if [ -e "$version" ] && [ "$(dirname "$version")" != "$PGDATA" ]; then
            case "$version" in *.unfinished/*) continue ;; esac
            fail "the data here is of version $(cat "$version"), and this server is not; upgrade it first"
        fi
    done
}

initialise() {
    # An interrupted initdb leaves a folder that looks complete; only the rename makes it count.
    unfinished="$PGDATA.unfinished"
    rm -rf "$unfinished"
    initdb --pgdata="$unfinished" --username=postgres --encoding=UTF8 --locale="${POSTGRES_LOCALE:-C}" \
        --data-checksums --auth-local=peer --auth-host=scram-sha-256 >&2 || fail "initdb failed"
    rmdir "$PGDATA" 2>/dev/null || true
    mv "$unfinished" "$PGDATA"
    sync "$(dirname "$PGDATA")"
}

# Becomes the server. Both servers read the same files, so that a setting that can't work fails before the bootstrap.
serve() {
    exec postgres -D "$PGDATA" -c config_file="$configuration/postgresql.conf" -c hba_file="$configuration/pg_hba.conf" "$@"
}

# bootstrap.sql holds passwords: nothing may write its statements to a log, pg_stat_statements or an error's context.
bootstrap() {
    PGOPTIONS="-c log_statement=none -c log_min_duration_statement=-1 -c log_min_duration_sample=-1 \
-c log_transaction_sample_rate=0 -c log_min_error_statement=panic -c pg_stat_statements.track=none \
-c auto_explain.log_min_duration=-1 -c client_min_messages=warning" \
        psql --no-psqlrc --quiet --host="$bootstrap_socket" --username=postgres --dbname=postgres \
        --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --set=SHOW_CONTEXT=never \
        --output=/dev/null --file="$configuration/bootstrap.sql"
}

trap stop INT TERM
for file in postgresql.conf pg_hba.conf bootstrap.sql; do
    [ -r "$configuration/$file" ] || fail "$configuration/$file is missing or not readable by uid $(id -u)"
done
mkdir -p -m 0700 "$bootstrap_socket"
mkdir -p -m 0775 /run/postgresql
own_the_data
[ -s "$PGDATA/PG_VERSION" ] || initialise

# Every command that takes time runs in the background under `wait`, else the shell would not see a signal to stop.
serve -c listen_addresses= -c unix_socket_directories="$bootstrap_socket" &
started=$!
until pg_isready --quiet --host="$bootstrap_socket"; do
    kill -0 "$started" 2>/dev/null || fail "the server ended while starting; the lines above say why"
    sleep 0.1 & wait $!
done
bootstrap & wait $! || fail "$configuration/bootstrap.sql failed; the line above says where"
kill -INT "$started"
wait "$started" || fail "the server did not stop cleanly after the bootstrap"
trap - INT TERM

serve
