#!/bin/sh
# Functions of moorage-postgresql: an empty volume gets the newest state from the repository, and a request of a person
# (moorage-restore writes it) gets what it asks for. Nothing counts before it is complete: data is restored beside, and
# only a rename makes it the server's.

volume=$(dirname "$PGDATA")
request="$volume/restore-request"
result="$volume/restore-result"
repository_seconds="${MOORAGE_REPOSITORY_SECONDS:-60}" # a repository host that just starts is waited for so long

say() {
    echo "moorage: $1" >&2
}

# The server's name in the repository: the section of pgbackrest.conf that is not for everybody. Empty: there is none.
stanza() {
    [ ! -r "$configuration/pgbackrest.conf" ] ||
        sed -n -e '/^\[global/d' -e 's/^\[\(.*\)\]$/\1/p' "$configuration/pgbackrest.conf" | head -n 1
}

said() {
    sed -n "s/^$1=//p" "$request"
}

# Prints the numbers of the repositories. Each is asked for itself: pgBackRest 2.55 asks the repository host for the way
# to decrypt only of one that is named.
repositories() {
    sed -n 's/^repo\([0-9]*\)-host=.*/\1/p' "$configuration/pgbackrest.conf"
}

ask() {
    pgbackrest --stanza="$stanza" --repo="$1" --output=json --log-level-console=off --log-level-stderr=warn info
}

# Prints "backups", "none" (every repository answers, and has none) or what is wrong.
ask_repositories() {
    found="" wrong=""
    for number in $(repositories); do
        answer=$(ask "$number") || answer="no answer"
        case "$answer" in
        *'"backup":[{'*) found=yes ;;
        # 1: nothing of this server, 2: no backup that is complete. Anything else may hide backups.
        *'"status":{"code":1,'* | *'"status":{"code":2,'*) ;;
        *) wrong="$wrong repository $number: $(printf '%s' "$answer" | sed 's/.*"message":"\([^"]*\).*/\1/')." ;;
        esac
    done
    if [ -n "$found" ]; then echo backups; else echo "${wrong:-none}"; fi
}

# Fills an empty volume: from the repository if it has a backup of this server, else with a new cluster. A repository
# that can't be asked ends the container: an empty database beside backups would look as if all was well.
obtain() {
    if [ -z "$stanza" ]; then
        initialise
        return
    fi
    deadline=$(($(date +%s) + repository_seconds))
    while true; do
        state=$(ask_repositories)
        case "$state" in
        backups)
            say "THE DATA VOLUME IS EMPTY and the repository has backups: restoring the newest state"
            restore_from "" "" --type=default || fail "the restore failed; the lines above say why"
            return
            ;;
        none)
            say "the repository has no backup of $stanza: making a new, empty cluster"
            initialise
            return
            ;;
        esac
        [ "$(date +%s)" -lt "$deadline" ] || break
        sleep 2 & wait $!
    done
    fail "the data volume is empty, and whether there are backups can't be asked within $repository_seconds s:$state start the repository host, or if there never was a backup see its log"
}

# Restores from the newest backup that can be read; the archived log leads from any of them to what is wanted. The words
# are a label ("" for any), seconds since 1970 before which the backup was complete ("" for any), and pgbackrest's options.
restore_from() {
    wanted="$1" before="$2"
    shift 2
    usable_backups "$before" >/tmp/usable || return 1
    while read -r number label; do
        [ -z "$wanted" ] || [ "$wanted" = "$label" ] || continue
        if restore_beside "$@" "--repo=$number" "--set=$label"; then
            say "the backup $label of repository $number is restored; the archived log follows"
            return 0
        fi
        [ "$(ask_repositories)" = backups ] ||
            fail "the repository went away; the next start goes on with the restore of $label"
        say "THE BACKUP $label CAN'T BE RESTORED; the lines above say why; trying the one before"
        rm -rf "$PGDATA.unfinished"
    done </tmp/usable
    say "no backup of $stanza that leads there can be restored"
    return 1
}

# Prints repository and label of the backups that lead to the newest state, newest first; of those complete before $1.
usable_backups() {
    history=/tmp/history
    : >$history >/tmp/backups
    timeline=1
    for number in $(repositories); do
        answer=$(ask "$number") || continue
        archive=$(printf '%s' "$answer" | grep -o '"id":"[^"]*"' | tail -n 1 | cut -d '"' -f 4)
        [ -n "$archive" ] || continue
        printf '%s\t%s\n' "$number" "$answer" >>/tmp/backups
        newest=$(pgbackrest --stanza="$stanza" --repo="$number" repo-ls "archive/$stanza/$archive" |
            sed -n 's/^\([0-9A-F]\{8\}\)\.history$/\1/p' | tail -n 1)
        if [ -n "$newest" ] && [ $((0x$newest)) -gt $timeline ]; then
            timeline=$((0x$newest))
            pgbackrest --stanza="$stanza" --repo="$number" repo-get "archive/$stanza/$archive/$newest.history" >$history ||
                return 1
        fi
    done
    moorage-usable "$timeline" $history "$1" </tmp/backups
}

# Restores beside and renames; goes on with what an interrupted restore left. Words are options of pgbackrest.
restore_beside() {
    unfinished="$PGDATA.unfinished"
    if [ -f "$unfinished/backup.manifest" ]; then
        say "a restore was interrupted: going on with it"
        set -- "$@" --delta
    else
        rm -rf "$unfinished"
        mkdir -m 0700 "$unfinished"
    fi
    # The log is asked for by what pgbackrest.conf says, since the folder has another name when it is.
    # A bucket or a busy disk that stalls for a while is no damaged backup: more patience than pgbackrest.conf has.
    pgbackrest --stanza="$stanza" --pg1-path="$unfinished" --log-level-console=info --io-timeout=120 \
        --recovery-option=restore_command='moorage-archive-get %f "%p"' "$@" restore >&2 &
    started=$!
    wait $! || {
        started=""
        return 1
    }
    started=""
    [ -z "$id" ] || touch "$unfinished/moorage-restore-$id"
    rmdir "$PGDATA" 2>/dev/null || true
    mv "$unfinished" "$PGDATA"
    sync "$volume"
}

# What a person asked for, with the old data kept beside until it is confirmed. Every step may be repeated.
carry_out_request() {
    id=""
    [ -f "$request" ] || return 0
    id=$(said id)
    kept="$PGDATA.before-$id"
    if [ -e "$PGDATA/moorage-restore-$id" ]; then
        say "going on with the restore that was asked for at $id"
        return 0
    fi
    if [ -d "$PGDATA" ] && [ ! -d "$kept" ]; then
        rm -rf "$PGDATA.unfinished"
        mv "$PGDATA" "$kept"
        sync "$volume"
    fi
    if [ "$(said action)" = undo ]; then
        say "UNDOING A RESTORE as asked for at $id: $(said kept) is the data again; what was there now is kept in $(basename "$kept")"
        put_back "$volume/$(said kept)"
        return 0
    fi
    to=$(said to) before=""
    set -- --type=default
    if [ -n "$to" ]; then
        before=$(date -d "$to" +%s)
        set -- --type=time "--target=$to" --target-action=promote
    fi
    say "RESTORING as asked for at $id, to ${to:-the newest state}; the old data is kept in $(basename "$kept")"
    [ "$(said discard)" != yes ] || rm -rf "$kept"
    restore_from "$(said set)" "$before" "$@" || give_back "no backup could be restored; the lines above say why"
}

# Makes a kept cluster the server's again, on a timeline of its own: else a later restore would follow the one that was
# undone, since that is newer.
put_back() {
    if [ -d "$1" ]; then
        sed -i -e '/^restore_command/d' -e '/^recovery_target/d' "$1/postgresql.auto.conf"
        {
            echo "restore_command = 'moorage-archive-get %f \"%p\"'"
            echo "recovery_target_timeline = 'current'"
        } >>"$1/postgresql.auto.conf"
        touch "$1/recovery.signal" "$1/moorage-restore-$id"
        mv "$1" "$PGDATA"
        sync "$volume"
    fi
}

# Ends a request that can't be carried out: the old data is the server's again. Ends the container if there is none.
give_back() {
    rm -rf "$PGDATA.unfinished"
    if [ -d "$kept" ]; then
        if [ "$(said action)" = undo ] && [ -d "$PGDATA" ]; then
            mv "$PGDATA" "$volume/$(said kept)"
        fi
        rm -rf "$PGDATA"
        mv "$kept" "$PGDATA"
        sync "$volume"
    fi
    finish_request no "$1"
    [ -s "$PGDATA/PG_VERSION" ] || fail "the restore that was asked for at $id failed, and there is no old data: $1"
    say "THE RESTORE FAILED, the old data is back: $1"
}

# Says how a request ended; moorage-restore shows it.
finish_request() {
    {
        cat "$request"
        echo "ok=$1"
        echo "message=$2"
        [ ! -d "$kept" ] || echo "beside=$(basename "$kept")"
    } >"$result.new"
    mv "$result.new" "$result"
    rm -f "$request" "$PGDATA/moorage-restore-$id"
    sync "$volume"
}
