from django.contrib import admin
from django.urls import include, path

handler400 = "seismo_django.handlers.handler400"
handler403 = "seismo_django.handlers.handler403"
handler404 = "seismo_django.handlers.handler404"
handler500 = "seismo_django.handlers.handler500"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("seismo_django.urls")),
    path("", include("store.urls")),
]
