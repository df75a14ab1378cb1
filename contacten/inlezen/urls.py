"""Addresses on which a list comes in."""

from django.urls import path

from . import views

urlpatterns = [
    path("inlezen/", views.inlezen, name="contacten_inlezen"),
    path("inlezen/<int:pk>/", views.voorstel, name="contacten_inlezen_voorstel"),
]
