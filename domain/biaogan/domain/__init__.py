"""The procedure of the National Quality Benchmarks selection (全国质量标杆遴选). Standard library only, no clock, no I/O.

Where a thing is:

- who may do what in which state: :mod:`~biaogan.domain.lifecycle`, one table; asked by :mod:`~biaogan.domain.decide`
- what follows from an act: :mod:`~biaogan.domain.consequences`; what it says in words: :mod:`~biaogan.domain.summaries`
- what is stated and recorded: :mod:`~biaogan.domain.events`; what is refused: :mod:`~biaogan.domain.rejection_table`
- what a stream has become: :mod:`~biaogan.domain.states` and one module per kind of stream
- what falls due by itself: :mod:`~biaogan.domain.due`
- how scores become ranks: :mod:`~biaogan.domain.scoring`, :mod:`~biaogan.domain.statistics`; how strict experts are:
  :mod:`~biaogan.domain.calibration`
- the year's figures: :mod:`~biaogan.domain.config`; working days: :mod:`~biaogan.domain.calendar`

The rules, by chapter:

- 申报条件 R-24..R-28: :mod:`~biaogan.domain.rules.eligibility`
- 申报 R-02, R-08, R-20, R-33, R-42, R-53, R-62, D-03: :mod:`~biaogan.domain.rules.intake`
- 申报书 R-36, R-41..R-50: :mod:`~biaogan.domain.rules.forms`, :mod:`~biaogan.domain.rules.forms_economic`,
  :mod:`~biaogan.domain.rules.fields`
- 典型经验、证据 R-28, R-38, R-53..R-58, D-26: :mod:`~biaogan.domain.rules.experience`
- 上传文件 D-27, D-28: :mod:`~biaogan.domain.rules.documents`; 版式、题注 R-59, R-60: :mod:`~biaogan.domain.layout_checks`
- 补正 D-12: :mod:`~biaogan.domain.rules.correction`; 涉密 R-33: :mod:`~biaogan.domain.rules.secrecy`
- 撤回、取消资格 D-11: :mod:`~biaogan.domain.rules.withdrawal`
- 初审与推荐 R-15, R-17, R-26, R-35, R-63: :mod:`~biaogan.domain.rules.recommendation`
- 排序 R-17: :mod:`~biaogan.domain.rules.ranking`
- 省级评审 R-16, R-20, R-64: :mod:`~biaogan.domain.rules.provincial`
- 形式审查 R-68: :mod:`~biaogan.domain.rules.formal`
- 评审组 R-10, D-05: :mod:`~biaogan.domain.rules.panels`; 回避 D-23: :mod:`~biaogan.domain.rules.conflict`
- 专家抽取 D-06: :mod:`~biaogan.domain.rules.draw`; 双人行为: :mod:`~biaogan.domain.rules.second_person`
- 专家库 R-09, R-10: :mod:`~biaogan.domain.rules.experts`; 委员会与专业组 R-11, R-12: :mod:`~biaogan.domain.rules.committee`,
  更换 :mod:`~biaogan.domain.rules.members`
- 合议 R-69, R-72: :mod:`~biaogan.domain.rules.consensus`; 表决 D-04, D-07: :mod:`~biaogan.domain.rules.votes`
- 答辩 R-70: :mod:`~biaogan.domain.rules.defence`; 现场考察 R-71, D-08: :mod:`~biaogan.domain.rules.site_visit`
- 评分表调整 R-69, D-05: :mod:`~biaogan.domain.rules.sheets`
- 评分 R-69, R-77..R-79, D-01: :mod:`~biaogan.domain.rules.review`
- 评分密封 R-13: :mod:`~biaogan.domain.rules.sealing`
- 推荐名单 R-72: :mod:`~biaogan.domain.rules.final`; 结果确定 D-34: :mod:`~biaogan.domain.rules.result`;
  协商评分 D-02: :mod:`~biaogan.domain.rules.rating`
- 单位公示 D-14: :mod:`~biaogan.domain.rules.publicity`
- 征求意见、公示 R-73, R-74, D-14, D-35: :mod:`~biaogan.domain.rules.notice`
- 公示内容 D-24: :mod:`~biaogan.domain.notice_content`
- 公示中断 D-14: :mod:`~biaogan.domain.rules.outage`; 重新公示 D-20: :mod:`~biaogan.domain.rules.renotice`
- 异议 R-75, D-15..D-18: :mod:`~biaogan.domain.rules.objection`, 受理 :mod:`~biaogan.domain.rules.admission`;
  核查 D-19: :mod:`~biaogan.domain.rules.investigation`
- 审议 R-75, D-19, D-20, D-35: :mod:`~biaogan.domain.rules.adjudication`
- 复核 D-21: :mod:`~biaogan.domain.rules.reexamination`; 延期 D-13: :mod:`~biaogan.domain.rules.postponement`;
  期限 D-13, D-14: :mod:`~biaogan.domain.rules.periods`
- 批准、公告 R-75, R-76: :mod:`~biaogan.domain.rules.approval`
- 获评后的义务 R-40, R-80: :mod:`~biaogan.domain.rules.duties`; 年度核查 R-81, D-36: :mod:`~biaogan.domain.rules.status_checks`
- 撤销称号 R-82, R-83: :mod:`~biaogan.domain.rules.revocation`; 听取陈述 D-22: :mod:`~biaogan.domain.rules.hearing`
- 限制再次申报 D-22: :mod:`~biaogan.domain.rules.reapplication`
- 年度通知 R-05, D-14: :mod:`~biaogan.domain.rules.publishing`
- 修订年度通知 R-05: :mod:`~biaogan.domain.rules.amendment`; 规则解释 R-14: :mod:`~biaogan.domain.rules.interpretation`
- 查阅授权 R-13, D-25: :mod:`~biaogan.domain.rules.access`; 代办 R-04, D-25: :mod:`~biaogan.domain.rules.support`;
  保密审计 R-13: :mod:`~biaogan.domain.rules.audit`
- 删除个人信息 D-25: :mod:`~biaogan.domain.rules.erasure`, 保存期限 :mod:`~biaogan.domain.rules.retention`
- 权限 R-04, D-23, D-30: :mod:`~biaogan.domain.rules.authority`; 统一身份 R-04: :mod:`~biaogan.domain.rules.logins`
"""
