"""A provincial round of two cases whose key three custodians share, with a score in it that nobody else would give."""

from dataclasses import dataclass

from test_app_time_travel import small_cycle
from town import Town

from biaogan.app.client import Client
from biaogan.app.demo.intake import passed
from biaogan.app.demo.review import CUSTODIANS
from biaogan.app.demo.script import at
from biaogan.app.demo.stages import Play
from biaogan.domain.rules.formal import PROVINCIAL_CHECKLIST

EXPERTS = tuple(f"expert_{number:02d}" for number in range(1, 7))
COMMENT = "秘密评语：该经验的关键数据与现场情况不符，须在合议时逐项说明。"
POINTS = (("A1", 13), ("A2", 7), ("B1", 11), ("B2", 3), ("C1", 17), ("C2", 19))
ROWS = [{"code": code, "points": points} for code, points in POINTS]


@dataclass
class Sealed:
    """The round, and who is in it."""

    town: Town
    play: Play
    round: str
    cases: list[str]

    def person(self, name: str) -> Client:
        """Somebody by the name in the story."""
        return self.town.story.people[name]

    @property
    def custodians(self) -> list[Client]:
        """Those who share the key."""
        return [self.person(name) for name in CUSTODIANS]

    def panel(self, case: str) -> list[Client]:
        """The experts of a case."""
        by_person = {client.person: client for client in self.town.story.people.values()}
        return [by_person[person] for person in self.play.panels[case]]

    def lock(self, case: str, expert: Client, **changes: object) -> dict[str, object]:
        """One expert's sheet; the outcome."""
        body = {"round": self.round, "case": case, "rows": ROWS, "comment": COMMENT, "recommend": True, **changes}
        return expert.act("lockScoreSheet", **body)

    def lock_all(self) -> None:
        """Every sheet of the round."""
        for case in self.cases:
            for expert in self.panel(case):
                self.town.story.kept(self.lock(case, expert))

    def close(self) -> None:
        """The round takes no more sheets."""
        self.town.story.do(self.person("t2_officer"), "closeReviewRound", on=self.round, note="")


def opened(town: Town, day: str = "2022-07-05", *, companies: int = 3, experts: tuple[str, ...] = EXPERTS) -> Sealed:
    """The round takes sheets from this day on."""
    play, story = small_cycle(town, companies), town.story
    for name, role in (("t2_officer", "t2_officer"), ("t2_approver", "t2_approver")):
        story.enrol(name, [(role, "")])
    for name in EXPERTS:
        story.enrol(name, [("expert", "")])
    officer = story.people["t2_officer"]
    received = min(day, "2022-06-30")
    story.jump(at(f"{received} 08:00"))
    cases = [case for case in story.cases.values() if case not in play.left_out()]
    for case in cases:
        story.do(officer, "recordProvincialReceipt", on=case, electronic=True, paperCopies=1, receivedOn=received)
    story.jump(at(f"{day} 09:00"))
    for case in cases:
        story.do(officer, "passProvincialFormal", on=case, checklist=passed(PROVINCIAL_CHECKLIST))
    round_ = play.open_round("provincial", officer, cases, "2022-07-20 18:00", experts)
    return Sealed(town, play, round_, cases)
