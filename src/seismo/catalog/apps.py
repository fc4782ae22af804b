from django.apps import AppConfig
from django.db.models import Field, ForeignKey

from seismo.catalog.lookups import Among


class CatalogConfig(AppConfig):
    name = "seismo.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        Field.register_lookup(Among)
        ForeignKey.register_lookup(Among)
