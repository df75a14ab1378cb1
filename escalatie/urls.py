"""Addresses of the pages around a melding."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
