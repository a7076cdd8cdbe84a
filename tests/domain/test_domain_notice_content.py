"""公示内容: what the public is told of a case, and what it never is (D-24)."""

from dataclasses import replace

import pytest
import world as w
from cycle_document import changed
from journey import LIST, reached
from world import CYCLE

from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.notice_content import notice_rows
from biaogan.domain.status import Status


def rows(document: dict | None = None, **world: object) -> list[dict[str, str]]:
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    config = CycleConfig.from_document(document) if document else scene.world[CYCLE].config
    scene.world.update(world)
    return notice_rows(scene.world[LIST], config, scene.world)


def test_the_notice_says_who_with_what_by_which_unit():
    assert rows()[0] == {
        "no": "1",
        "organisation": "第1制造有限公司",
        "title": "实施六西格玛设计的经验",
        "directions": "质量管理体系、过程控制",
        "unit": "石家庄市工业和信息化局",
    }


def test_the_order_of_the_notice_tells_no_rank():
    scene, _ = reached(Status.CLEARED_FOR_NOTICE)
    adopted, config = scene.world[LIST], scene.world[CYCLE].config
    turned = tuple(replace(entry, rank=4 - entry.rank) for entry in adopted.entries)
    assert notice_rows(replace(adopted, entries=turned), config, scene.world) == rows()
    assert [row["no"] for row in rows()] == ["1", "2", "3"]


def test_a_cycle_may_say_less_but_never_a_score_a_rank_or_a_person():
    assert rows(changed(["notice", "fields"], ["no", "title"]))[0] == {"no": "1", "title": "实施六西格玛设计的经验"}
    for forbidden in ("rank", "score", "contact", "experts"):
        with pytest.raises(ConfigInvalid) as caught:
            CycleConfig.from_document(changed(["notice", "fields"], ["no", forbidden]))
        assert [fault.path for fault in caught.value.faults] == ["notice.fields[1]"]


def test_what_is_erased_leaves_an_empty_place():
    scene, cases = reached(Status.CLEARED_FOR_NOTICE)
    case = scene.world[cases[0]]
    erased = rows(**{cases[0]: replace(case, declaration=None, unit="", organisation="org_none")})
    assert {"no": "1", "organisation": "", "title": case.title, "directions": "", "unit": ""} in erased
    assert {"no": "1", "organisation": "", "title": "", "directions": "", "unit": ""} in rows(**{cases[0]: w.World()})
