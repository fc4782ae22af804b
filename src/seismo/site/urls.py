from django.urls import include, path

urlpatterns = [path("", include("seismo.web.urls"))]

handler403 = "seismo.web.operations.forbidden"
handler404 = "seismo.web.operations.not_found"
handler429 = "seismo.web.operations.too_many_requests"
handler500 = "seismo.web.operations.failed"
