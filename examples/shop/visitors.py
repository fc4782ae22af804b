"""Visitors of the shop: most of them buy, some of them find what is broken. `python visitors.py URL`"""

import random
import re
import sys
import time
from collections.abc import Callable

import requests

COFFEES = ("kenya-aa", "ethiopia-guji", "colombia-huila", "guatemala-antigua", "sumatra", "decaf")
CARDS = (
    ("4242 4242 4242 4242",) * 6
    + ("4000 0000 0000 0002",) * 2
    + ("4000 0000 0000 0127", "4000 0000 0000 0119")
)
AGENTS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """A browser of its own, with its cookies."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self.url = url
        self.chance = chance
        self.browser = requests.Session()
        self.browser.headers["User-Agent"] = chance.choice(AGENTS)

    def get(self, path: str) -> requests.Response:
        return self.browser.get(self.url + path, timeout=20)

    def send(self, page: str, path: str, **values: str) -> requests.Response:
        """Fill in a form of a page, as a browser does."""
        found = TOKEN.search(self.get(page).text)
        values["csrfmiddlewaretoken"] = found.group(1) if found else ""
        return self.browser.post(self.url + path, data=values, timeout=20)

    def sign_in(self, name: str) -> None:
        self.send("/admin/login/", "/admin/login/", username=name, password=f"{name}-{name}")

    def look_around(self) -> None:
        self.get("/")
        self.get(f"/?q={self.chance.choice(['cocoa', 'peach', 'tea'])}")
        self.get(f"/coffee/{self.chance.choice(COFFEES)}/")

    def buy(self) -> None:
        self.look_around()
        coffee = self.chance.choice(COFFEES)
        self.send(f"/coffee/{coffee}/", f"/coffee/{coffee}/add/")
        number = self.chance.randrange(10**6)
        self.send(
            "/cart/",
            "/checkout/",
            email=f"visitor-{number}@kettle.example",
            card_number=self.chance.choice(CARDS),
            cvv="123",
        )

    def review(self) -> None:
        """Who reviews a coffee twice meets an IntegrityError, and "five" is no number of stars."""
        coffee = self.chance.choice(COFFEES[:2])
        stars = self.chance.choice(["5", "4", "five"])
        self.send(
            f"/coffee/{coffee}/", f"/coffee/{coffee}/", author="Ada", stars=stars, text="Good."
        )

    def get_lost(self) -> None:
        self.get("/coffee/lapsang/")
        self.get("/orders/")

    def use_a_coupon(self) -> None:
        code = self.chance.choice(["FIRST", "FRIENDS", "BLACKFRIDAY"])
        self.browser.post(
            f"{self.url}/api/coupons/", json={"code": code, "total": "24.00"}, timeout=20
        )

    def work(self) -> None:
        name = self.chance.choice(["mara", "cleo"])
        self.sign_in(name)
        self.get("/orders/")
        number = self.chance.randrange(1, 20)
        self.send("/orders/", f"/orders/{number}/ship/")
        if self.chance.random() < 0.3:
            self.send("/orders/", "/orders/import/")

    def wander(self) -> None:
        """As a guest who may not see the orders."""
        self.browser.cookies.clear()
        self.send("/admin/login/", "/admin/login/", username="guest", password="guest-guest")  # noqa: S106 - not real
        self.get("/orders/")


def walks(visitor: Visitor) -> list[Callable[[], None]]:
    v = visitor
    return [
        v.look_around,
        v.look_around,
        v.buy,
        v.buy,
        v.buy,
        v.review,
        v.get_lost,
        v.use_a_coupon,
        v.work,
        v.wander,
    ]


def main(url: str, seconds: float) -> None:
    chance = random.Random(7)  # noqa: S311 - the same visitors each time
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        visitor = Visitor(url, chance)
        try:
            chance.choice(walks(visitor))()
        except requests.RequestException as error:
            sys.stderr.write(f"A visitor left: {error}\n")
        time.sleep(chance.uniform(0.2, 1.2))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else float("inf"))
