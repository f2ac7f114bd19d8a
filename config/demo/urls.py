from django.urls import path

from config.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("sign-in/<slug:slug>/", views.demo_sign_in, name="demo_sign_in"),
    path("mail/<str:name>/", views.demo_mail, name="demo_mail"),
    path("mail/<str:name>/html/", views.demo_mail_html, name="demo_mail_html"),
]
