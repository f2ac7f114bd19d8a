from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import staff_accounts
from mixitup.access import signed_in, staff_required
from mixitup.forms.accounts import StaffForm
from mixitup.models import User


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody with a staff account, and the form that invites another."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = staff_accounts.invite(
                form.cleaned_data["email"], form.cleaned_data["name"], signed_in(request)
            )
        except staff_accounts.RefusedError as refusal:
            form.add_error("email", str(refusal))
        else:
            return _mail_invitation(request, user)
    people = list(User.objects.with_staff_accounts())
    context = {
        "form": form,
        "staff": [user for user in people if user.is_active],
        "removed": [user for user in people if not user.is_active],
    }
    return render(request, "mixitup/staff_list.html", context)


@staff_required
@require_POST
def staff_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _mail_invitation(request, get_object_or_404(User.objects.staff(), pk=pk))


@staff_required
@require_POST
def staff_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, is_staff=True)
    try:
        staff_accounts.remove(user, signed_in(request))
    except staff_accounts.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        name = user.get_full_name()
        messages.success(request, f"{name} is removed and signed out everywhere. A slip? Restore them below.")
    return redirect("staff_list")


@staff_required
@require_POST
def staff_restore(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, is_staff=True)
    try:
        staff_accounts.restore(user, signed_in(request))
    except staff_accounts.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{user.get_full_name()} can sign in again.")
    return redirect("staff_list")


def _mail_invitation(request: HttpRequest, user: User) -> HttpResponse:
    try:
        staff_accounts.mail_invitation(user, signed_in(request))
    except staff_accounts.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{user.name} is staff now; the invitation went to {user.email}.")
    return redirect("staff_list")
