from django.urls import path

from acceptance import views_request as views

urlpatterns = [
    path("ids/", views.ids),
    path("shifts/<int:pk>/", lambda request, pk: views.missing(request)),
    path("forbidden/", views.forbidden),
    path("by-hand/", views.by_hand),
    path("suspicious/", views.suspicious),
    path("gone/", views.gone),
    path("expected/", views.expected),
    path("told/<str:form>/", views.told),
    path("fail/<str:kind>/<str:number>/", views.failure),
    path("fail-too/<str:kind>/<str:number>/", views.failure),
]
