"""A site whose error page fails."""

from acceptance.urls import urlpatterns

__all__ = ["handler500", "urlpatterns"]
handler500 = "acceptance.views_request.failing_page"
