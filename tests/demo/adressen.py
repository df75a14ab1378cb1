"""The addresses of the product with those of the demo."""

from django.urls import include, path

from calamiteiten.config.urls import handler404, handler500
from calamiteiten.config.urls import urlpatterns as product

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [*product, path("demo/", include("calamiteiten.demo.urls"))]
