"""The scene's views with what an audit asks besides."""

from typing import Any

from graphql_scene import FakeViews, scene

from biaogan.projections.objections import ObjectionRow
from biaogan.projections.people import RoleRow
from biaogan.projections.sheets import ScoreSheetRow


class AuditViews(FakeViews):
    """Sheets by stream, everybody, objections."""

    def sheet(self, id_: str, position: int) -> Any:
        return self._one(ScoreSheetRow, position, id=id_)

    def everyone(self, position: int) -> Any:
        return self._of(RoleRow, position)

    def objection(self, id_: str, position: int) -> Any:
        return self._one(ObjectionRow, position, id=id_)


def views() -> AuditViews:
    return AuditViews(scene().rows)
