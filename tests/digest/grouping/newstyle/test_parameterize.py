import time

import pytest

from seismo.digest.grouping.newstyle.parameterize import MAX_LENGTH, parameterize

REPLACED = {
    "email": ("mail to jo.fox@shop.example.com bounced", "mail to <email> bounced"),
    "email with plus": ("jo+news@example.com", "<email>"),
    "email after equals": ("owner=jo@example.com", "owner=<email>"),
    "email at the end of a sentence": ("ask jo@example.com.", "ask <email>."),
    "url": ("GET https://shop.example/cart?item=7 failed", "GET <url> failed"),
    "websocket url": ("lost wss://push.example/feed", "lost <url>"),
    "ftp url": ("from ftp://files.example/a.csv", "from <url>"),
    "hostname": ("no route to db3.shop.internal", "no route to <hostname>"),
    "hostname in capitals": ("no route to DB.SHOP.COM", "no route to <hostname>"),
    "hostname with port": ("db.shop.com:5432 is down", "<hostname>:<int> is down"),
    "traceparent": (
        "trace 00-11112222333344445555666677778888-aaaabbbbccccdddd-01",
        "trace <traceparent>",
    ),
    "trace id of a load balancer": (
        "trace 1-5759e988-bd862e3fe1be46a994272793",
        "trace <traceparent>",
    ),
    "process of Erlang": ("GenServer #PID<0.345.0> ended", "GenServer #PID<<pid>> ended"),
    "reference of Erlang": ("#Reference<0.1.2.3>", "#Reference<<pid>>"),
    "uuid": ("order 3f2b8c1e-9a4d-4c7b-8e21-0d5f6a7b8c9d lost", "order <uuid> lost"),
    "uuid in capitals": ("3F2B8C1E-9A4D-4C7B-8E21-0D5F6A7B8C9D", "<uuid>"),
    "uuid that starts with letters": ("deadbeef-9a4d-4c7b-8e21-0d5f6a7b8c9d", "<uuid>"),
    "sha1": ("tree 0123456789abcdef0123456789abcdef01234567", "tree <sha1>"),
    "md5": ("etag 0123456789abcdef0123456789abcdef", "etag <md5>"),
    "mail date": ("at Fri, 02 Jan 2026 15:04:05 +0100", "at <date>"),
    "mail date without a day": ("at 02 Jan 2026 15:04:05 GMT", "at <date>"),
    "cookie date": ("until Friday, 02-Jan-26 15:04:05 GMT", "until <date>"),
    "log date": ("[02/Jan/2026:15:04:05 +0000] GET", "[<date>] GET"),
    "syslog date": ("Jan 02 15:04:05 web1", "<date> web1"),
    "date in words": ("since Fri Jan 02, 2026 it fails", "since <date> it fails"),
    "long month": ("since January 2, 2026", "since <date>"),
    "date of C": ("Fri Jan  2 15:04:05 2026: late", "<date>: late"),
    "date of JavaScript": (
        "Fri Jan 02 2026 15:04:05 GMT+0100 (Central European Standard Time) is late",
        "<date> is late",
    ),
    "iso date": ("2026-01-02T15:04:05Z", "<date>"),
    "iso date with fraction": ("at 2026-01-02T15:04:05.123456Z: late", "at <date>: late"),
    "iso date with offset": ("at 2026-01-02T15:04:05+02:00 late", "at <date> late"),
    "iso date with space": ("at 2026-01-02 15:04:05,123 late", "at <date> late"),
    "iso day": ("for 2026-01-02 only", "for <date> only"),
    "day with slashes": ("for 2026/01/02 15:04:05", "for <date>"),
    "compact date": ("backup-20260102T150405Z", "backup-<date>"),
    "compact date of digits": ("run 20260102150405", "run <date>"),
    "clock": ("at 15:04:05 sharp", "at <date> sharp"),
    "clock of twelve hours": ("at 3:04 PM sharp", "at <date> sharp"),
    "datetime of Python": ("got datetime.datetime(2026, 1, 2, 15, 4)", "got <date>"),
    "milliseconds": ("took 1250ms", "took <duration>"),
    "seconds": ("took 1.5s", "took <duration>"),
    "minutes and seconds": ("took 2m30s", "took <duration>"),
    "mac": ("device 0a:1b:2c:3d:4e:5f", "device <mac>"),
    "mac of letters": ("device aa:bb:cc:dd:ee:ff", "device <mac>"),
    "mac with dashes": ("device 0A-1B-2C-3D-4E-5F", "device <mac>"),
    "ipv4": ("from 192.0.2.17 refused", "from <ip> refused"),
    "ipv4 with port": ("192.0.2.17:8080", "<ip>:<int>"),
    "ipv4 at the end of a sentence": ("from 192.0.2.17.", "from <ip>."),
    "ipv6": ("from 2001:db8::7 refused", "from <ip> refused"),
    "ipv6 before a colon": ("2001:db8::7: refused", "<ip>: refused"),
    "ipv6 loopback": ("from ::1 refused", "from <ip> refused"),
    "ipv6 with ipv4": ("from ::ffff:192.0.2.17", "from <ip>"),
    "object store id": ("tx0123456789abcdef01234-0067aabbcc gone", "<swift_txn_id> gone"),
    "pointer": ("at 0x7ffe12ab", "at <hex>"),
    "short pointer": ("code 0X1F", "code <hex>"),
    "eight hex digits": ("key 1a2b3c4d", "key <hex>"),
    "eight hex letters": ("key deadbeef", "key <hex>"),
    "four hex digits": ("port a1b2", "port <hex>"),
    "hex in capitals": ("key 1A2B3C4D5E", "key <hex>"),
    "eight decimal digits": ("order 12345678", "order <hex>"),
    "minus and hex": ("offset -1a2b3c4d", "offset <hex>"),
    "short commit": ("deploy a1b2c3d done", "deploy <git_sha> done"),
    "random id": ("invoice x7Kq2mP9 gone", "invoice <random_id> gone"),
    "random id behind an underscore": ("cus_9s6XKzkNRiz8i3", "cus_<random_id>"),
    "random id with dashes": ("upload k3J9x-7Qp2z-m4R8t", "upload <random_id>"),
    "random id before a word": ("8f3k2j1-failed", "<random_id>-failed"),
    "short random id of both cases": ("slot a1B2", "slot <random_id>"),
    "float": ("ratio 0.75 too low", "ratio <float> too low"),
    "negative float": ("balance -12.50", "balance <float>"),
    "float with exponent": ("epsilon 1.5e-10", "epsilon <float>"),
    "int": ("user 42 not found", "user <int> not found"),
    "negative int": ("returned -5", "returned <int>"),
    "int after a dash": ("order-123", "order-<int>"),
    "int in brackets": ("items[3]", "items[<int>]"),
    "int in a path of names": ("items.0.price", "items.<int>.price"),
    "int with percent": ("disk 97% full", "disk <int>% full"),
    "line and column": ("app.js:12:30", "app.js:<int>:<int>"),
    "seven decimal digits": ("order 1234567", "order <int>"),
    "int between other letters": ("订单12345不存在", "订单<int>不存在"),
    "double quotes after equals": ('name="Jo Fox"', "name=<quoted_str>"),
    "single quotes after equals": ("name='Jo' failed", "name=<quoted_str> failed"),
    "quotes with a date after equals": ('day="2026-01-02"', "day=<quoted_str>"),
    "bool after equals": ("active=True, admin=false", "active=<bool>, admin=<bool>"),
    "several": (
        "jo@example.com paid 12.50 for 3f2b8c1e-9a4d-4c7b-8e21-0d5f6a7b8c9d in 30ms",
        "<email> paid <float> for <uuid> in <duration>",
    ),
}

KEPT = {
    "words": "the cart is empty",
    "capitals": "CONNECTION REFUSED BY PEER",
    "method of a class": "Cart::pay failed",
    "method of a class with hex names": "Cafe::Bad failed",
    "two one-letter names": "A::B failed",
    "version in angle brackets": "PID<1.2.3>",
    "version": "requires 1.2.3",
    "version with v": "requires v1.2",
    "version behind a name": "requires python3.11",
    "version behind an at sign": "requires lodash@4.17.21",
    "hash algorithm": "unknown digest sha256",
    "encoding": "cannot encode to utf8",
    "protocol": "ipv4 only",
    "machine": "built for x86_64",
    "abbreviation": "k8s and i18n and oauth2",
    "ordinal": "the 5th element",
    "unit": "size 10kb",
    "quotes in prose": "KeyError: 'price' and \"name\"",
    "bool in prose": "expected true, got false",
    "module": "No module named django.core.io_tools",
    "class of Java": "java.io.IOException",
    "file": "cannot open settings.py",
    "number in an identifier": "column user_123 missing",
    "address that is none": "999.1.1.1",
    "five numbers with dots": "1.2.3.4.5",
    "month in prose": "you may march on",
    "month as a word": "May I come in",
    "unclosed quote": 'name="Jo',
    "equals alone": "a = b == c",
    "empty": "",
    "other scripts": "Корзина пуста",
}


@pytest.mark.parametrize(("text", "normal"), REPLACED.values(), ids=REPLACED.keys())
def test_what_varies_gets_a_name(text: str, normal: str) -> None:
    assert parameterize(text) == normal


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_tells_errors_apart_is_kept(text: str) -> None:
    assert parameterize(text) == text


def test_a_rejected_address_is_offered_to_the_patterns_below() -> None:
    assert parameterize("12:34:56:78") == "<int>:<int>:<int>:<int>"


def test_a_rejected_hostname_is_offered_to_the_patterns_below() -> None:
    assert parameterize("3.14") == "<float>"


def test_a_text_over_the_limit_stays_as_it_is() -> None:
    text = "7 " * (MAX_LENGTH // 2 + 1)

    assert parameterize(text) == text


def test_a_text_at_the_limit_is_parameterized() -> None:
    assert parameterize("7 " * (MAX_LENGTH // 2)) == "<int> " * (MAX_LENGTH // 2)


@pytest.mark.parametrize(
    "part",
    ["a.", "a1.", "1-", "a-", "a@", "a+", "a:", '="', "a1", "a_1", "=", "Mon ", "1 Jan ", "1.1."],
)
def test_no_text_takes_long(part: str) -> None:
    text = (part * MAX_LENGTH)[:MAX_LENGTH]
    started = time.process_time()

    parameterize(text)

    assert time.process_time() - started < 5
