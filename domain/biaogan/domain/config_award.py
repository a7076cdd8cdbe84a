"""Section ``[award]`` of the cycle file: the holder's duties, status checks, and the revocation of titles (获评之后)."""

from collections.abc import Mapping
from dataclasses import dataclass

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader


@dataclass(frozen=True, slots=True)
class Video:
    """The video of the experience (经验视频), R-40: two parts of so many seconds."""

    brand_seconds: int
    """Length of part 1, company and brand image (企业及品牌形象), in seconds."""
    experience_seconds: int
    """Length of part 2, the experience (经验介绍), in seconds."""
    tolerance_percent: int
    """How far each part may be off, in percent of its length, both ends included."""

    def bounds(self, seconds: int) -> tuple[int, int]:
        """Shortest and longest whole number of seconds that is within the tolerance of ``seconds``."""
        off = seconds * self.tolerance_percent // 100
        return seconds - off, seconds + off


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of revocation (撤销情形), R-82, with its terms (D-22)."""

    code: str
    """Name of the ground: g1 falsified materials (弄虚作假), g2 major liability accident (重大责任事故)."""
    zh: str
    """The ground in Chinese."""
    en: str
    """The ground in English."""
    probe_years: int
    """How many years back a fact may lie (追溯期); 0: any number."""
    bar_cycles: int
    """How many years after the decision the organisation cannot apply (限制申报), in cycles of one year."""


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """What holds after the award (获评之后): R-40, R-80..R-83, D-22, D-36. A title does not expire."""

    check_every_years: int
    """Years between two status checks (状态核查), D-36."""
    fact_kinds: tuple[str, ...]
    """Kinds of adverse facts (不良事实类别), R-81, R-82."""
    severities: tuple[str, ...]
    """How severe a reported fact may be called (严重程度), mildest first."""
    hearing_workdays: int
    """Working days the holder has to be heard (听取陈述), D-22."""
    video: Video
    """The video of the experience (经验视频), R-40."""
    grounds: Mapping[str, Ground]
    """The grounds of revocation (撤销情形) by their code, R-82."""


def read(reader: Reader, faults: Faults) -> AwardTerms:
    """The section, with its faults noted."""
    award = reader.table("award")
    video = award.table("video")
    grounds = [_ground(row) for row in award.tables("grounds")]
    codes = [ground.code for ground in grounds]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            faults.add(f"award.grounds[{place}].code", "duplicate", value=code)
    return AwardTerms(
        award.number("check_every_years", 1, 10),
        award.texts("fact_kinds"),
        award.texts("severities"),
        award.number("hearing_workdays", 1, 99),
        Video(
            video.number("brand_seconds", 1, 36000),
            video.number("experience_seconds", 1, 36000),
            video.number("tolerance_percent", 0, 100),
        ),
        {ground.code: ground for ground in grounds},
    )


def _ground(row: Reader) -> Ground:
    return Ground(
        row.text("code", r"g[0-9]"),
        row.text("zh"),
        row.text("en"),
        row.number("probe_years", 0, 99),
        row.number("bar_cycles", 0, 99),
    )
