# The server, step by step. Read by install.sh.

[ -f /etc/zaalgids/server.toml ] && exists=yes || exists=
packages="python3-venv adduser"
[ "$mosquitto" = yes ] && packages="$packages mosquitto openssl"
[ "$sqlite" = yes ] || packages="$packages postgresql"
[ "$proxy" = yes ] && packages="$packages $(proxy_packages)"
[ "$machine" = yes ] && packages="$packages $(machine_packages)"
if [ -n "$print_packages" ]; then say "$packages"; exit 0; fi
# shellcheck disable=SC2086 # names of packages, one a word
install_packages $packages
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"

make_account zaalgids /var/lib/zaalgids
make_folders
make_environment

[ "$mosquitto" = yes ] && set_up_mosquitto
[ "$sqlite" = yes ] || set_up_postgresql

write_settings() {
    made=$(mktemp)
    cp "$here/server.toml" "$made"
    [ "$mosquitto" = yes ] || sed -i '/^broker/d; /^# Mosquitto on this machine/d' "$made"
    [ -z "$site" ] || sed -i "s|^\(# \)\?site = .*|site = \"$site\"|" "$made"
    [ "$sqlite" = yes ] || sed -i 's|^# database = .*|database = "postgresql:///zaalgids?host=/run/postgresql"|' "$made"
    if [ "$proxy" = yes ]; then
        sed -i "s|^# public_url = .*|public_url = \"$public_url\"|" "$made"
        # Visitors by http, staff by https: the cookies of staff keep to https.
        [ "$certificate" != own ] || sed -i '/^public_url = /a secure_cookies = true' "$made"
    fi
    sed -i "s|^# backup_folder = .*|backup_folder = \"$backup_folder\"   # of nightly back-ups: see docs/backup.md|" "$made"
    install -o root -g zaalgids -m 0640 "$made" /etc/zaalgids/server.toml
    rm -f "$made"
}

if [ -z "$exists" ]; then
    backup_folder=${backup_folder:-/var/backups/zaalgids}
    [ -d "$backup_folder" ] || install -d -o zaalgids -g zaalgids -m 0700 "$backup_folder"
    runuser -u zaalgids -- test -w "$backup_folder" ||
        fail "the account zaalgids may not write into $backup_folder: sudo chown zaalgids $backup_folder, then run this again"
    write_settings
else
    # What was set up once is the technician's: it is said, and not changed.
    wanted=
    [ -z "$backup_folder" ] || wanted="backup_folder = \"$backup_folder\""
    if [ "$proxy" = yes ]; then
        wanted="$wanted
public_url = \"$public_url\"
trusted_proxy = \"127.0.0.1\""
    fi
    printf '%s\n' "$wanted" | while IFS= read -r line; do
        [ -z "$line" ] || grep -qF "$line" /etc/zaalgids/server.toml ||
            say "/etc/zaalgids/server.toml stays as it is. Look whether it should say: $line"
    done
fi

install_units zaalgids-backup.service zaalgids-backup.timer
units=zaalgids-server.service
[ "$mosquitto" = yes ] && units="$units zaalgids-broker-lists.path"
if ! systemd_runs; then
    use_environment "$new"
    forget_environments "$new" "$old"
    install_units zaalgids-server.service
    # shellcheck disable=SC2086 # names of units, one a word
    enable_without_systemd $units
elif [ -n "$exists" ] && [ -n "$old" ] && [ -f /etc/systemd/system/zaalgids-server.service ]; then
    upgrade_server
else
    use_environment "$new"
    forget_environments "$new" "$old"
    install_units zaalgids-server.service
    systemctl daemon-reload
    systemctl restart zaalgids-server || true
    is_well "$new" || { last_words; fail "the server does not answer: $why. Its last words stand above; mend what they say, then run this again."; }
fi
if systemd_runs; then
    systemctl daemon-reload
    # shellcheck disable=SC2086
    systemctl enable --quiet --now $units
    if grep -q '^backup_folder = ' /etc/zaalgids/server.toml; then systemctl enable --quiet --now zaalgids-backup.timer; fi
fi
[ "$proxy" = yes ] && set_up_proxy
[ "$machine" = yes ] && set_up_machine

say ""
if systemd_runs; then
    say "The server runs. Look with: systemctl status zaalgids-server, or journalctl -u zaalgids-server"
    [ "$proxy" != yes ] || say "Visitors: $public_url/visit    Staff: https://$address/desk"
    word=$(setting "$new" data)/first-password.txt
    [ ! -f "$word" ] || say "The first account is museum; its password: sudo cat $word"
fi
say "Settings: /etc/zaalgids/server.toml    Where everything lies: docs/server.md"
if grep -q '^backup_folder = ' /etc/zaalgids/server.toml; then
    say "Each night a back-up goes to $(sed -n 's/^backup_folder = "\([^"]*\)".*/\1/p' /etc/zaalgids/server.toml). It is of use after a fire or a theft only"
    say "when that folder is on another machine, or is copied there, with /etc/zaalgids: that is yours to arrange."
else
    say "No back-ups are made yet: set backup_folder there, then systemctl enable --now zaalgids-backup.timer"
fi
