"""The addresses of the product and the floor."""

from django.urls import include, path

from . import vloer

urlpatterns = [path("bench/me/", vloer.me, name="bench_me"), path("", include("calamiteiten.config.urls"))]
handler404 = "basis.views.niet_gevonden"
