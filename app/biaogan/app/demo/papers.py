"""The Word files of the one application that is complete (演示文件), stored with the service as an applicant would."""

from io import BytesIO
from typing import Any

import docx

from biaogan.app.client import Client, RequestFailed
from biaogan.app.demo.application import experience
from biaogan.app.demo.cast import Company
from biaogan.app.demo.script import packaged

HEADINGS = {
    "profile": "一、企业概况",
    "background": "二、实施背景",
    "implementation": "三、实施过程",
    "results": "四、实施成效",
}


def stored(person: Client, case: str, company: Company) -> list[dict[str, Any]]:
    """The package of three files, each in the service's store. Raises `RequestFailed`."""
    files = []
    for kind, name in packaged(company):
        content = _word(kind, company)
        answer = person.upload(case, content)
        if answer.status_code not in (200, 201):
            raise RequestFailed(answer.json())
        files.append({"kind": kind, "name": name, "size": len(content), "sha256": answer.json()["sha256"]})
    return files


def _word(kind: str, company: Company) -> bytes:
    document, written = docx.Document(), BytesIO()
    document.add_heading(f"{company.name}（合成）" if kind != "experience" else company.title, 0)
    for title, text in _texts(kind, company):
        document.add_heading(title, 1)
        document.add_paragraph(text)
    document.save(written)
    return written.getvalue()


def _texts(kind: str, company: Company) -> list[tuple[str, str]]:
    if kind == "experience":
        told = experience(company)
        return [(heading, told[part]) for part, heading in HEADINGS.items()]
    if kind == "form":
        return [("申报书", f"统一社会信用代码 {company.credit_code}；质量标杆名称：{company.title}。")]
    return [("证实性材料", "（合成）调查报告、监测报告各一份。")]
