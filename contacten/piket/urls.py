"""Addresses of who is on call."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.piket, name="piket"),
    path("nieuw/", views.nieuw, name="piket_nieuw"),
    path("<int:pk>/wijzigen/", views.wijzigen, name="piket_wijzigen"),
    path("<int:pk>/einde/", views.einde, name="piket_einde"),
]
