from django.shortcuts import get_object_or_404

from cooperatives.models import Cooperative


def visible_or_404(request, pk: int) -> Cooperative:
    """A cooperative that this user may see; another's is as if it were not there."""
    return get_object_or_404(Cooperative.objects.visible_to(request.user).select_related("village", "district"), pk=pk)
