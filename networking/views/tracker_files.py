from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mixitup.access import student_required
from mixitup.downloads import table_response
from mixitup.models import Student
from mixitup.tables import MAX_BYTES, Grid, TableError, read_pasted, read_sheets
from networking.forms.contact import ImportForm
from networking.models import Contact
from networking.tracker_files import apply_import, as_text, export_rows, plan_import


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def contact_import(request: HttpRequest, student: Student) -> HttpResponse:
    """A table in: read, shown as it would come in, then brought in. It is held nowhere in between."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "networking/contact_import.html", {"form": form})
    try:
        grid = read_grid(form)
        plan = plan_import(student, grid)
    except TableError as error:
        form.add_error(None, str(error))
        return render(request, "networking/contact_import.html", {"form": form})
    if "commit" in request.POST:
        count = apply_import(student, plan, timezone.now())
        messages.success(request, f"{count} contact{'s' if count != 1 else ''} came in.")
        return redirect("contact_list")
    return render(
        request, "networking/contact_import.html", {"form": form, "plan": plan, "text": as_text(grid)}
    )


def read_grid(form: ImportForm) -> Grid:
    """The uploaded file's first sheet that can be read, or the pasted rows. Raises TableError."""
    upload = form.cleaned_data.get("file")
    if not upload:
        return read_pasted(form.cleaned_data["pasted"])
    sheets = read_sheets(upload.read(MAX_BYTES + 1))  # never more in memory than can be read
    readable = next((sheet.grid for sheet in sheets if sheet.grid), None)
    if readable is None:
        raise TableError(sheets[0].fault)
    return readable


@require_safe
@student_required
def contact_export(request: HttpRequest, student: Student, extension: str) -> HttpResponse:
    """The author's own tracker, in the columns that an import understands."""
    if extension not in ("csv", "xlsx"):
        raise Http404
    contacts = Contact.objects.of(student).in_order()
    return table_response(export_rows(list(contacts)), "my-networking-tracker", extension)
