#!/bin/sh
# Installs the kiosk or the server on Debian 12+ or Raspberry Pi OS, from a wheel and its lock.
#
#   deploy/install.sh server --wheel zaalgids-0.1.0-py3-none-any.whl
#   deploy/install.sh kiosk  --wheel … --wheels FOLDER      every wheel from a folder: no network but Debian's
#   deploy/install.sh kiosk  --wheel … --no-browser         a kiosk whose screen is another machine's browser
#
# A server's first installation sets up Mosquitto, with TLS and a certificate for each device (device-certificate):
#   --site KEY                the museum's key, in its topics; "museum" when it is not given
#   --broker-name NAME[,…]    how kiosks reach this machine; its host name and addresses when it is not given
#   --no-mosquitto            no Mosquitto: the server's embedded broker, for kiosks on this machine
#
# Running it again updates the software and leaves settings and data as they are.
set -eu

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
part=${1:-}; [ $# -gt 0 ] && shift
case "$part" in server|kiosk) ;; *) fail "say which: server or kiosk" ;; esac
wheel= wheels= lock= browser=yes mosquitto= site= broker_names=
while [ $# -gt 0 ]; do
    case "$1" in
        --wheel) wheel=$2; shift 2 ;;
        --wheels) wheels=$2; shift 2 ;;
        --lock) lock=$2; shift 2 ;;
        --no-browser) browser=no; shift ;;
        --site) site=$2; shift 2 ;;
        --broker-name) broker_names=$2; shift 2 ;;
        --no-mosquitto) mosquitto=no; shift ;;
        *) fail "unknown option $1" ;;
    esac
done
# Each part's lock holds what that part needs; a machine with both parts gets everything, for they share /opt/zaalgids/venv.
other=kiosk; [ "$part" = kiosk ] && other=server
if [ -z "$lock" ]; then
    lock="$here/../locks/$part.txt"
    [ -e "/etc/systemd/system/zaalgids-$other.service" ] && lock="$here/../locks/default.txt"
fi
[ "$(id -u)" = 0 ] || fail "run it as root: sudo $0 $part …"
[ -f "$wheel" ] || fail "there is no wheel at '$wheel'; make one with: python3 -m pip wheel --no-deps ."
[ -f "$lock" ] || fail "there is no lock at '$lock'"
[ -z "$wheels" ] || [ -d "$wheels" ] || fail "there is no folder '$wheels'"

# An existing server keeps the broker it has; --site or --broker-name sets up Mosquitto for it, or changes its names.
authority=/etc/zaalgids/authority
if [ "$part" = server ] && [ -z "$mosquitto" ]; then
    if [ ! -f /etc/zaalgids/server.toml ] || [ -f "$authority/broker-names" ] || [ -n "$site$broker_names" ]; then
        mosquitto=yes
    fi
fi

packages="python3-venv adduser"
[ "$mosquitto" = yes ] && packages="$packages mosquitto openssl"
[ "$part" = kiosk ] && [ "$browser" = yes ] && packages="$packages chromium cage fonts-noto-core fonts-noto-cjk"
missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "Installing Debian packages:$missing"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"

getent passwd zaalgids >/dev/null || \
    adduser --system --group --home /var/lib/zaalgids --no-create-home --quiet zaalgids
[ "$part" = kiosk ] && [ "$browser" = yes ] && { getent passwd zaalgids-screen >/dev/null || \
    adduser --system --group --home /nonexistent --no-create-home --quiet zaalgids-screen; }
# What a visitor must not find in the browser: other addresses, files, downloads, its tools.
[ "$part" = kiosk ] && [ "$browser" = yes ] && \
    install -D -m 0644 "$here/chromium/zaalgids.json" /etc/chromium/policies/managed/zaalgids.json
install -d -o zaalgids -g zaalgids -m 0750 /var/lib/zaalgids
[ -d /etc/zaalgids ] || install -d -m 0755 /etc/zaalgids
install -d -m 0755 /opt/zaalgids/bin
# A technician's line is saved into the kiosk's settings, in one step, so its account may put files here; the sticky
# bit keeps it from everybody else's.
[ "$part" = kiosk ] && { chgrp zaalgids /etc/zaalgids; chmod 1775 /etc/zaalgids; }

# Into a new environment beside the old one, then switched in one step: a failed install changes nothing.
new=/opt/zaalgids/venv-$(date -u +%Y%m%dT%H%M%S)
say "Installing into $new"
python3 -m venv "$new"
source_of_wheels=
[ -n "$wheels" ] && source_of_wheels="--no-index --find-links $wheels"
"$new/bin/python" -m pip install --quiet --disable-pip-version-check $source_of_wheels --require-hashes -r "$lock"
"$new/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$wheel"
"$new/bin/zaalgids" --version
old=$(readlink -f /opt/zaalgids/venv 2>/dev/null || true)
ln -sfn "$new" /opt/zaalgids/venv.next
mv -T /opt/zaalgids/venv.next /opt/zaalgids/venv
for folder in /opt/zaalgids/venv-*; do
    [ "$folder" = "$new" ] || [ "$folder" = "$old" ] || rm -rf "$folder"
done

set_up_mosquitto() {
    install -d -o root -g root -m 0700 "$authority"
    if [ -z "$broker_names" ]; then
        broker_names=$(cat "$authority/broker-names" 2>/dev/null) || {
            name=$(hostname)
            broker_names=$(printf '%s,' "$name" "${name%%.*}.local" $(hostname -I 2>/dev/null || true))127.0.0.1
        }
    fi
    case ",$broker_names," in *,127.0.0.1,*) ;; *) broker_names=$broker_names,127.0.0.1 ;; esac
    [ -n "$site" ] || site=$(cat "$authority/site" 2>/dev/null) || site=museum
    case $site in *[!a-z0-9-]* | -*) fail "'$site' is no museum's key: small letters, digits and hyphens" ;; esac
    sh "$here/mosquitto/certificates.sh" "$authority" "$broker_names" tour-server
    printf '%s\n' "$broker_names" > "$authority/broker-names"
    printf '%s\n' "$site" > "$authority/site"
    first=${broker_names%%,*}
    install -d -m 0755 /etc/mosquitto/zaalgids
    install -m 0644 "$authority/$first.crt" /etc/mosquitto/zaalgids/broker.crt
    install -o root -g mosquitto -m 0640 "$authority/$first.key" /etc/mosquitto/zaalgids/broker.key
    sed "s|/v1/museum/|/v1/$site/|; s|/home/museum/|/home/$site/|" "$here/mosquitto/zaalgids.acl" > "$authority/acl"
    install -o root -g mosquitto -m 0640 "$authority/acl" /etc/mosquitto/zaalgids.acl
    install -m 0644 "$here/mosquitto/zaalgids.conf" /etc/mosquitto/conf.d/zaalgids.conf
    install -D -m 0644 "$here/mosquitto/limits.conf" /etc/systemd/system/mosquitto.service.d/zaalgids.conf
    install -d -o root -g zaalgids -m 0750 /etc/zaalgids/broker
    install -m 0644 "$authority/ca.crt" "$authority/tour-server.crt" /etc/zaalgids/broker/
    install -o root -g zaalgids -m 0640 "$authority/tour-server.key" /etc/zaalgids/broker/tour-server.key
    install -m 0755 "$here/mosquitto/certificates.sh" "$here/mosquitto/broker-lists" "$here/device-certificate" /opt/zaalgids/bin/
    # The authority of this folder and the server's own, which signs for claimed kiosks. Mosquitto is restarted below.
    /opt/zaalgids/bin/broker-lists /var/lib/zaalgids/server/devices "$authority" /etc/mosquitto/zaalgids true
    [ -f /etc/zaalgids/server.toml ] && ! grep -q '^broker = ' /etc/zaalgids/server.toml &&
        say "Mosquitto is set up. Let the server use it: put the lines of $here/server.toml that say broker into /etc/zaalgids/server.toml."
    say "The broker is mqtts://$first:8883. A kiosk's certificate: sudo /opt/zaalgids/bin/device-certificate add NAME"
}
[ "$mosquitto" = yes ] && set_up_mosquitto

if [ ! -f "/etc/zaalgids/$part.toml" ]; then
    settings=$(mktemp)
    if [ "$part" = server ] && [ "$mosquitto" = no ]; then sed '/^broker/d; /^# Mosquitto on this machine/d' "$here/server.toml"; else cat "$here/$part.toml"; fi > "$settings"
    [ -z "$site" ] || sed -i "s|^\(# \)\?site = .*|site = \"$site\"|" "$settings"
    install -o root -g zaalgids -m 0640 "$settings" "/etc/zaalgids/$part.toml"
    rm -f "$settings"
fi
[ "$part" = kiosk ] && chown zaalgids /etc/zaalgids/kiosk.toml
install -m 0755 "$here/zaalgids-screen" /opt/zaalgids/bin/zaalgids-screen
install -m 0644 "$here/systemd/zaalgids-$part.service" /etc/systemd/system/
# The timer of back-ups stays off: only the technician knows where they should go.
[ "$part" = server ] && install -m 0644 "$here/systemd/zaalgids-backup.service" "$here/systemd/zaalgids-backup.timer" /etc/systemd/system/
units="zaalgids-$part.service"
if [ "$mosquitto" = yes ]; then
    install -m 0644 "$here/systemd/zaalgids-broker-lists.path" "$here/systemd/zaalgids-broker-lists.service" /etc/systemd/system/
    units="$units zaalgids-broker-lists.path"
fi
if [ "$part" = kiosk ] && [ "$browser" = yes ]; then
    install -m 0644 "$here/systemd/zaalgids-screen.service" /etc/systemd/system/
    units="$units zaalgids-screen.service"
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    [ "$mosquitto" = yes ] && systemctl enable --quiet mosquitto && systemctl restart mosquitto
    systemctl enable --quiet --now $units
    systemctl restart $units
    say "Running: $units. Look with: systemctl status $units"
else
    for unit in $units; do
        install -d /etc/systemd/system/multi-user.target.wants
        ln -sf "../$unit" "/etc/systemd/system/multi-user.target.wants/$unit"
    done
    say "Installed; $units will start at the next boot."
fi
say "Settings: /etc/zaalgids/$part.toml"
[ "$part" = server ] && ! systemctl is-enabled --quiet zaalgids-backup.timer 2>/dev/null &&
    say "No back-ups are made yet: set backup_folder there, then systemctl enable --now zaalgids-backup.timer"
exit 0
