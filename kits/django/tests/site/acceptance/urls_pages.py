from django.contrib import admin
from django.urls import path

from acceptance import views_pages as views

urlpatterns = [
    path("dashboard/", views.plain, name="dashboard"),
    path("contact/", views.plain, name="contact"),
    path("catalogue/", views.plain, name="catalogue"),
    path("staff/reports/", views.for_members, name="reports"),
    path("broken/", views.broken),
    path("api/broken/", views.broken),
    path("forbidden/", views.forbidden),
    path("suspicious/", views.suspicious),
    path("closed/", views.closed),
    path("form/", views.form),
    path("sessions/", views.sessions),
    path("single-page/", views.single_page),
    path("flush/", views.flush),
    path("admin/", admin.site.urls),
]
