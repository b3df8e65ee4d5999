# Puts new software in the place of old: a back-up first, and the way back when the new software does not answer.
# Read by install.sh; $new and $old are environments.

settings=/etc/zaalgids/server.toml
upgrades=/var/lib/zaalgids/upgrades # back-ups of before an upgrade; the newest three stay

# $1: environment, $2: setting. As the program itself reads the file, with its defaults.
setting() {
    "$1/bin/python" - "$settings" "$2" <<'END'
import os, sys
from pathlib import Path
from tour_server.settings import settings_for_command
root = settings_for_command(Path(sys.argv[1]), os.environ).root
value = getattr(root, sys.argv[2])
print(Path(value).absolute() if sys.argv[2] == "data" else value)
END
}

# Prints what the database is: its revision, or "none". $1: the environment whose software asks.
revision() {
    (cd / && runuser -u zaalgids -- "$1/bin/python" - "$settings" <<'END'
import os, sys
from pathlib import Path
from tour_server.database import Database
from tour_server.settings import settings_for_command
root = settings_for_command(Path(sys.argv[1]), os.environ).root
file = Path(root.data, "zaalgids.db")
if not root.database and not file.exists():
    print("none")
else:
    print(Database(root.database or f"sqlite:///{file}").revision() or "none")
END
    )
}

# Whether the pages answer, as a visitor, a member of staff and a monitor would ask, and the database is there.
answers() { # environment, port
    "$1/bin/python" - "$2" <<'END'
import json, sys, urllib.error, urllib.request
def ask(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}{path}", timeout=10) as answer:
        return answer.read()
asked, health = "/health", {}
try:
    health = json.loads(ask(asked))
    if health.get("database") != "there":
        sys.exit(1)
    for asked in ("/desk", "/visit"):
        ask(asked)
except urllib.error.HTTPError as error:
    # Before the first release visitors are told that there is nothing yet.
    sys.exit(not (error.code == 503 and asked == "/visit" and health.get("release") is None))
except (OSError, ValueError):
    sys.exit(1)
END
}

# Waits until the server answers, and goes on answering. Returns 1 when it ends, keeps ending, or says nothing for $patience.
is_well() { # environment
    port=$(setting "$1" port) || { why="it can't use $settings, for the reason above"; return 1; }
    end=$(($(date +%s) + patience)) good=0
    restarts=$(systemctl show --property NRestarts --value zaalgids-server)
    while [ "$(date +%s)" -lt $end ]; do
        again=$(($(systemctl show --property NRestarts --value zaalgids-server) - restarts))
        state=$(systemctl is-active zaalgids-server || true)
        case $state in
            failed | inactive) why="its service is $state"; return 1 ;;
        esac
        [ $again -lt 3 ] || { why="it ended $again times"; return 1; }
        if answers "$1" "$port"; then
            good=$((good + 1))
            [ $good -lt 4 ] || return 0
        else
            good=0
        fi
        sleep 3
    done
    why="it did not answer at port $port within $patience seconds"
    return 1
}

last_words() { journalctl --unit zaalgids-server --lines 15 --no-pager --output cat 2>/dev/null | sed 's/^/  | /'; }

# The server is stopped first: what kiosks sent meanwhile waits with them, and is in the back-up or not acknowledged.
back_up_before() {
    [ "$backup_first" = yes ] || { say "No back-up is made, as --without-backup says."; return 0; }
    backup_file=$upgrades/before-$(date -u +%Y%m%dT%H%M%SZ).tar
    install -d -o zaalgids -g zaalgids -m 0700 "$upgrades"
    say "The back-up of before: $backup_file"
    if ! said=$(cd / && runuser -u zaalgids -- "$old/bin/zaalgids" backup "$backup_file" --settings "$settings" 2>&1); then
        printf '%s\n' "$said" | sed 's/^/  | /'
        systemctl start zaalgids-server
        rm -rf "$new"
        fail "the back-up failed, so nothing was changed and the server runs as before. Is there room? (df -h /var) Then run this again."
    fi
    for one in $(find "$upgrades" -name 'before-*.tar' | sort -r | tail -n +4); do rm -f "$one"; done
}

# The database of before its migration, as the new software itself wrote it before it began (docs/backup.md).
put_database_back() {
    data=$(setting "$new" data) database=$(setting "$new" database)
    stamp=$(date -u +%Y%m%dT%H%M%S)
    case $database in
        '')
            install -d -o zaalgids -g zaalgids -m 0700 "$upgrades/failed-$stamp"
            for file in "$data"/zaalgids.db*; do [ ! -e "$file" ] || mv "$file" "$upgrades/failed-$stamp/"; done
            kept=$upgrades/failed-$stamp
            ;;
        postgresql:///*)
            database_name=${database#postgresql:///}
            database_name=${database_name%%\?*}
            kept="PostgreSQL's database $database_name-failed-$stamp"
            ask_postgres "ALTER DATABASE \"$database_name\" RENAME TO \"$database_name-failed-$stamp\"" &&
                create_database && ask_postgres "REVOKE CONNECT ON DATABASE \"$database_name\" FROM PUBLIC" || return 1
            ;;
        *) say "The database $database is not this machine's own, so it can't be put back from here."; return 1 ;;
    esac
    say "The database that the new software has changed: $kept. Delete it when nobody needs it any more."
    [ -n "$written" ] || return 0 # there was nothing in it, and the software of before makes it again
    (cd / && runuser -u zaalgids -- "$new/bin/zaalgids" restore "$written" --keep-revision --settings "$settings" >/dev/null)
}

go_back() {
    say "The new software does not do: $why. Its last words:"
    last_words
    systemctl stop zaalgids-server
    # A migration that was killed half-way may have changed tables and not the revision; its back-up shows that it began.
    written=$(find "$(setting "$new" data)/backups" -name 'before-*.tar' -newer "$started" 2>/dev/null | sort | tail -n 1)
    if [ -n "$written" ] || [ "$(revision "$new" 2>/dev/null || echo unknown)" != "$before" ]; then
        put_database_back || {
            use_environment "$old"
            fail "the database could not be put back. The server is stopped. By hand: docs/backup.md, \"Back to the version before\"; the back-up of before: ${backup_file:-none was made}."
        }
    fi
    use_environment "$old"
    rm -f /etc/systemd/system/zaalgids-server.service
    cp -p "$units_before/zaalgids-server.service" /etc/systemd/system/
    systemctl daemon-reload
    systemctl reset-failed zaalgids-server 2>/dev/null || true
    systemctl start zaalgids-server
    first=$why
    if is_well "$old"; then
        rm -rf "$new"
        fail "the update was taken back: $first. The software of before runs again, with its data. Nothing is to be done now; report the words above."
    fi
    say "Its last words:"
    last_words
    fail "the update was taken back, and the software of before does not answer either: $why. The back-up of before: ${backup_file:-none was made}. docs/backup.md says how to restore one."
}

upgrade_server() {
    ! systemctl is-active --quiet zaalgids-backup || fail "a back-up is being made just now; run this again in some minutes"
    running=$(systemctl is-active zaalgids-server || true)
    say "The server stops for the update; kiosks go on, phones wait."
    systemctl stop zaalgids-server
    before=$(revision "$new") || {
        systemctl start zaalgids-server
        rm -rf "$new"
        fail "the database can't be read, so nothing was changed: what it says stands above. With PostgreSQL: systemctl status postgresql"
    }
    backup_file=''
    if [ "$before" = none ]; then say "There is no database yet, so there is nothing to back up."; else back_up_before; fi
    started=$(mktemp) units_before=$(mktemp -d)
    trap 'rm -rf "$started" "$units_before"' EXIT
    cp -p /etc/systemd/system/zaalgids-server.service "$units_before/"
    install_units zaalgids-server.service
    use_environment "$new"
    systemctl daemon-reload
    systemctl reset-failed zaalgids-server 2>/dev/null || true
    systemctl start zaalgids-server || true
    if is_well "$new"; then
        [ "$running" = active ] || say "The server did not run before (it was $running); it runs now."
        say "The new software answers. The software of before stays in $old."
        forget_environments "$new" "$old"
        return 0
    fi
    go_back
}
