"""Addresses of the contact list."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.contacten, name="contacten"),
]
