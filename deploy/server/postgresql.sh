# Debian's PostgreSQL, reached by its socket alone: the account zaalgids is the role zaalgids, without a password.
# Read by install.sh.

database_name=zaalgids
# An existing server keeps the database it has.
[ -f /etc/zaalgids/server.toml ] && sqlite=yes

as_postgres() { (cd / && runuser -u postgres -- "$@"); }
ask_postgres() { as_postgres psql --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$1"; }

# The texts of a museum are in any script, so the database is UTF-8 also where the machine has no locale.
create_database() {
    as_postgres createdb --owner zaalgids --template template0 --encoding UTF8 --lc-collate C.UTF-8 --lc-ctype C.UTF-8 \
        "$database_name"
}

set_up_postgresql() {
    if ! systemd_runs; then
        fail "PostgreSQL can only be set up on a machine that runs systemd. Give --sqlite, or install there."
    fi
    systemctl enable --quiet --now postgresql
    waited=0
    until ask_postgres 'SELECT 1' >/dev/null 2>&1; do
        waited=$((waited + 1))
        [ "$waited" -lt 60 ] ||
            fail "PostgreSQL does not answer: pg_lsclusters and journalctl -u 'postgresql*' say why. Then run this again."
        sleep 1
    done
    [ -n "$(ask_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'zaalgids'")" ] ||
        as_postgres createuser --no-superuser --no-createdb --no-createrole zaalgids
    [ -n "$(ask_postgres "SELECT 1 FROM pg_database WHERE datname = '$database_name'")" ] || create_database
    # Every account of the machine could connect by default.
    ask_postgres "REVOKE CONNECT ON DATABASE $database_name FROM PUBLIC"
    say "The database is PostgreSQL's $database_name; its files are in /var/lib/postgresql."
}
