from django.urls import include, path

from acceptance import views, views_core

urlpatterns = [
    path("", views.home),
    path("boom/", views.boom),
    path("user/<int:pk>/", views.user),
    path("", include("acceptance.urls_jobs")),
    path("", include("acceptance.urls_request")),
    path("", include("seismo_django.urls")),
    path("", include(views_core.urlpatterns)),
]
