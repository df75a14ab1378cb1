"""Addresses of the page Bewaking. Those of health are open, and hung up by the wiring."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("bewaking/", views.bewaking, name="bewaking"),
    path("bewaking/vrijgeven/", views.bewaking_vrijgeven, name="bewaking_vrijgeven"),
    path("bewaking/opnieuw/<slug:soort>/<int:nummer>/", views.bewaking_opnieuw, name="bewaking_opnieuw"),
]
