"""``GET /files/package?case=``: all files of the package last filed, as ``<full name>.zip`` (材料打包下载), R-37, D-28.

Given to whoever may read each of the files, and only after all these reads are on record. A package one of whose files
was never uploaded is refused, and the missing ones are named: half of one would look whole. Their names are read too.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from biaogan.app.file_faults import FileRefused, answer
from biaogan.app.file_rights import LISTED, filed
from biaogan.app.files_desk import Desk, attachment, content_read, put_on_record
from biaogan.app.packing import Part, archived
from biaogan.domain.forms import FileRef
from biaogan.graphql.disclosure import Disclosed

_ZONE = ZoneInfo("Asia/Shanghai")
_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|\0', "_"))
"""What no name of a file may hold somewhere."""


class PackageDesk(Desk):
    """Packs (打包窗口)."""

    async def give(self, request: Request) -> Response:
        """``GET``."""
        try:
            return await self._give(request)
        except FileRefused as refused:
            return answer(refused)

    async def _give(self, request: Request) -> Response:
        context, case = await self.asked(request)
        name, files = await self.permitted(request, context, filed, case)
        read = [content_read(case, [file.sha256 for file in files])]
        if name:
            read.append(Disclosed(case, LISTED, frozenset({"organisation_name"})))
        await put_on_record(request, context, read)
        await run_in_threadpool(self._all_there, case, files)
        basis = context.basis()
        about = {
            "log": self.biaogan.log.origin,
            "case": case,
            "organisation": name or None,
            "position": basis.position,
            "root": basis.root,
        }
        parts = [Part(file, partial(self._chunks, case, file.sha256)) for file in files]
        chunks = iterate_in_threadpool(archived(about, parts, basis.time.astimezone(_ZONE)))
        return StreamingResponse(chunks, 200, attachment(f"{name.translate(_UNFIT) or case}.zip"), "application/zip")

    def _all_there(self, case: str, files: Sequence[FileRef]) -> None:
        """Every file opens. Raises `FileRefused`."""
        missing = []
        for file in files:
            try:
                self.opened(case, file.sha256).close()
            except FileRefused as refused:
                if refused.code != "not_found":
                    raise
                missing.append(file.name)
        if missing:
            raise FileRefused("package_incomplete", missing=missing)

    def _chunks(self, case: str, digest: str) -> Iterator[bytes]:
        with self.opened(case, digest) as stored:
            yield from stored.chunks()
