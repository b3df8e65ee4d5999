# Removes the software of both parts. What a museum made, settings, keys and back-ups stay. Read by install.sh.

units=$(cd /etc/systemd/system && ls -d zaalgids-*.service zaalgids-*.timer zaalgids-*.path 2>/dev/null || true)
if [ -z "$units" ] && [ ! -d /opt/zaalgids ]; then
    say "Nothing of Zaalgids is installed here."
    exit 0
fi
for unit in $units; do
    ! systemd_runs || systemctl disable --quiet --now "$unit" 2>/dev/null || true
    rm -f "/etc/systemd/system/$unit" "/etc/systemd/system/multi-user.target.wants/$unit" \
        "/etc/systemd/system/timers.target.wants/$unit"
done
rm -f /etc/nginx/sites-enabled/zaalgids /etc/nginx/sites-enabled/zaalgids-http /etc/nginx/sites-available/zaalgids \
    /etc/nginx/sites-available/zaalgids-http /etc/nginx/snippets/zaalgids.conf
rm -f /etc/mosquitto/conf.d/zaalgids.conf /etc/systemd/system/mosquitto.service.d/zaalgids.conf
rm -f /etc/chromium/policies/managed/zaalgids.json /etc/systemd/journald.conf.d/zaalgids.conf
if [ -f /etc/nftables.conf.before-zaalgids ]; then
    mv /etc/nftables.conf.before-zaalgids /etc/nftables.conf
    nft delete table inet zaalgids 2>/dev/null || true
fi
rm -rf /opt/zaalgids
if systemd_runs; then
    systemctl daemon-reload
    for service in nginx mosquitto; do
        ! systemctl is-active --quiet $service || systemctl restart $service || true
    done
fi
say "The software is removed. These stay:"
for place in "/etc/zaalgids|settings, certificates, and the authority that signs them" \
    "/etc/mosquitto/zaalgids|what Mosquitto read of them" \
    "/var/lib/zaalgids|the data of server and kiosk, and the back-ups of before updates" \
    "/var/backups/zaalgids|the nightly back-ups" \
    "/etc/letsencrypt|the public certificate" \
    "/etc/nftables.conf|the firewall's rules of before, as far as this program had changed them" \
    "/etc/apt/apt.conf.d/52zaalgids|Debian's security updates each night"; do
    [ ! -e "${place%%|*}" ] || say "  ${place%%|*}: ${place#*|}"
done
if installed postgresql && runuser -u postgres -- psql -Atc 'SELECT 1' zaalgids >/dev/null 2>&1; then
    say "  PostgreSQL's database zaalgids, in /var/lib/postgresql: the museum itself"
fi
say "Also the accounts zaalgids and zaalgids-screen, and Debian's packages. install.sh, run again, goes on with all of it."
