"""Who changed what, and when."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mixitup import downloads, lists
from mixitup.access import staff_required
from mixitup.forms.record import RecordForm
from mixitup.record import telling

A_PAGE = 50


@staff_required
@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    form = RecordForm(request.GET)
    sought = form.sought()
    page = Paginator(telling.found(sought), A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "sought": sought,
        "page": page,
        "rows": telling.tell(list(page.object_list)),
        "query": asked.urlencode(),
    }
    return render(request, "mixitup/record_list.html", context)


@staff_required
@require_safe
def record_export(request: HttpRequest, extension: str) -> HttpResponse:
    """What was looked for, its newest 5,000 rows."""
    if extension not in ("csv", "xlsx"):
        raise Http404
    found = telling.found(RecordForm(request.GET).sought())
    return downloads.table_response(lists.record(found), "record", extension)
