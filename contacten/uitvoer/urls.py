"""Addresses on which the list goes out."""

from django.urls import path

from . import views

urlpatterns = [
    path("uitvoer/", views.uitvoer_lijst, name="contacten_uitvoer_lijst"),
    path("uitvoer/<slug:vorm>/", views.uitvoer, name="contacten_uitvoer"),
]
