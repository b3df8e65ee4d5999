#!/bin/sh
# Installs the kiosk or the server on Debian 12+ or Raspberry Pi OS, from a wheel and its lock.
#
#   deploy/install.sh server --wheel zaalgids-0.1.0-py3-none-any.whl
#   deploy/install.sh kiosk  --wheel … --wheels FOLDER      every wheel from a folder: no network but Debian's
#   deploy/install.sh kiosk  --wheel … --no-browser         a kiosk whose screen is another machine's browser
#
# Running it again updates the software and leaves settings and data as they are.
set -eu

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
part=${1:-}; [ $# -gt 0 ] && shift
case "$part" in server|kiosk) ;; *) fail "say which: server or kiosk" ;; esac
wheel= wheels= lock= browser=yes
while [ $# -gt 0 ]; do
    case "$1" in
        --wheel) wheel=$2; shift 2 ;;
        --wheels) wheels=$2; shift 2 ;;
        --lock) lock=$2; shift 2 ;;
        --no-browser) browser=no; shift ;;
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

packages="python3-venv adduser"
[ "$part" = kiosk ] && [ "$browser" = yes ] && packages="$packages chromium cage fonts-noto-cjk"
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

[ -f "/etc/zaalgids/$part.toml" ] || install -o root -g zaalgids -m 0640 "$here/$part.toml" "/etc/zaalgids/$part.toml"
[ "$part" = kiosk ] && chown zaalgids /etc/zaalgids/kiosk.toml
install -m 0755 "$here/zaalgids-screen" /opt/zaalgids/bin/zaalgids-screen
install -m 0644 "$here/systemd/zaalgids-$part.service" /etc/systemd/system/
units="zaalgids-$part.service"
if [ "$part" = kiosk ] && [ "$browser" = yes ]; then
    install -m 0644 "$here/systemd/zaalgids-screen.service" /etc/systemd/system/
    units="$units zaalgids-screen.service"
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
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
