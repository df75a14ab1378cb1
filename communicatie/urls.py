"""Addresses of communication. Every view gets `regels` (version -> rules of communication) from the wiring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
