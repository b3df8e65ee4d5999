#!/bin/sh
# Installs the server or the kiosk on Debian 12+ or Raspberry Pi OS, from a wheel and its lock.
#
#   deploy/install.sh server --name guide.museum.example --wheel zaalgids-0.1.0-py3-none-any.whl
#   deploy/install.sh kiosk  --wheel … --wheels FOLDER      every wheel from a folder: no network but Debian's
#   deploy/install.sh kiosk  --wheel … --no-browser         a kiosk whose screen is another machine's browser
#   deploy/install.sh kiosk  --wheel … --no-machine         leaves its firewall as it is
#   deploy/install.sh uninstall                             removes the software; settings, data and back-ups stay
#
# A server's first installation brings PostgreSQL, Mosquitto, nginx, back-ups and what the machine needs (docs/server.md):
#   --name NAME[,…]           the address of visitors and staff; the machine's own names when it is not given
#   --certificate HOW         public: from Let's Encrypt; own: by an authority of this machine; or a folder with
#                             fullchain.pem and privkey.pem. Without it: public for a public name, else own
#   --mail ADDRESS            where Let's Encrypt writes when a certificate ends; --acme-server URL: another such authority
#   --sqlite                  the database is a file in the data folder: no PostgreSQL
#   --backup-folder FOLDER    of the nightly back-ups; /var/backups/zaalgids when it is not given
#   --site KEY                the museum's key, in its topics; "museum" when it is not given
#   --broker-name NAME[,…]    how kiosks reach this machine; its host name and addresses when it is not given
#   --no-mosquitto            the server's embedded broker, for kiosks on this machine
#   --no-proxy                no nginx: another proxy stands before the server, or none
#   --no-machine              leaves firewall, security updates, time and the length of logs as they are
#
# Running it again updates the software and leaves settings and data as they are. A server's update makes a back-up
# first, and goes back by itself when the new software does not answer (--without-backup leaves the back-up out;
# --patience SECONDS: how long it may take to answer, 600 when it is not given).
# --print-packages says which Debian packages it would install, and does nothing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/common.sh"
. "$here/lib/options.sh"
. "$here/lib/firewall.sh"
case "$part" in
    uninstall) . "$here/server/uninstall.sh"; exit 0 ;;
    server)
        . "$here/server/mosquitto.sh"
        . "$here/server/postgresql.sh"
        . "$here/server/proxy.sh"
        . "$here/server/machine.sh"
        . "$here/server/upgrade.sh"
        . "$here/server/server.sh"
        ;;
    kiosk) . "$here/lib/kiosk.sh" ;;
esac
