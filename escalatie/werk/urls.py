"""Addresses of what someone has to do."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.werkvoorraad, name="werkvoorraad"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("communicatie/", views.werkbank, name="werkbank"),
    path("gezien/<int:nummer>/", views.gezien, name="gezien"),
    path("meldingen/", views.meldingen, name="meldingen"),
]
