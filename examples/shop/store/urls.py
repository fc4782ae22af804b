from django.urls import path

from store import api, views

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("coffee/<slug:slug>/", views.product, name="product"),
    path("coffee/<slug:slug>/add/", views.add, name="add"),
    path("cart/", views.show_cart, name="cart"),
    path("checkout/", views.checkout, name="checkout"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:number>/ship/", views.ship, name="ship"),
    path("orders/import/", views.start_import, name="import"),
    path("prices.csv", views.price_list, name="prices"),
    path("api/products/", api.Products.as_view(), name="api-products"),
    path("api/coupons/", api.Coupons.as_view(), name="api-coupons"),
]
