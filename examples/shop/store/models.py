from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models


class Roast(models.TextChoices):
    LIGHT = "light"
    MEDIUM = "medium"
    DARK = "dark"


class Product(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    origin = models.CharField(max_length=80)
    notes = models.CharField(max_length=200)
    roast = models.CharField(max_length=10, choices=Roast)
    price = models.DecimalField(max_digits=6, decimal_places=2)
    stock = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """What somebody bought."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        SHIPPED = "shipped"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    email = models.EmailField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Order {self.pk}"

    @property
    def total(self) -> Decimal:
        return sum((line.price * line.count for line in self.lines.all()), Decimal(0))

    def ship(self) -> None:
        if self.state != self.State.PAID:
            raise ValidationError(f"{self} is {self.state}: only paid orders are shipped.")
        self.state = self.State.SHIPPED
        self.save()


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    count = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=6, decimal_places=2)


class Review(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews")
    author = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    stars = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "author"], name="one_review_each")
        ]
