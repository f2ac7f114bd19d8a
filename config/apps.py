from django.apps import AppConfig


class CompositionConfig(AppConfig):
    name = "config"
    label = "composition"
