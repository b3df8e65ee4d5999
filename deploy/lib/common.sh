# What both parts need: words, Debian packages, the account, the environment of the software. Read by install.sh.

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }
systemd_runs() { [ -d /run/systemd/system ]; }

install_packages() {
    missing=
    for package in "$@"; do installed "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    say "Debian packages:$missing"
    apt-get update -qq ||
        fail "Debian's lists of packages can't be had: look at the network and /etc/apt/sources.list, then run this again."
    # shellcheck disable=SC2086 # names of packages, one a word
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        fail "Debian's packages could not be installed: what apt-get said stands above. Mend it, then run this again."
}

make_account() { # name, home
    getent passwd "$1" >/dev/null || adduser --system --group --home "$2" --no-create-home --quiet "$1"
}

make_folders() {
    install -d -o zaalgids -g zaalgids -m 0750 /var/lib/zaalgids
    [ -d /etc/zaalgids ] || install -d -m 0755 /etc/zaalgids
    install -d -m 0755 /opt/zaalgids/bin
}

# Makes $new, an environment beside the one in use: an installation that fails changes nothing.
make_environment() {
    new=/opt/zaalgids/venv-$(date -u +%Y%m%dT%H%M%S)
    old=$(readlink -f /opt/zaalgids/venv 2>/dev/null || true)
    [ -d "$old" ] || old=
    say "The software: into $new"
    python3 -m venv "$new" || fail "no environment could be made in $new; is there room? (df -h /opt)"
    source_of_wheels=
    [ -n "$wheels" ] && source_of_wheels="--no-index --find-links $wheels"
    # shellcheck disable=SC2086 # options, one a word
    if ! pip_install $source_of_wheels --require-hashes -r "$lock" || ! pip_install --no-index --no-deps "$wheel" ||
        ! "$new/bin/zaalgids" --version; then
        rm -rf "$new"
        fail "the packages of $lock could not be installed, and nothing was changed. Without a network, give --wheels FOLDER."
    fi
    # On all processors, which pip does not. Some packages bring a file that is meant to be broken, so the status says nothing.
    "$new/bin/python" -m compileall -q -j 0 "$new/lib" >/dev/null 2>&1 || true
}
pip_install() { "$new/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile "$@"; }

# In one step. What is neither in use nor the one before it goes.
use_environment() { # folder
    ln -sfn "$1" /opt/zaalgids/venv.next
    mv -T /opt/zaalgids/venv.next /opt/zaalgids/venv
}
forget_environments() { # those that stay
    for folder in /opt/zaalgids/venv-*; do
        kept=
        for one in "$@"; do [ "$folder" = "$one" ] && kept=yes; done
        [ -n "$kept" ] || rm -rf "$folder"
    done
}

install_units() { # names in deploy/systemd
    for unit in "$@"; do install -m 0644 "$here/systemd/$unit" /etc/systemd/system/; done
}
enable_without_systemd() { # units
    for unit in "$@"; do
        install -d /etc/systemd/system/multi-user.target.wants
        ln -sf "../$unit" "/etc/systemd/system/multi-user.target.wants/$unit"
    done
    say "Installed; they start at the next boot: $*"
}
