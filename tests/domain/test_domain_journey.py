"""A whole cycle, from the call to the titles, through the same table as everything else."""

import pytest
from journey import LIST, ORDER, reached

from biaogan.domain.status import Status


@pytest.mark.parametrize("status", ORDER)
def test_the_cases_of_a_cycle_reach_every_state_of_the_slice(status):
    scene, cases = reached(status)
    assert {scene.world[case].status for case in cases} == {status}


def test_the_titles_are_numbered_in_the_order_of_the_list():
    scene, cases = reached(Status.TITLED)
    assert [scene.world[case].title_no for case in cases] == ["NQB-2022-001", "NQB-2022-002", "NQB-2022-003"]
    assert scene.world[LIST].status == Status.TITLED
