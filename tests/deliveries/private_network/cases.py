"""What an attacker may write for the URL of an endpoint; nothing of it may make a packet."""

PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:220:1::1"
INTERNAL = "127.0.0.1"
# Who would get as far as a connection would be answered: the certificate is for these.
SERVED = [
    *(PUBLIC, PUBLIC_6, INTERNAL),
    *("public.test", "public6.test", "rebind.test", "internal.test"),
]

ADDRESSES = {
    f"address {one}": f"https://{one}/"
    for one in (
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "100.64.0.1", "169.254.1.1", "0.1.2.3", "255.255.255.255"),
        "0.0.0.0",  # noqa: S104 - nobody listens there
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.1"),
        # Where clouds tell machines their secrets.
        *("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
        *("[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::a9fe:a9fe]"),
        *("[::]", "[::1]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[ff02::1]", "[100::1]"),
        *("[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[fec0::1]"),
        # IPv4 in the clothes of IPv6: mapped, compatible, NAT64, 6to4, Teredo, ISATAP.
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:10.1.2.3]"),
        *("[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]"),
        *("[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]"),
        *("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[fe80::5efe:127.0.0.1]"),
    )
}
LITERALS = {
    f"literal {one}": f"https://{one}/"
    for one in (
        *(
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0X7F.0.0.1",
            "0x7f.0x0.0x0.0x1",
        ),
        *(
            "017700000001",
            "0177.0.0.1",
            "0177.0.0.01",
            "127.0.0.01",
            "00000127.0.0.1",
            "127.0.0.1.",
        ),
        *("127.0.0.1:443:80", "4294967297.1", "0", "0.", "256.256.256.256", "1.2.3.4.5"),
        *("localhost", "LOCALHOST", "localhost.", "sub.localhost", "localhost.localdomain"),
        *(
            "ip6-localhost",
            "0.0.0.0.",
            "[::1%lo]",
            "[::1%25lo]",
            "[fe80::1%25lo]",
            "[::1].",
            "[::1",
        ),
        *("127。0。0。1", "①②⑦.⓪.⓪.①", "127.0.0.1%00.public.test", "127.0.0.1%2f", "%31%32%37.1"),
        *("public.test%00.internal.test", "ⓛocalhost", "127.0.0.1\u200b", "internal.test\u3002"),
    )
}
TRICKS = {
    f"trick {one!r}": one
    for one in (
        "https://public.test@127.0.0.1/",
        "https://127.0.0.1@public.test/",
        "https://public.test:443@127.0.0.1:443/",
        "https://public.test@internal.test/",
        "https://public.test%40127.0.0.1/",
        "https://public.test\\@127.0.0.1/",
        "https://127.0.0.1\\@public.test/",
        "https://public.test#@127.0.0.1/",
        "https://127.0.0.1#.public.test/",
        "https:127.0.0.1/",
        "https:/127.0.0.1/",
        "https:///127.0.0.1/",
        "https:\\\\127.0.0.1\\",
        "//127.0.0.1/",
        "https://[::1]@public.test/",
        "https://[public.test]/",
        "https:// 127.0.0.1/",
        "https://127.0.0.1 .public.test/",
        "https://127.0.0.1\t/",
        "https://127.0.0.1\r\nHost: public.test/",
        "https://public.test/\r\nX-Injected: yes",
        "\thttps://127.0.0.1/",
        "https://public.test:80/",
        "https://public.test:22/",
        "https://public.test:6379/",
        "https://public.test:0/",
        "https://public.test:65536/",
        "https://public.test:٤٤٣/",
        "http://public.test/",
        "http://public.test:443/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "ftp://public.test/",
        "dict://127.0.0.1:11211/",
        "ws://127.0.0.1/",
        "unix:///var/run/docker.sock",
        "jar:https://public.test!/",
        "data:text/plain,x",
        "",
    )
}
NAMES = {
    f"name {one}": f"https://{one}/"
    for one in (
        *("internal.test", "INTERNAL.test", "internal.test:8443", "private.test", "zero.test"),
        *("metadata.test", "mixed.test", "mixed6.test", "mapped.test", "compatible.test"),
        *("nat64.test", "sixtofour.test", "teredo.test", "linklocal.test", "unique.test"),
        *("loopback6.test", "multicast.test", "broadcast.test", "alias.test", "nothing.test"),
        *("metadata.google.internal", "internal.test.", "metadata", "kubernetes.default.svc"),
    )
}
BLOCKED = {**ADDRESSES, **LITERALS, **TRICKS, **NAMES}

# By name and type: the addresses of each, or the name that it stands for.
RECORDS = {
    ("public.test", "A"): [PUBLIC],
    ("public6.test", "AAAA"): [PUBLIC_6],
    ("internal.test", "A"): [INTERNAL],
    ("private.test", "A"): ["10.1.2.3"],
    ("zero.test", "A"): ["0.0.0.0"],  # noqa: S104 - an attack, nobody listens there
    ("metadata.test", "A"): ["169.254.169.254"],
    ("metadata.google.internal", "A"): ["169.254.169.254"],
    ("mixed.test", "A"): [PUBLIC, INTERNAL],
    ("mixed6.test", "A"): [PUBLIC],
    ("mixed6.test", "AAAA"): ["::1"],
    ("mapped.test", "AAAA"): ["::ffff:127.0.0.1"],
    ("compatible.test", "AAAA"): ["::127.0.0.1"],
    ("nat64.test", "AAAA"): ["64:ff9b::7f00:1"],
    ("sixtofour.test", "AAAA"): ["2002:7f00:1::"],
    ("teredo.test", "AAAA"): ["2001:0:4136:e378:8000:63bf:80ff:fffe"],
    ("linklocal.test", "AAAA"): ["fe80::1"],
    ("unique.test", "AAAA"): ["fd00:ec2::254"],
    ("loopback6.test", "AAAA"): ["::1"],
    ("multicast.test", "A"): ["224.0.0.1"],
    ("broadcast.test", "A"): ["255.255.255.255"],
    ("metadata", "A"): ["169.254.169.254"],
    ("kubernetes.default.svc", "A"): ["10.1.2.3"],
    ("alias.test", "A"): [INTERNAL],
    # Another one each time that it is asked.
    ("rebind.test", "A"): [PUBLIC, INTERNAL],
}
REBINDING = "rebind.test"
