"""`manage.py stock`: coffee in the shelves, and three people who work here."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand

from store.models import Product

COFFEES = (
    (
        "kenya-aa",
        "Kenya AA",
        "Nyeri, Kenya",
        "Blackcurrant, tomato leaf, long and bright",
        "light",
        "14.50",
    ),
    ("ethiopia-guji", "Ethiopia Guji", "Guji, Ethiopia", "Peach, jasmine, honey", "light", "13.90"),
    (
        "colombia-huila",
        "Colombia Huila",
        "Huila, Colombia",
        "Caramel, red apple",
        "medium",
        "11.90",
    ),
    (
        "guatemala-antigua",
        "Guatemala Antigua",
        "Antigua, Guatemala",
        "Cocoa, orange zest",
        "medium",
        "12.40",
    ),
    (
        "brazil-cerrado",
        "Brazil Cerrado",
        "Minas Gerais, Brazil",
        "Hazelnut, milk chocolate",
        "medium",
        "9.80",
    ),
    (
        "sumatra",
        "Sumatra Lintong",
        "Lintong, Indonesia",
        "Cedar, dark sugar, spice",
        "dark",
        "12.80",
    ),
    (
        "house-espresso",
        "House espresso",
        "A blend of three",
        "Cocoa, cherry, thick crema",
        "dark",
        "10.50",
    ),
    (
        "decaf",
        "Swiss Water decaf",
        "Oaxaca, Mexico",
        "Fig, brown sugar, no regrets",
        "medium",
        "12.00",
    ),
)
PEOPLE = (("mara", "Manager"), ("cleo", "Clerk"))


class Command(BaseCommand):
    help = "Fills the shelves of an empty shop; a second time changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for slug, name, origin, notes, roast, price in COFFEES:
            told = {"name": name, "origin": origin, "notes": notes, "roast": roast}
            told |= {"price": Decimal(price), "stock": 40}
            Product.objects.get_or_create(slug=slug, defaults=told)
        for name, role in PEOPLE:
            self._employ(name, role)
        self._add("guest")

    def _employ(self, name: str, role: str) -> None:
        group, _ = Group.objects.get_or_create(name=role)
        self._add(name, is_staff=True).groups.add(group)

    def _add(self, name: str, is_staff: bool = False) -> User:
        """Whose password is the name, twice."""
        user, is_new = User.objects.get_or_create(username=name, defaults={"is_staff": is_staff})
        if is_new:
            user.set_password(f"{name}-{name}")
            user.save()
        return user
