# What a server's machine needs besides: security updates, the time, logs that end. Read by install.sh.

# A daemon for the time that is there already stays.
machine_packages() {
    printf '%s' "unattended-upgrades logrotate nftables"
    for daemon in chrony ntpsec openntpd ntp; do installed "$daemon" && return 0; done
    printf '%s' " systemd-timesyncd"
}

set_up_machine() {
    install -D -m 0644 "$here/server/journald.conf" /etc/systemd/journald.conf.d/zaalgids.conf
    install -m 0644 "$here/server/security-updates.conf" /etc/apt/apt.conf.d/52zaalgids
    set_up_firewall server
    systemd_runs || return 0
    systemctl restart systemd-journald
    systemctl enable --quiet --now apt-daily.timer apt-daily-upgrade.timer logrotate.timer
    if installed systemd-timesyncd; then
        systemctl enable --quiet systemd-timesyncd
        systemctl restart systemd-timesyncd || true
        timedatectl set-ntp true 2>/dev/null || true
    fi
    say "Debian's security updates install themselves; the machine starts anew at 04:45 when one of them needs that."
}
