"""What a state is called in sentences (状态名称), in Chinese and English; a case's and the list's by their own labels."""

from typing import Any, Final

from biaogan.domain.status import Status
from biaogan.graphql.plots.svg import Words

STATES: Final = {
    "ACTIVE": Words("存在", "in being"),
    "OPEN": Words("进行中", "open"),
    "SIGNED": Words("已签发", "signed"),
    "LOCKED": Words("已锁定", "locked"),
    "CLOSED": Words("已关闭", "closed"),
    "VOIDED": Words("已作废", "voided"),
    "SUSPENDED": Words("已暂停", "suspended"),
    "FILED": Words("待受理", "filed"),
    "ADMITTED": Words("核查中", "under investigation"),
    "REFUSED": Words("不予受理", "not admissible"),
    "LEAD": Words("线索", "kept as a lead"),
    "REPORTED": Words("待审议", "before the committee"),
    "DECIDED": Words("已决定", "decided"),
    "RETRACTED": Words("已撤回", "withdrawn"),
    "PROPOSED": Words("已提议", "proposed"),
    "LIVE": Words("有效", "live"),
    "ENDED": Words("已终止", "ended"),
    "KEPT": Words("保存中", "kept"),
    "ERASED": Words("已删除", "erased"),
}
"""Of rosters, rounds, sheets, objections, grants, erasures, and of whatever only exists."""
_NOT_YET: Final = Words("尚无", "not there yet")


def status_words(status: Any) -> Words:
    """What it is called; one that is not known here by its own name."""
    if isinstance(status, Status):
        return Words(status.label("zh"), status.label("en"))
    return STATES.get(str(status), Words(str(status), str(status))) if status else _NOT_YET
