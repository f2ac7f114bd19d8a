from django.urls import path

from lessons.views import staff, student

urlpatterns = [
    path("lessons/", student.lesson_list, name="lesson_list"),
    path("lessons/<int:pk>/", student.lesson_detail, name="lesson_detail"),
    path("lessons/<int:pk>/start/", student.lesson_start, name="lesson_start"),
    path("lessons/<int:pk>/tick/", student.lesson_tick, name="lesson_tick"),
    path("lessons/<int:pk>/reflections/", student.reflection_save, name="reflection_save"),
    path("lessons/<int:pk>/exit-ticket/", student.ticket_hand_in, name="ticket_hand_in"),
    path("lessons/reflections/<int:pk>/share/", student.reflection_share, name="reflection_share"),
    path("staff/lessons/", staff.lesson_overview, name="lesson_overview"),
    path("staff/lessons/<int:pk>/", staff.lesson_progress, name="lesson_progress"),
    path("staff/lessons/<int:pk>/progress.<str:extension>", staff.lesson_export, name="lesson_export"),
    path("staff/lessons/<int:pk>/remind/", staff.lesson_nudge, name="lesson_nudge"),
    path("staff/lessons/<int:pk>/more-time/<int:enrolment_pk>/", staff.lesson_extend, name="lesson_extend"),
    path("staff/lessons/<int:pk>/exit-ticket/", staff.ticket_edit, name="ticket_edit"),
    path(
        "staff/lessons/<int:pk>/exit-ticket/<int:question_pk>/",
        staff.ticket_question_edit,
        name="ticket_question_edit",
    ),
    path(
        "staff/lessons/<int:pk>/exit-ticket/<int:question_pk>/change/",
        staff.ticket_question_change,
        name="ticket_question_change",
    ),
    path("staff/lessons/<int:pk>/exit-tickets.<str:extension>", staff.ticket_export, name="ticket_export"),
]
