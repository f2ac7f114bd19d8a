from django.urls import URLPattern, path

from mixitup.views import public

# Each audience's task has its block; keep additions inside theirs.
public_urls = [
    path("about/", public.about_detail, name="about_detail"),
]
account_urls: list[URLPattern] = []
student_urls: list[URLPattern] = []
roster_urls: list[URLPattern] = []
school_urls: list[URLPattern] = []
session_urls: list[URLPattern] = []
board_urls: list[URLPattern] = []
publishing_urls: list[URLPattern] = []
guide_urls: list[URLPattern] = []

urlpatterns = [
    *public_urls,
    *account_urls,
    *student_urls,
    *roster_urls,
    *school_urls,
    *session_urls,
    *board_urls,
    *publishing_urls,
    *guide_urls,
]
