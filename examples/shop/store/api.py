"""What the React part of the catalogue asks for."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from store.models import Product

COUPONS = {"FIRST": Decimal("0.90"), "FRIENDS": Decimal("0.80")}


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ("slug", "name", "origin", "notes", "roast", "price", "stock")


class Products(ListAPIView):
    queryset = Product.objects.order_by("name")
    serializer_class = ProductSerializer


class CouponSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=20)
    total = serializers.DecimalField(max_digits=8, decimal_places=2)


class Coupons(APIView):
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "coupons"

    def post(self, request: Request) -> Response:
        """An unknown code is a KeyError: the bug that every shop has."""
        asked = CouponSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return Response({"total": str(values["total"] * COUPONS[values["code"].upper()])})
