# Reads the command line of install.sh, and refuses what can't work before anything is changed.

part=${1:-}
[ $# -gt 0 ] && shift
case "$part" in server | kiosk | uninstall) ;; *) fail "say which: server, kiosk or uninstall" ;; esac
wheel='' wheels='' lock='' browser=yes mosquitto='' site='' broker_names='' print_packages=''
names='' certificate='' mail='' acme_server='' sqlite='' backup_folder='' proxy='' machine=yes backup_first=yes patience=600
while [ $# -gt 0 ]; do
    case "$1" in
        --no-browser) browser=no ;;
        --no-mosquitto) mosquitto=no ;;
        --no-proxy) proxy=no ;;
        --no-machine) machine=no ;;
        --sqlite) sqlite=yes ;;
        --without-backup) backup_first=no ;;
        --print-packages) print_packages=yes ;;
        --wheel | --wheels | --lock | --site | --broker-name | --name | --certificate | --mail | --acme-server | \
            --backup-folder | --patience)
            [ $# -ge 2 ] || fail "$1 needs a word after it"
            case "$1" in
                --wheel) wheel=$2 ;;
                --wheels) wheels=$2 ;;
                --lock) lock=$2 ;;
                --site) site=$2 ;;
                --broker-name) broker_names=$2 ;;
                --name) names=$2 ;;
                --certificate) certificate=$2 ;;
                --mail) mail=$2 ;;
                --acme-server) acme_server=$2 ;;
                --backup-folder) backup_folder=$2 ;;
                --patience) patience=$2 ;;
            esac
            shift
            ;;
        *) fail "unknown option $1" ;;
    esac
    shift
done
case $names in *[!A-Za-z0-9.,:-]*) fail "'$names' is no name or address: letters, digits, points and hyphens; a comma between two" ;; esac
case $patience in '' | *[!0-9]*) fail "--patience is a number of seconds" ;; esac
case $site in *[!a-z0-9-]* | -*) fail "'$site' is no museum's key: small letters, digits and hyphens" ;; esac
case $backup_folder in '' | /*) ;; *) fail "--backup-folder is a whole path, from / on" ;; esac
case $backup_folder in *[\"\\]*) fail "--backup-folder has a character that a settings file can't hold: \" or \\" ;; esac
case $certificate in
    '' | public | own) ;;
    *)
        [ -f "$certificate/fullchain.pem" ] && [ -f "$certificate/privkey.pem" ] ||
            fail "--certificate is public, own, or a folder with fullchain.pem and privkey.pem; '$certificate' is none of them"
        ;;
esac

if [ -z "$print_packages" ]; then
    [ "$(id -u)" = 0 ] || fail "run it as root: sudo $0 $part …"
    # Two at once would switch the software under each other.
    exec 9>/run/zaalgids-install.lock
    flock -n 9 || fail "another install.sh is running on this machine; wait for its end"
    if [ "$part" != uninstall ]; then
        # Each part's lock holds what that part needs; a machine with both parts gets everything: they share /opt/zaalgids/venv.
        other=kiosk
        [ "$part" = kiosk ] && other=server
        if [ -z "$lock" ]; then
            lock="$here/../locks/$part.txt"
            [ -e "/etc/systemd/system/zaalgids-$other.service" ] && lock="$here/../locks/default.txt"
        fi
        [ -f "$wheel" ] || fail "there is no wheel at '$wheel'; make one with: python3 -m pip wheel --no-deps ."
        [ -f "$lock" ] || fail "there is no lock at '$lock'"
        [ -z "$wheels" ] || [ -d "$wheels" ] || fail "there is no folder '$wheels'"
    fi
fi
