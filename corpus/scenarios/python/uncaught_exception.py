"""A program that dies of an exception, with secrets among its locals."""

from _start import start


def unit_price(order: dict[str, int]) -> float:
    password = "fake-password-123"
    api_token = "fake-token-456"
    card = "4111 1111 1111 1111"
    assert all((password, api_token, card))
    return order["total"] / order["pieces"]


def print_receipt(orders: list[dict[str, int]]) -> None:
    for order in orders:
        print(unit_price(order))


start()
print_receipt([{"total": 1200, "pieces": 3}, {"total": 900, "pieces": 0}])
