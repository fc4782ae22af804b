from django.urls import include, path
from seismo_django.handlers import handler400, handler403, handler404, handler500  # noqa: F401

from acceptance import views, views_core

urlpatterns = [
    path("", views.home),
    path("boom/", views.boom),
    path("user/<int:pk>/", views.user),
    path("", include("acceptance.urls_jobs")),
    path("", include("acceptance.urls_pages")),
    path("", include("acceptance.urls_request")),
    path("", include("acceptance.views_scrub")),
    path("", include("seismo_django.urls")),
    path("", include(views_core.urlpatterns)),
]
