"""Where deliveries may go: tables of addresses and URLs."""

from ipaddress import ip_network

import pytest

from service.errors import DomainError
from service.webhooks.addresses import Target, check_url, is_allowed, may_reach

HOME = [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "168.63.129.15",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "2001:200::1",
    "::ffff:8.8.8.8",
]
CLOSED = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert may_reach(address, ())


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_of_a_special_purpose_may_not_be_reached(address: str) -> None:
    assert not may_reach(address, ())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("fd12::1", True),
        ("10.0.0.1", False),
        ("::1", False),
        ("8.8.8.8", False),
    ],
)
def test_an_allowed_network_opens_what_lies_in_it(address: str, *, expected: bool) -> None:
    assert is_allowed(address, HOME) is expected
    assert may_reach(address, HOME) is (expected or address == "8.8.8.8")


GOOD = [
    ("https://example.com", "example.com", 443),
    ("https://example.com/", "example.com", 443),
    ("HTTPS://Example.COM/Hooks?a=b%20c&d[]=1", "example.com", 443),
    ("https://example.com:443/x", "example.com", 443),
    ("https://example.com:8443", "example.com", 8443),
    ("https://xn--bcher-kva.example/x", "xn--bcher-kva.example", 443),
    ("https://example.com?token=a@b", "example.com", 443),
    ("https://example.com/@user/~x", "example.com", 443),
    ("https://8.8.8.8/x", "8.8.8.8", 443),
    ("https://[2606:4700:4700::1111]/x", "2606:4700:4700::1111", 443),
    ("https://1password.com/", "1password.com", 443),
]


@pytest.mark.parametrize(("url", "host", "port"), GOOD)
def test_a_public_endpoint_passes(url: str, host: str, port: int) -> None:
    target = check_url(url, ())
    assert (target.scheme, target.host, target.port) == ("https", host, port)
    assert target.is_inside is False


REFUSED = [
    ("", "REQUIRED", "must say something"),
    ("example.com/hooks", "INVALID", "is not a URL"),
    ("https://", "INVALID", "is not a URL"),
    ("https:example.com", "INVALID", "is not a URL"),
    ("https:/example.com", "INVALID", "is not a URL"),
    ("https:///example.com", "INVALID", "is not a URL"),
    ("http://example.com/", "INVALID", "begins with https://"),
    ("ftp://example.com/", "INVALID", "begins with https://"),
    ("file:///etc/passwd", "INVALID", "is not a URL"),
    ("gopher://example.com/", "INVALID", "begins with https://"),
    ("javascript:alert(1)", "INVALID", "is not a URL"),
    ("https://user@example.com/", "INVALID", "user name or password"),
    ("https://user:pass@example.com/", "INVALID", "user name or password"),
    ("https://example.com@127.0.0.1/", "INVALID", "user name or password"),
    ("https://example.com\\@127.0.0.1/", "INVALID", "is not a URL"),
    ("https://example.com#x", "INVALID", "fragment"),
    ("https://127.0.0.1#@example.com/", "INVALID", "fragment"),
    ("https://example.com:80/", "INVALID", "names port 80"),
    ("https://example.com:22/", "INVALID", "names port 22"),
    ("https://example.com:0/", "INVALID", "names port 0"),
    ("https://example.com:99999/", "INVALID", "names port 99999"),
    ("https://example.com:443x/", "INVALID", "is not a URL"),
    ("https://localhost/", "INVALID", "no public name"),
    ("https://localhost./", "INVALID", "names no host"),
    ("https://intranet/", "INVALID", "no public name"),
    ("https://printer.local/", "INVALID", "no public name"),
    ("https://a.localhost/", "INVALID", "no public name"),
    ("https://metadata.google.internal/", "INVALID", "no public name"),
    ("https://router.home.arpa/", "INVALID", "no public name"),
    ("https://127.0.0.1/", "INVALID", "127.0.0.1, which deliveries may not reach"),
    ("https://10.1.2.3/", "INVALID", "may not reach"),
    ("https://169.254.169.254/latest", "INVALID", "may not reach"),
    ("https://[::1]/", "INVALID", "may not reach"),
    ("https://[::ffff:169.254.169.254]/", "INVALID", "may not reach"),
    ("https://[64:ff9b::7f00:1]/", "INVALID", "may not reach"),
    ("https://[fe80::1%25eth0]/", "INVALID", "is not a URL"),
    ("https://[127.0.0.1]/", "INVALID", "no IPv6 address"),
    ("https://[::1/", "INVALID", "is not a URL"),
    ("https://::1/", "INVALID", "is not a URL"),
    ("https://2130706433/", "INVALID", "four decimal numbers"),
    ("https://0x7f000001/", "INVALID", "four decimal numbers"),
    ("https://0x7f.1/", "INVALID", "four decimal numbers"),
    ("https://0177.0.0.1/", "INVALID", "four decimal numbers"),
    ("https://127.1/", "INVALID", "four decimal numbers"),
    ("https://127.0.0.1.1/", "INVALID", "four decimal numbers"),
    ("https://1.2.3.256/", "INVALID", "four decimal numbers"),
    ("https://example.0x/", "INVALID", "four decimal numbers"),
    ("https://ⓔxample.com/", "INVALID", "not ASCII"),
    ("https://\uff11\uff12\uff17.0.0.1/", "INVALID", "not ASCII"),
    ("https://example.com/ü", "INVALID", "not ASCII"),
    ("https://exa mple.com/", "INVALID", "is not a URL"),
    (" https://example.com/", "INVALID", "is not a URL"),
    ("https://example.com/\n", "INVALID", "is not a URL"),
    ("https://example.com/a b", "INVALID", "is not a URL"),
    ("https://example.com/\tx", "INVALID", "is not a URL"),
    ("https://example%2ecom/", "INVALID", "is not a URL"),
    ("https://-a.example.com/", "INVALID", "names no host"),
    ("https://a-.example.com/", "INVALID", "names no host"),
    ("https://a..example.com/", "INVALID", "names no host"),
    ("https://.example.com/", "INVALID", "names no host"),
    (f"https://{'a' * 64}.com/", "INVALID", "names no host"),
    (f"https://{'a.' * 127}com/", "INVALID", "names no host"),
    (f"https://example.com/{'a' * 2_048}", "TOO_LONG", "2,048 are allowed"),
]


@pytest.mark.parametrize(("url", "code", "words"), REFUSED)
def test_whatever_else_is_refused_in_words_of_its_own(url: str, code: str, words: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_url(url, ())
    assert (refused.value.code, refused.value.path) == (code, ("url",))
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("url", "is_inside"),
    [
        ("http://127.0.0.1:9000/x", True),
        ("https://127.0.0.1/x", False),
        ("http://[fd00::1]:81/", True),
        ("http://receiver:8080/", True),
        ("https://receiver/", True),
        ("http://hooks.example.com/", True),
        ("https://example.com/", False),
    ],
)
def test_with_allowed_networks_plain_http_and_other_ports_pass_for_what_lies_in_them(
    url: str, *, is_inside: bool
) -> None:
    assert check_url(url, HOME).is_inside is is_inside


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://8.8.8.8/", "https://8.8.8.8:9000/", "https://[::1]/"]
)
def test_an_address_outside_the_allowed_networks_gains_nothing_by_them(url: str) -> None:
    with pytest.raises(DomainError):
        check_url(url, HOME)


def test_a_target_says_all_that_a_client_connects_to() -> None:
    target = check_url("http://127.0.0.1:9000/x", HOME)
    assert target == Target("http", "127.0.0.1", 9000, target.address, is_inside=True)
    assert str(target.address) == "127.0.0.1"
