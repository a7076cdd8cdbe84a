"""Kinds of steps in a chain of reasons (理由链)."""

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="What a step of a chain of reasons is (步骤类型).")
class WhyKind(Enum):
    """From the answer down to signatures, keys and rules."""

    RANKING = enum_value("RANKING", description="A place in a ranking or on a list (名次), D-04, R-72.")
    AGGREGATE = enum_value("AGGREGATE", description="One score out of several sheets or rounds (汇总), D-01, D-02.")
    CONFIGURATION = enum_value("CONFIGURATION", description="The cycle's configuration in force (年度配置), R-05.")
    SHEET = enum_value("SHEET", description="A score sheet, and how it counts (评分表).")
    NOT_COUNTED = enum_value("NOT_COUNTED", description="A score sheet that does not count, and why (未计入).")
    RECUSAL = enum_value("RECUSAL", description="An expert stood aside, or was replaced (回避、更换), D-23.")
    ASSIGNMENT = enum_value("ASSIGNMENT", description="How the expert came to the case (评审分配), D-05.")
    DRAW = enum_value("DRAW", description="The draw of the panels, and each party's part in its seed (抽取), D-06.")
    CONFLICT_CLEARANCE = enum_value(
        "CONFLICT_CLEARANCE", description="No conflict stood in the way (无利益冲突), D-23."
    )
    CONFLICT = enum_value("CONFLICT", description="A declared conflict with the organisation (利益冲突), D-23.")
    SEAL_OPENING = enum_value("SEAL_OPENING", description="When the scores could be read (启封), R-13.")
    STATUS = enum_value("STATUS", description="The state asked about (状态).")
    ACT = enum_value("ACT", description="An act, or a consequence of one, that brought it about (行为).")
    VOTE = enum_value("VOTE", description="The vote that an act came of, in counts (表决), D-04, D-07.")
    STATEMENT = enum_value("STATEMENT", description="The signed statement, its signer and key (已签声明).")
    KEY = enum_value("KEY", description="The record that made the key known (密钥登记).")
    RIGHT = enum_value("RIGHT", description="The record that gave the signer the role (角色授予).")
    REFUSAL = enum_value("REFUSAL", description="An act that was refused (驳回).")
    STATE = enum_value("STATE", description="What the act met: the stream as it stood (当时状态).")
    RULE = enum_value("RULE", description="The rule (规则).")
    DENIAL = enum_value("DENIAL", description="A read that was denied (查阅被拒).")
    ACCESS = enum_value("ACCESS", description="What the reader was, and how the table judges it (查阅权限).")
    OPENING = enum_value("OPENING", description="What would have opened it (开放条件).")
