#!/bin/sh
# Makes the site's certificate authority (once) and a certificate for each name given.
#   ./certificates.sh FOLDER broker.museum.example tour-server kiosk-1 kiosk-2 …
# The first name is the broker's, as kiosks reach it: a host name or an address. FOLDER/ca.key signs new devices:
# keep it off the broker. Each device gets its own .crt and .key, and ca.crt.
set -eu
umask 077
folder=${1:?folder} broker=${2:?name of the broker}
shift 2
mkdir -p "$folder"
cd "$folder"

[ -f ca.key ] || {
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key
    openssl req -x509 -new -key ca.key -days 3650 -subj "/CN=Zaalgids devices" -out ca.crt \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
}

sign() { # name, extension
    if [ -f "$1.crt" ]; then
        echo "$1 has a certificate already; it is kept." >&2
        return
    fi
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    printf '%s\n' "$2" > "$1.ext"
    openssl req -new -key "$1.key" -subj "/CN=$1" |
        openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
    rm -f "$1.ext"
}

case $broker in
    *[!0-9.]*) sign "$broker" "subjectAltName=DNS:$broker" ;;
    *) sign "$broker" "subjectAltName=IP:$broker" ;;
esac
for name in "$@"; do
    case $name in
        all) echo "No device may be called all: that branch is for every device." >&2; exit 1 ;;
    esac
    sign "$name" "extendedKeyUsage=clientAuth"
done
