# What the machine needs besides: security updates, the time, logs that end, a firewall. Read by install.sh.

# A daemon for the time that is there already stays.
machine_packages() {
    printf '%s' "unattended-upgrades logrotate nftables"
    for daemon in chrony ntpsec openntpd ntp; do installed "$daemon" && return 0; done
    printf '%s' " systemd-timesyncd"
}

set_up_machine() {
    install -D -m 0644 "$here/server/journald.conf" /etc/systemd/journald.conf.d/zaalgids.conf
    install -m 0644 "$here/server/security-updates.conf" /etc/apt/apt.conf.d/52zaalgids
    [ ! -f "$here/firewall/server.nft" ] || set_up_firewall
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

# A rule file that nft refuses would leave a machine without rules at its next start, so it is tried first.
set_up_firewall() {
    if ! said=$(nft --check --file "$here/firewall/server.nft" 2>&1); then
        say "No firewall: this machine's kernel or nft refuses $here/firewall/server.nft: $said"
        return 0
    fi
    if [ -f /etc/nftables.conf ] && [ ! -f /etc/nftables.conf.before-zaalgids ] &&
        ! cmp -s /etc/nftables.conf "$here/firewall/server.nft"; then
        cp -p /etc/nftables.conf /etc/nftables.conf.before-zaalgids
    fi
    install -m 0644 "$here/firewall/server.nft" /etc/nftables.conf
    if systemd_runs; then
        systemctl enable --quiet nftables
        systemctl restart nftables || fail "the firewall's rules could not be loaded: journalctl -u nftables says why"
    fi
    say "The firewall's rules: /etc/nftables.conf; those of before: /etc/nftables.conf.before-zaalgids."
}
