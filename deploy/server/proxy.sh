# nginx before the server, and the certificate of the pages. Read by install.sh.

web=/etc/zaalgids/web
# An existing server keeps the proxy it has; --name sets nginx up for it.
if [ -z "$proxy" ]; then
    if [ ! -f /etc/zaalgids/server.toml ] || [ -f "$web/names" ] || [ -n "$names" ]; then proxy=yes; fi
fi
if [ "$proxy" = yes ]; then
    [ -n "$names" ] || names=$(cat "$web/names" 2>/dev/null) || names=$(own_names)
    [ -n "$certificate" ] || certificate=$(cat "$web/how" 2>/dev/null) || certificate=
    if [ -z "$certificate" ]; then
        certificate=public
        for name in $(printf '%s' "$names" | tr , ' '); do
            # Names that no public authority signs: addresses, names without a point, and those that are kept for a house.
            case $name in
                *:* | *.local | *.lan | *.internal | *.home | *.home.arpa | *.test | *.intranet | *.example | *.localhost) certificate=own ;;
                *[!0-9.]*) case $name in *.*) ;; *) certificate=own ;; esac ;;
                *) certificate=own ;;
            esac
        done
    fi
    address=${names%%,*}
    case $address in *:*) address="[$address]" ;; esac
    # Visitors' phones don't know this machine's authority and would warn: they come by http then.
    [ "$certificate" = own ] && public_url=http://$address || public_url=https://$address
fi

proxy_packages() {
    printf '%s' "nginx-light openssl"
    [ "$certificate" != public ] || printf '%s' " certbot"
}

# $1: a file of deploy/proxy, $2: its place. For this machine's names, its nginx and its network.
put_site() {
    sed "s|server_name guide.example.org;|server_name $(printf '%s' "$names" | tr , ' ');|" "$here/proxy/$1" > "$2"
    version=$(nginx -v 2>&1 | sed 's|.*/\([0-9.]*\).*|\1|')
    if [ "$(printf '%s\n' 1.25.1 "$version" | sort -V | head -n 1)" != 1.25.1 ]; then
        sed -i '/http2 on;/d; s|443 ssl;|443 ssl http2;|' "$2"
    fi
    [ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' "$2"
}

set_up_proxy() {
    install -d -m 0700 "$web"
    install -d -m 0755 /var/lib/zaalgids-acme
    [ "$(cat "$web/how" 2>/dev/null)" = "$certificate" ] || rm -f "$web/current"
    printf '%s\n' "$names" > "$web/names"
    printf '%s\n' "$certificate" > "$web/how"
    [ -z "$mail" ] || printf '%s\n' "$mail" > "$web/mail"
    [ -z "$acme_server" ] || printf '%s\n' "$acme_server" > "$web/acme-server"
    install -m 0755 "$here/server/web-certificate" /opt/zaalgids/bin/web-certificate
    install_units zaalgids-web-certificate.service zaalgids-web-certificate.timer

    http=http-public.conf
    [ "$certificate" = own ] && http=http-own.conf
    install -m 0644 "$here/proxy/passed-on.conf" /etc/nginx/snippets/zaalgids.conf
    put_site nginx.conf /etc/nginx/sites-available/zaalgids
    put_site "$http" /etc/nginx/sites-available/zaalgids-http
    ln -sf ../sites-available/zaalgids ../sites-available/zaalgids-http /etc/nginx/sites-enabled/
    # Debian's own page would answer in the pages' place, and writes addresses down.
    rm -f /etc/nginx/sites-enabled/default

    # nginx does not start without a certificate, and a public one needs nginx: so this machine's own comes first.
    if [ ! -e "$web/current" ] && [ "$certificate" = public ]; then
        printf 'own\n' > "$web/how"
        /opt/zaalgids/bin/web-certificate
        printf 'public\n' > "$web/how"
    elif [ "$certificate" != public ]; then
        /opt/zaalgids/bin/web-certificate
    fi
    said=$(nginx -t 2>&1) || fail "nginx refuses its configuration in /etc/nginx/sites-available: $said"
    if systemd_runs; then
        systemctl daemon-reload
        systemctl enable --quiet nginx
        systemctl reload-or-restart nginx || fail "nginx does not start: is another program on port 80 or 443? (ss -ltnp)"
        [ "$certificate" != public ] || /opt/zaalgids/bin/web-certificate
        systemctl enable --quiet --now zaalgids-web-certificate.timer
    fi
    if [ "$certificate" = own ]; then
        say "The certificate of the pages is of this machine's own authority, $web/authority/ca.crt: staff take that file"
        say "into their browsers. $(openssl x509 -in "$web/authority/ca.crt" -noout -fingerprint -sha256)"
    fi
}
