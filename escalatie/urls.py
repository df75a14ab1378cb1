"""Addresses of the pages around a melding."""

from django.urls import URLPattern, path

from . import views_protocol

urlpatterns: list[URLPattern] = [
    path("protocol/", views_protocol.protocol, name="protocol"),
]
