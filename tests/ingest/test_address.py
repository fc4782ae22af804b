import pytest

from seismo.ingest.address import client_address


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "::ffff:10.0.0.1", ""]
)
def test_a_peer_that_is_near_may_name_the_client(peer: str) -> None:
    assert client_address(peer, "198.51.100.4, 10.0.0.9") == "198.51.100.4"


@pytest.mark.parametrize("peer", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8", "testclient"])
def test_a_peer_that_is_far_speaks_for_itself(peer: str) -> None:
    assert client_address(peer, "198.51.100.4") == peer


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("198.51.100.4:5678", "198.51.100.4"),
        ("[2001:db8::1]:5678", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        (" 198.51.100.4 ", "198.51.100.4"),
        ("unknown", "127.0.0.1"),
        ("<script>", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_only_an_address_is_believed(entry: str, address: str) -> None:
    assert client_address("127.0.0.1", entry) == address
