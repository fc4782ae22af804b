from django.urls import path

from acceptance import views

urlpatterns = [
    path("", views.home),
    path("boom/", views.boom),
    path("user/<int:pk>/", views.user),
]
