"""Mounted at ``/demo/`` when ``settings.DEMO`` is set."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("postvak/", views.lijst, name="demo_postvak"),
    path("postvak/<str:naam>/", views.toon, name="demo_bericht"),
]
