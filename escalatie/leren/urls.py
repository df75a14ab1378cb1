"""Addresses of what the region learns."""

from django.urls import path

from . import views

urlpatterns = [
    path("verbeterpunten/", views.verbeterpunten, name="verbeterpunten"),
    path("lessen/", views.lessen, name="lessen"),
    path("lessen/<int:jaar>.pdf", views.leerverslag, name="leerverslag"),
    path("terugkoppelingen/", views.terugkoppelingen, name="terugkoppelingen"),
]
