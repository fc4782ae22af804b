from django.urls import path

from acceptance import views_measured as measured
from acceptance import views_moved as moved
from acceptance import views_request as views
from acceptance import views_shifts as shifts
from acceptance import views_signed_in as people

urlpatterns = [
    path("sign-in/", people.sign_in),
    path("whoami/", people.fails),
    path("broken-transaction/", people.fails_in_broken_transaction),
    path("async/", people.fails_in_a_loop),
    path("in/<str:source>/", people.fails_in),
    path("posted/", people.posted),
    path("taken/<str:how>/", people.taken),
    path("token/", people.Token.as_view()),
    path("described/", people.described),
    path("outage/", moved.Outages.as_view()),
    path("measured/", measured.create),
    path("quiet/", shifts.quiet),
    path("shifts/", shifts.dashboard),
    path("shifts/create/", shifts.create),
    path("static/<path:path>", shifts.asset),
    path("streamed/", measured.streamed),
    path("streamed/<str:how>/", measured.streamed),
    path("streamed-async/", measured.streamed_async),
    path("returned/<int:status>/", measured.returned),
    path("loop/", measured.loop),
    path("asks/<int:times>/", measured.asks),
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
