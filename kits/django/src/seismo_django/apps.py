"""The kit as a Django application."""

from django.apps import AppConfig


class SeismoConfig(AppConfig):
    name = "seismo_django"
    label = "seismo_kit"
    verbose_name = "Seismo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from seismo_django import checks, counting, logins
        from seismo_django.destination import Where
        from seismo_django.metrics import shared
        from seismo_django.setup import begin, start

        begin("ready")
        checks.install()
        logins.watch()
        counting.at_first_count(shared.start)
        if start.destination.where != Where.NOWHERE:
            _listen()


def _listen() -> None:
    """To what is captured: who captures nothing alerts nobody, and has nothing to deliver."""
    from seismo_django import counting
    from seismo_django.alerts import desk
    from seismo_django.feedback import courier
    from seismo_django.transport import accepted

    accepted.listeners.append(courier.on_accepted)
    accepted.listeners.append(desk.on_accepted)
    counting.at_first_count(desk.start)
