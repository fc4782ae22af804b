from django.urls import path

from acceptance import views_jobs as views

urlpatterns = [
    path("shift/", views.shift),
    path("pay/", views.pay),
    path("work/", views.work),
    path("log-in/<str:name>/", views.log_in),
    path("shout/", views.shout),
    path("cart/<int:user>/", views.cart),
]
