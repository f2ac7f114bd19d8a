"""What students say about themselves."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import calendar_feed, reminders
from mixitup.access import signed_in, student_required
from mixitup.forms.students import ProfileForm
from mixitup.helping import shown_to_helpers
from mixitup.models import Student
from mixitup.roster.students import change_own


@shown_to_helpers
@student_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest, student: Student) -> HttpResponse:
    form = ProfileForm(instance=student)
    if request.method == "POST":
        with transaction.atomic():
            locked = Student.objects.select_for_update(no_key=True).get(pk=student.pk)
            form = ProfileForm(request.POST, instance=locked)
            if form.is_valid():
                change_own(Student.objects.get(pk=student.pk), form.own_fields(), signed_in(request))
                messages.success(request, "Saved.", extra_tags="good")
                return redirect("profile_edit")
    context = {
        "form": form,
        "student": student,
        # The address opens the calendar for good, so it is the student's alone.
        "calendar": "" if getattr(request, "helping", None) else calendar_feed.address(student),
        "wants_reminders": reminders.wants_reminders(student),
    }
    return render(request, "mixitup/profile_form.html", context, status=form.status)


@require_POST
@student_required
def calendar_renew(request: HttpRequest, student: Student) -> HttpResponse:
    """A new secret address; who had the old one reads nothing any more."""
    calendar_feed.renew(student)
    messages.success(request, "Here is your new calendar address. The old one doesn't work any more.")
    return redirect("profile_edit")


@require_POST
@student_required
def reminder_choose(request: HttpRequest, student: Student) -> HttpResponse:
    """Reminders on or off; mails about one's room always come."""
    wants = request.POST.get("wants") == "1"
    reminders.choose(student, wants=wants)
    messages.success(request, "You'll get reminders." if wants else "No more reminders.")
    return redirect("profile_edit")
