# The kiosk. Read by install.sh.

packages="python3-venv adduser"
[ "$browser" = yes ] && packages="$packages chromium cage fonts-noto-core fonts-noto-cjk"
[ "$machine" = yes ] && packages="$packages nftables"
if [ -n "$print_packages" ]; then say "$packages"; exit 0; fi
# shellcheck disable=SC2086 # names of packages, one a word
install_packages $packages
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"

make_account zaalgids /var/lib/zaalgids
if [ "$browser" = yes ]; then
    make_account zaalgids-screen /nonexistent
    # What a visitor must not find in the browser: other addresses, files, downloads, its tools.
    install -D -m 0644 "$here/chromium/zaalgids.json" /etc/chromium/policies/managed/zaalgids.json
fi
make_folders
# A technician's line is saved into the kiosk's settings, in one step, so its account may put files here; the sticky
# bit keeps it from everybody else's.
chgrp zaalgids /etc/zaalgids
chmod 1775 /etc/zaalgids
make_environment
use_environment "$new"
forget_environments "$new" "$old"

[ -f /etc/zaalgids/kiosk.toml ] || install -o root -g zaalgids -m 0640 "$here/kiosk.toml" /etc/zaalgids/kiosk.toml
[ -z "$site" ] || sed -i "s|^\(# \)\?site = .*|site = \"$site\"|" /etc/zaalgids/kiosk.toml
chown zaalgids /etc/zaalgids/kiosk.toml
[ "$machine" = no ] || set_up_firewall kiosk
install -m 0755 "$here/zaalgids-screen" /opt/zaalgids/bin/zaalgids-screen
units="zaalgids-kiosk.service zaalgids-wipe.path"
if [ "$browser" = yes ]; then
    units="$units zaalgids-screen.service"
    # A keyboard at the kiosk neither opens a login prompt nor restarts the machine.
    mkdir -p /etc/systemd/logind.conf.d /etc/sysctl.d
    printf '[Login]\nNAutoVTs=0\nReserveVT=0\n' >/etc/systemd/logind.conf.d/zaalgids.conf
    printf 'kernel.sysrq = 0\n' >/etc/sysctl.d/zaalgids-keyboard.conf
    ln -sf /dev/null /etc/systemd/system/ctrl-alt-del.target
fi
# shellcheck disable=SC2086 # names of units, one a word
install_units $units zaalgids-wipe.service
# shellcheck disable=SC2086
if systemd_runs; then
    systemctl daemon-reload
    systemctl enable --quiet $units
    systemctl restart $units
    say "Running: $units. Look with: systemctl status $units"
else
    enable_without_systemd $units
fi
say "Settings: /etc/zaalgids/kiosk.toml"
