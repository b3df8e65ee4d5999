# The firewall of a server or a kiosk, from deploy/firewall. Read by install.sh.

rules=/etc/nftables.conf

# What a technician has changed in the rules stays. A file that nft refuses would leave the machine without rules at its
# next start, so it is tried first.
set_up_firewall() { # server or kiosk
    both=
    if grep -q '^table inet zaalgids' "$rules" 2>/dev/null; then
        if [ "$1" = server ] && is_of_a_kiosk; then
            both=yes # a kiosk's rules would shut the visitors out
        else
            keep_firewall "$1"
            return 0
        fi
    fi
    made=$(mktemp)
    cp "$here/firewall/$1.nft" "$made"
    "fit_to_$1"
    # Whoever came by SSH, on whatever port, must not be shut out, nor a name that this machine gives itself.
    let_in "$(sshd -T 2>/dev/null | sed -n 's/^port //p' | sort -u)"
    ! installed avahi-daemon || sed -i 's/^\( *\)[io]if "lo" accept$/&\n\1udp dport 5353 accept comment "names that end in .local"/' "$made"
    if ! said=$(nft --check --file "$made" 2>&1); then
        rm -f "$made"
        say "No firewall: this machine's kernel or nft refuses the rules of $here/firewall/$1.nft: $said"
        return 0
    fi
    [ ! -f "$rules" ] || [ -n "$both" ] || [ -f "$rules.before-zaalgids" ] || cp -p "$rules" "$rules.before-zaalgids"
    [ -z "$both" ] || cp -p "$rules" "$rules.of-the-kiosk"
    install -m 0755 "$made" "$rules"
    rm -f "$made"
    systemctl enable --quiet nftables
    if systemd_runs; then
        systemctl restart nftables || fail "the firewall's rules could not be loaded: journalctl -u nftables says why"
    fi
    say_firewall "$1"
}

is_of_a_kiosk() { grep -q "^# A kiosk's firewall" "$rules"; }

keep_firewall() { # server or kiosk
    if [ "$1" = kiosk ] && ! is_of_a_kiosk; then
        say "The firewall's rules are the server's, and stay: $rules. Add 8443 to LET_IN there for the camera session."
    elif ! cmp -s "$rules" "$here/firewall/$1.nft"; then
        say "The firewall's rules stay as they are: $rules. This version's: $here/firewall/$1.nft"
    fi
}

# Adds ports to a list of $made in which they do not stand yet.
let_in() { add_ports LET_IN "$1"; }
add_ports() { # list, ports
    for port in $2; do
        grep -q "^define $1 = {.*\<$port\>" "$made" || sed -i "s/^define $1 = {/& $port,/" "$made"
    done
}

fit_to_server() {
    installed mosquitto || sed -i '/meta skuid "mosquitto"/d' "$made"
    [ -z "$both" ] || let_in 8443
}

# A kiosk that this program sets up takes Debian's updates itself, and may have a server on ports of its own.
fit_to_kiosk() {
    sed -i 's/^\( *\)# \(meta skuid "_apt"\)/\1\2/' "$made"
    if [ "$browser" = no ]; then
        sed -i '/meta skuid "zaalgids-screen"/d' "$made"
        let_in 8090
    fi
    add_ports SERVER "$(server_ports /etc/zaalgids/kiosk.toml /var/lib/zaalgids/kiosk/identity/identity.json \
        /boot/firmware/zaalgids-device.toml)"
}

# Prints the ports of the addresses in files of a kiosk: those that its server has, or is going to have.
server_ports() {
    cat "$@" 2>/dev/null | grep -v '^ *#' | grep -oE '(https?|mqtts?)://[^"/ ]+' | while read -r address; do
        case "$address" in
            *:[0-9]*[!0-9]) ;; # [fd00::7], an address without a port
            *://*:[0-9]*) say "${address##*:}"; continue ;;
        esac
        case "$address" in http:*) say 80 ;; mqtt:*) say 1883 ;; https:*) say 443 ;; mqtts:*) say 8883 ;; esac
    done | sort -u
}

say_firewall() { # server or kiosk
    if [ "$1" = server ]; then
        say "The firewall lets in SSH, the pages, and kiosks; out what the server needs: $rules, where you add what your back-up"
        say "or collection needs. The rules of before: $rules.before-zaalgids."
        [ -z "$both" ] || say "The kiosk's rules of before: $rules.of-the-kiosk."
    else
        say "The firewall lets in the camera session, and SSH where it runs; out what the kiosk needs: $rules. The rules of"
        say "before: $rules.before-zaalgids."
    fi
}
