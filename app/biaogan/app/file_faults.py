"""What a request for a file is answered with instead (文件请求的答复), in zh-CN and English: one table."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

from biaogan.app.document_check.unfit import Unfit

FAULTS: dict[str, tuple[int, str, str]] = {
    "act_as_not_granted": (403, "未获准代此人办理, 或期限已过", "you may not act for this person: not agreed, ended or over"),
    "case_closed": (409, "该项目已了结, 不再接收文件", "the case is over and takes no more files"),
    "digest_differs": (409, "收到的内容与所报摘要不符", "what arrived does not have the digest it was announced by"),
    "digest_malformed": (400, "文件应以64位小写十六进制SHA-256命名", "a file is named by its SHA-256 in 64 lower-case hex digits"),
    "disclosure_unavailable": (
        503, "此次读取无法记录在案, 因此不予提供", "this read cannot be put on record, so it is not answered",
    ),
    "empty": (400, "文件为空", "the file is empty"),
    "erased": (410, "文件已按规定销毁", "the file has been erased"),
    "format_not_accepted": (415, "本年度不接受该格式", "this cycle does not accept files of this format"),
    "incomplete": (400, "上传中断", "the upload broke off"),
    "nothing_filed": (409, "该项目尚未提交材料", "nothing has been filed for this case yet"),
    "not_acting": (403, "您可以查看该项目, 但不能为其上传文件", "you may read this case, but not upload files for it"),
    "not_found": (404, "没有该文件或项目, 或您无权查看", "there is no such file or case, or it is not yours to see"),
    "quarantined": (403, "该项目疑似涉密, 已封存", "the case is under suspicion of a state secret, and locked"),
    "package_incomplete": (409, "材料清单所列文件尚未全部上传", "not all files that were filed have been uploaded"),
    "purpose_required": (400, "审计和调查人员查阅须说明目的", "an auditor or investigator has to say what a read is for: purpose"),
    "storage_damaged": (500, "存储的文件已损坏, 请联系办公室", "the stored file is damaged; tell the office"),
    "too_large": (413, "文件超过上限", "the file is larger than allowed"),
    "too_slow": (408, "上传用时过长", "the upload took too long"),
    "unauthenticated": (401, "请先登录", "sign in first"),
    "views_behind": (503, "读模型尚未更新, 请稍后重试", "the read models are not up to date yet; try again"),
}  # fmt: skip


class FileRefused(Exception):
    """The request is answered with this code."""

    def __init__(self, code: str, headers: dict[str, str] | None = None, **more: object) -> None:
        """``more`` stands in the answer beside code and message."""
        super().__init__(code)
        self.code, self.headers, self.more = code, headers, more


def answer(refused: FileRefused) -> JSONResponse:
    """The answer to a refused request."""
    status, zh, en = FAULTS[refused.code]
    return _response(status, refused.code, zh, en, refused.headers, refused.more)


def unfit_answer(unfit: Unfit) -> JSONResponse:
    """The answer to a file that is not taken."""
    zh, en = unfit.told()
    return _response(413 if unfit.code == "archive_too_large" else 415, unfit.code, zh, en)


def _response(
    status: int,
    code: str,
    zh: str,
    en: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> JSONResponse:
    told = {"code": code, "zh": zh, "en": en, **(more or {})}
    return JSONResponse(told, status, {"cache-control": "no-store", **(headers or {})})
