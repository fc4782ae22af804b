from django.urls import path

from acceptance import wrongs_core

handler500 = "acceptance.wrongs_core.show_last_event"
urlpatterns = [path("test-sentry-error/", wrongs_core.raise_for_anybody)]
