"""People who sign in. The mail address is the login."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        """Raises ValueError without a mail address."""
        if not email:
            raise ValueError("a user needs a mail address")
        user = User(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class Theme(models.TextChoices):
    SYSTEM = "", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    theme = models.CharField(max_length=8, choices=Theme.choices, blank=True, default=Theme.SYSTEM)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    """Such as Europe/Berlin; empty is that of the browser."""
    uses_keys = models.BooleanField(default=True)
    """Whether a single key, pressed outside of a field, does something."""
    notifications = models.JSONField(default=dict)
    """A `model.notifications.Notifications`."""
    created = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(null=True)
    """When a page was last asked for, give or take a quarter of an hour."""

    acts_from: str = ""
    """The IP address of the request in which the user does something. Not stored here."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.email
