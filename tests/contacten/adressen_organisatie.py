"""The addresses of an installation where an organisation is configured."""

from django.urls import include, path

from calamiteiten.config.urls import handler404, handler500
from calamiteiten.config.urls import urlpatterns as eigen

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [*eigen, path("", include("contacten.inloggen.urls"))]
