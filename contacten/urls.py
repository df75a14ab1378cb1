"""Addresses of who is who: a room each."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("contacten/", include("contacten.personen.urls")),
    path("contacten/", include("contacten.inlezen.urls")),
    path("contacten/", include("contacten.uitvoer.urls")),
    path("contacten/", include("contacten.bijhouden.urls")),
    path("contacten/piket/", include("contacten.piket.urls")),
    path("", include("contacten.gebruikers.urls")),
]
