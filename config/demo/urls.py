from django.urls import path

from config.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("sign-in/<slug:slug>/", views.demo_sign_in, name="demo_sign_in"),
    path("hour/", views.demo_hour_start, name="demo_hour_start"),
    path("slack/", views.demo_slack, name="demo_slack"),
    path("mail/<str:name>/", views.demo_mail, name="demo_mail"),
    path("mail/<str:name>/html/", views.demo_mail_html, name="demo_mail_html"),
]
