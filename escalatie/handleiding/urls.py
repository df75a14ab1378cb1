"""Addresses of the help."""

from django.urls import path

from . import views

urlpatterns = [
    path("hulp/", views.hulp, name="hulp"),
    path("welkom/gelezen/", views.gelezen, name="eerste_keer"),
    path("woordenlijst/", views.woordenlijst, name="woordenlijst"),
]
