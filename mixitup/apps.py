from django.apps import AppConfig


class MixitupConfig(AppConfig):
    name = "mixitup"
    verbose_name = "Mix It Up"
