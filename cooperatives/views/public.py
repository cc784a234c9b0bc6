from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from cooperatives import figure_sets
from cooperatives.models import Cooperative
from core import office, throttle


@login_not_required
@throttle.limited("public_search", when=lambda request: bool(request.GET.get("q")))
def register(request):
    """Anyone may ask whether a cooperative is registered and active. No personal data (DOMAIN.md 8.4)."""
    q = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:150]
    found = Cooperative.objects.current().public_search(q) if q else Cooperative.objects.none()
    page = Paginator(found.select_related("village", "district").order_by("name_key", "pk"), 20).get_page(
        request.GET.get("page")
    )
    return render(request, "cooperatives/public/search.html", {"q": q, "page": page})


@login_not_required
def record(request, pk: int):
    cooperative = get_object_or_404(Cooperative.objects.current().select_related("village", "district"), pk=pk)
    said = figure_sets.fold(figure_sets.of_cooperative(cooperative))
    chair = cooperative.chair if office.value("show_chair") else ""
    context = {"cooperative": cooperative, "chair": chair, "said": said}
    return render(request, "cooperatives/public/record.html", context)
