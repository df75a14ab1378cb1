"""Addresses of one contact, and of every change to it."""

from django.urls import path

from . import views

urlpatterns = [
    path("nieuw/", views.contact_nieuw, name="contact_nieuw"),
    path("<int:pk>/", views.contact, name="contact"),
    path("<int:pk>/wijzigen/", views.contact_wijzigen, name="contact_wijzigen"),
    path("<int:pk>/einde/", views.contact_einde, name="contact_einde"),
    path("<int:pk>/plekken/nieuw/", views.plek_nieuw, name="plek_nieuw"),
    path("<int:pk>/plekken/<int:plek_pk>/", views.plek_wijzigen, name="plek_wijzigen"),
    path("<int:pk>/plekken/<int:plek_pk>/afwezig/", views.plek_afwezig, name="plek_afwezig"),
    path("<int:pk>/plekken/<int:plek_pk>/einde/", views.plek_einde, name="plek_einde"),
]
