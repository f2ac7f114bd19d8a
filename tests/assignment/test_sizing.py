from mixitup.assignment import sizings, suggested_rooms


def test_sizings_are_different_and_say_what_they_mean():
    found = sizings(58, (10, 12))
    assert [sizing.rooms for sizing in found] == [10, 12]
    assert found[0].sentence == "10 rooms: 8 of 6 and 2 of 5. Every room can have a Mod 4."
    assert found[1].sentence == "12 rooms: 10 of 5 and 2 of 4. 2 without a Mod 4."


def test_rooms_follow_the_leads_but_hold_at_most_seven():
    assert suggested_rooms(60, 10) == 10
    assert suggested_rooms(60, 3) == 9
    assert suggested_rooms(60, 0) == 12
    assert suggested_rooms(3, 0) == 1
