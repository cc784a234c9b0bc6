from django.urls import reverse


def page(client, name, *args) -> str:
    """What a page shows, which must be there."""
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, (name, response.status_code, getattr(response, "url", ""))
    return response.content.decode()
