#!/bin/sh
# The certificates of a site's broker, its server and its devices, in FOLDER.
#   ./certificates.sh FOLDER NAME[,NAME…] tour-server kiosk-1 kiosk-2 …   make what is missing or ends within 60 days
#   ./certificates.sh FOLDER --revoke kiosk-1 …                           take a device's certificate back
# NAME: how kiosks reach the broker, a host name or an address; its certificate is in the file of the first one.
# FOLDER/ca.key signs new devices: keep it off the broker. Each device gets its own .crt and .key, and ca.crt.
# The broker reads crl.pem, the list of certificates that were taken back, and has to be restarted to read it again.
set -eu
umask 077
fail() { printf 'certificates.sh: %s\n' "$*" >&2; exit 1; }
[ $# -ge 2 ] || fail "say a folder and the broker's names, or a folder and --revoke"
folder=$1 broker=$2
shift 2
days_of_authority=10950 days=3650 renew_seconds=5184000
mkdir -p "$folder"
cd "$folder"

# What openssl says is shown when it fails.
openssl() { said=$(command openssl "$@" 2>&1) || fail "openssl $1: $said"; }
# A file is written beside its place, as NAME.part, and then kept: after a power cut it is whole or not there.
keep() { sync -d "$1.part"; mv "$1.part" "$1"; }
new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.part"; keep "$1"; }

[ ! -f ca.key ] || [ -f ca.crt ] || fail "$folder has ca.key and no ca.crt; put it back from a back-up"
[ -f ca.crt ] || {
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key.part
    openssl req -x509 -new -key ca.key.part -days $days_of_authority -subj "/CN=Zaalgids devices" -out ca.crt.part \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
    keep ca.crt
    keep ca.key
}
cat > ca.cnf.part <<END
[ca]
default_ca = site
[site]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = $days_of_authority
unique_subject = no
END
keep ca.cnf
[ -f index.txt ] || : > index.txt
[ -s crlnumber ] || echo 01 > crlnumber
ca() { openssl ca -batch -config ca.cnf -cert ca.crt -keyfile ca.key "$@"; }
list_revoked() { ca -gencrl -out crl.pem.part; keep crl.pem; }
[ -s crl.pem ] || list_revoked

if [ "$broker" = --revoke ]; then
    for name in "$@"; do
        [ -f "$name.crt" ] || fail "$name has no certificate here"
        ca -revoke "$name.crt"
        list_revoked
        mv "$name.crt" "$name.revoked-$(command openssl x509 -in "$name.crt" -noout -serial | cut -d= -f2).crt"
        rm -f "$name.key"
        echo "$name: its certificate is in crl.pem now." >&2
    done
    exit
fi

sign() { # name, extensions
    if [ -f "$1.crt" ] && [ -f "$1.key" ] && command openssl x509 -in "$1.crt" -noout -checkend $renew_seconds >/dev/null; then
        echo "$1 has a certificate already; it is kept." >&2
        return
    fi
    printf '%s\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\nbasicConstraints=critical,CA:FALSE\n' "$2" > "$1.ext"
    rm -f "$1.crt"
    new_key "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days $days -extfile "$1.ext" -out "$1.crt.part"
    keep "$1.crt"
    rm -f "$1.ext" "$1.csr"
}

names=
for name in $(printf '%s' "$broker" | tr , ' '); do
    case $name in
        *:*) kind=IP ;;
        *[!0-9.]*) kind=DNS ;;
        *) kind=IP ;;
    esac
    names="$names${names:+,}$kind:$name"
done
first=${broker%%,*}
[ "$(cat "$first.names" 2>/dev/null)" = "$names" ] || rm -f "$first.crt"
# It is good for a server alone, so nobody can use it as a device's.
sign "$first" "subjectAltName=$names
extendedKeyUsage=serverAuth"
printf '%s\n' "$names" > "$first.names"
for name in "$@"; do
    case $name in
        all) fail "no device may be called all: that branch is for every device" ;;
        *[!a-z0-9-]* | "" | -*) fail "'$name' is no device's name: small letters, digits and hyphens" ;;
    esac
    sign "$name" "extendedKeyUsage=clientAuth"
done
