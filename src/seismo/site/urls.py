from django.urls import include, path

urlpatterns = [path("", include("seismo.web.urls"))]

handler403 = "seismo.web.operations.forbidden"
handler404 = "seismo.web.operations.not_found"
handler500 = "seismo.web.operations.failed"
