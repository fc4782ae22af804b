"""The login and the user of a request, which every page asks for."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from seismo.catalog.lookups import Given
from seismo.catalog.models import User
from seismo.catalog.prepared import Prepared

_LOGINS = Prepared(
    lambda: Session.objects.filter(session_key=Given("session"), expire_date__gt=Given("now"))
)
_USERS = Prepared(lambda: User.objects.filter(pk=Given("pk")))


class SessionStore(db.SessionStore):
    """Django's own, in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _LOGINS.first(session=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Users(ModelBackend):
    """Django's own, by mail address and password."""

    def get_user(self, user_id: int) -> User | None:
        user = _USERS.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
