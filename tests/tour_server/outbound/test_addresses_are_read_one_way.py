"""An address that could lead inside the house is refused, however it is written."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

import pytest

from tour_server.outbound.outbound_address import is_listed, next_address, read_address
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.public_hosts import checked_addresses, is_public
from tour_server.outbound.settings import OutboundSettings


def _never(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


def _go_to(address: str) -> Sequence[str]:
    here = read_address(address)
    return checked_addresses(here.host, here.port, _never, ())


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://0/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://192.0.0.8/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://239.255.255.250/",
        "https://240.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fc00::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::1]/",
        "https://[2001:db8::1]/",
        "https://[2001:0:7f00:1::]/",
    ],
)
def test_an_address_inside_the_house_is_refused(address: str) -> None:
    with pytest.raises(OutboundError):
        _go_to(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://museum.example/",
        "ftp://museum.example/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://museum.example/",
        "//museum.example/",
        "museum.example",
        "",
        "https://",
        "https:///x",
        "https://noor:secret@museum.example/",
        "https://museum.example@127.0.0.1/",
        "https://museum.example\\@127.0.0.1/",
        "https://museum.example /",
        "https://museum.exa\nmple/",
        "https://museum.example:99999/",
        "https://museum.example:x/",
        "https://museum%2eexample/",
        "https://muse um/",
        "https://-x.example/",
        "https://x..example/",
        "https://faß.example/",
        "https://a\u200db.example/",
        "https://museum.example℀x/",
        "https://[::1/",
        "https://" + "a" * 64 + ".example/",
        "https://museum.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(OutboundError) as refused:
        read_address(address)
    assert str(refused.value).endswith((".", "…"))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "becomes"),
    [
        ("https://Museum.Example", "https://museum.example/"),
        ("https://museum.example:443/a?b=1#c", "https://museum.example/a?b=1"),
        ("https://museum.example:8443/", "https://museum.example:8443/"),
        (
            "https://musée.example/œuvre 1".replace(" ", "%20"),
            "https://xn--muse-dpa.example/%C5%93uvre%201",
        ),
        ("https://museum.example/iiif/2/a%2Fb/full/max/0/default.jpg",) * 2,
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]:8443/x", "https://[2606:4700::1111]:8443/x"),
    ],
)
def test_an_address_is_read(address: str, becomes: str) -> None:
    assert read_address(address).text == becomes


@pytest.mark.parametrize(
    "one", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_are_public(one: str) -> None:
    assert is_public(ipaddress.ip_address(one))


def test_one_address_inside_refuses_the_host() -> None:
    with pytest.raises(OutboundError, match=r"10\.0\.0\.1"):
        checked_addresses("museum.example", 443, lambda *_: ["8.8.8.8", "10.0.0.1"], ())


def test_a_network_of_the_house_is_allowed_where_the_setting_names_it() -> None:
    settings = OutboundSettings(outbound_inside=("10.1.2.0/24",))
    inside = settings.inside_networks
    assert checked_addresses("adlib.huis", 443, lambda *_: ["10.1.2.3"], inside) == ["10.1.2.3"]
    with pytest.raises(OutboundError):
        checked_addresses("adlib.huis", 443, lambda *_: ["10.1.3.3"], inside)
    for wrong in ("127.0.0.0/8", "169.254.0.0/16", "::1/128", "224.0.0.0/4", "huis", "10.1.2.3/24"):
        with pytest.raises(ValueError, match="outbound_inside"):
            OutboundSettings(outbound_inside=(wrong,))


def test_the_list_of_hosts_names_host_domain_and_port() -> None:
    listed = ("museum.example", ".iiif.example", "adlib.huis:8443", "[2606:4700::1111]")
    for address in (
        "https://museum.example/",
        "https://a.iiif.example/",
        "https://adlib.huis:8443/",
        "https://[2606:4700::1111]/",
    ):
        assert is_listed(read_address(address), listed), address
    for address in (
        "https://www.museum.example/",
        "https://museum.example.evil.example/",
        "https://iiif.example/",
        "https://eviliiif.example/",
        "https://adlib.huis/",
        "https://museum.example:8443/",
    ):
        assert not is_listed(read_address(address), listed), address


def test_a_redirect_is_read_beside_the_address_before() -> None:
    here = read_address("https://museum.example/a/b")
    assert next_address(here, "../c").text == "https://museum.example/c"
    assert next_address(here, "//andere.example/x").text == "https://andere.example/x"
    assert (
        next_address(here, "/œ".encode().decode("latin-1")).text == "https://museum.example/%C5%93"
    )
    for wrong in ("http://museum.example/", "file:///etc/passwd", "https://a:b@museum.example/"):
        with pytest.raises(OutboundError):
            next_address(here, wrong, http=True)
