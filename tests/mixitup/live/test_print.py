import pytest
from django.urls import reverse


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_guide_prints_one_room_a_page_with_a_code_to_the_live_page(session, staff_client, paper):
    body = staff_client.get(reverse("guide_print", args=[session.pk, paper])).content.decode()
    assert body.count('<section class="paper"') == 2
    assert f"paper-{paper}.css" in body
    assert "11:00–11:10" in body
    assert "Code that opens http://127.0.0.1:8000" + reverse("room_live", args=[session.pk]) in body
    assert "Go first, and keep it short." not in body


def test_another_paper_is_not_found(session, staff_client):
    assert staff_client.get(reverse("guide_print", args=[session.pk, "a5"])).status_code == 404
