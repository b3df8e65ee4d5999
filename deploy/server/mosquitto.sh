# The broker. Read by install.sh.

authority=/etc/zaalgids/authority
# An existing server keeps the broker it has; --site or --broker-name sets up Mosquitto for it, or changes its names.
if [ -z "$mosquitto" ]; then
    if [ ! -f /etc/zaalgids/server.toml ] || [ -f "$authority/broker-names" ] || [ -n "$site$broker_names" ]; then
        mosquitto=yes
    fi
fi

set_up_mosquitto() {
    install -d -o root -g root -m 0700 "$authority"
    if [ -z "$broker_names" ]; then
        broker_names=$(cat "$authority/broker-names" 2>/dev/null) || broker_names=$(own_names),127.0.0.1
    fi
    case ",$broker_names," in *,127.0.0.1,*) ;; *) broker_names=$broker_names,127.0.0.1 ;; esac
    [ -n "$site" ] || site=$(cat "$authority/site" 2>/dev/null) || site=museum
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
    install -m 0755 "$here/mosquitto/certificates.sh" "$here/mosquitto/broker-lists" "$here/device-certificate" \
        /opt/zaalgids/bin/
    # The authority of this folder and the server's own, which signs for claimed kiosks. Mosquitto is restarted below.
    /opt/zaalgids/bin/broker-lists /var/lib/zaalgids/server/devices "$authority" /etc/mosquitto/zaalgids true
    install_units zaalgids-broker-lists.path zaalgids-broker-lists.service
    if systemd_runs; then
        systemctl daemon-reload
        systemctl enable --quiet mosquitto
        systemctl restart mosquitto || fail "Mosquitto does not start: journalctl -u mosquitto says why. Is port 8883 free? (ss -ltn)"
    fi
    if [ -f /etc/zaalgids/server.toml ] && ! grep -q '^broker = ' /etc/zaalgids/server.toml; then
        say "Mosquitto is set up. Let the server use it: put the lines of $here/server.toml that say broker into /etc/zaalgids/server.toml."
    fi
    say "The broker is mqtts://$first:8883. A kiosk's certificate by hand: sudo /opt/zaalgids/bin/device-certificate add NAME"
}

# Prints the machine's own names and addresses, with commas.
own_names() {
    name=$(hostname)
    # shellcheck disable=SC2046 # addresses, one a word
    printf '%s,' "$name" "${name%%.*}.local" $(hostname -I 2>/dev/null || true) | sed 's/,$//'
}
