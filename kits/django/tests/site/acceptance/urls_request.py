from django.urls import path

from acceptance import views_request as views

urlpatterns = [
    path("ids/", views.ids),
]
