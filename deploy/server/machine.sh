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

# What a technician has changed in the rules stays. A file that nft refuses would leave the machine without rules at its
# next start, so it is tried first.
set_up_firewall() {
    rules=/etc/nftables.conf
    if grep -q '^table inet zaalgids' "$rules" 2>/dev/null; then
        cmp -s "$rules" "$here/firewall/server.nft" || say "The firewall's rules stay as they are: $rules. This version's: $here/firewall/server.nft"
        return 0
    fi
    made=$(mktemp)
    cp "$here/firewall/server.nft" "$made"
    # Whoever came by SSH on a port of their own must not be shut out, nor a name that this machine gives itself.
    ports=$(sshd -T 2>/dev/null | sed -n 's/^port //p' | sort -u | grep -vx 22 | tr '\n' ',' || true)
    [ -z "$ports" ] || sed -i "s/^define LET_IN = {/& $ports/" "$made"
    ! installed avahi-daemon || sed -i 's/^\( *\)[io]if "lo" accept$/&\n\1udp dport 5353 accept comment "names that end in .local"/' "$made"
    installed mosquitto || sed -i '/meta skuid "mosquitto"/d' "$made"
    if ! said=$(nft --check --file "$made" 2>&1); then
        rm -f "$made"
        say "No firewall: this machine's kernel or nft refuses the rules of $here/firewall/server.nft: $said"
        return 0
    fi
    [ ! -f "$rules" ] || [ -f "$rules.before-zaalgids" ] || cp -p "$rules" "$rules.before-zaalgids"
    install -m 0755 "$made" "$rules"
    rm -f "$made"
    if systemd_runs; then
        systemctl enable --quiet nftables
        systemctl restart nftables || fail "the firewall's rules could not be loaded: journalctl -u nftables says why"
    fi
    say "The firewall lets in SSH, the pages, and kiosks; out what the server needs: $rules, where you add what your back-up"
    say "or collection needs. The rules of before: $rules.before-zaalgids."
}
