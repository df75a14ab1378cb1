"""Addresses of the contact list."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
