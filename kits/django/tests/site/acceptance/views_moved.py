"""What a team brings along that has written its error tracking by hand."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler
from seismo_django.drf import reporting


class Outage(Exception):
    pass


@reporting
def answered(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Outage):
        return Response({"detail": "We are on it."}, status=500)
    return exception_handler(error, context)


class Outages(APIView):
    def get(self, request: Request) -> Response:
        raise Outage("the warehouse does not answer")
