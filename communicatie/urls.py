"""Addresses of what the media say; the other pages of communication belong to a procedure and hang in escalatie."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("communicatie.media.urls")),
]
