"""``PUT`` and ``GET /files/<sha256>?case=`` (``&behalf=`` for somebody else): files in and out, streamed (文件上传与下载).
``GET /files/package?case=``: all that a case has filed, as one archive (`biaogan.app.files_package`).

A file is taken only with the digest it is named by, for a case its sender acts for, and in a format found by its
content. It is given only to who may read the case's content, and only after that read is on record.
"""

import asyncio
from io import BufferedReader

from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from biaogan.app.document_check.formats import detect
from biaogan.app.document_check.unfit import Unfit
from biaogan.app.file_faults import FileRefused, answer, unfit_answer
from biaogan.app.file_rights import documents_of_writable, readable
from biaogan.app.files import CHUNK, DigestDiffers, Incoming, TooLarge
from biaogan.app.files_desk import Desk, MakeContext, attachment, content_read, put_on_record
from biaogan.app.files_package import PackageDesk
from biaogan.app.wiring import Biaogan
from biaogan.domain.config_filing import Documents
from biaogan.domain.media import MEDIA_TYPES
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import sha256_hex

UPLOAD_SECONDS = 900.0
"""The longest an upload may take."""


def routes(biaogan: Biaogan, make_context: MakeContext) -> list[BaseRoute]:
    """Routes to mount under ``/files``."""
    desk, packer = FileDesk(biaogan, make_context), PackageDesk(biaogan, make_context)
    return [
        Route("/package", packer.give, methods=["GET"]),
        Route("/{digest}", desk.take, methods=["PUT"]),
        Route("/{digest}", desk.give, methods=["GET"]),
    ]


class FileDesk(Desk):
    """Takes and gives files (文件窗口)."""

    async def take(self, request: Request) -> Response:
        """``PUT``."""
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                return await self._take(request)
        except FileRefused as refused:
            return answer(refused)
        except Unfit as unfit:
            return unfit_answer(unfit)
        except TimeoutError:
            return answer(FileRefused("too_slow"))

    async def give(self, request: Request) -> Response:
        """``GET``."""
        try:
            return await self._give(request)
        except FileRefused as refused:
            return answer(refused)

    async def _take(self, request: Request) -> Response:
        context, case = await self.asked(request)
        digest = _digest(request)
        documents = await run_in_threadpool(documents_of_writable, self.biaogan, context, case)
        if int(request.headers.get("content-length", "0")) > documents.max_file_bytes:
            raise FileRefused("too_large")
        files = self.biaogan.files
        there = await run_in_threadpool(files.has, case, digest)
        with await run_in_threadpool(files.incoming, case, digest, documents.max_file_bytes) as incoming:
            await _received(request, incoming)
            media_type = await run_in_threadpool(_kept, incoming, documents)
        told = {"case": case, "sha256": digest, "size": incoming.size, "mediaType": media_type}
        return JSONResponse(told, 200 if there else 201, {"cache-control": "no-store"})

    async def _give(self, request: Request) -> Response:
        context, case = await self.asked(request)
        digest = _digest(request)
        named = await self.permitted(request, context, readable, case, digest)
        stored = await run_in_threadpool(self.opened, case, digest)
        try:
            await put_on_record(request, context, [content_read(case, [digest])])
        except FileRefused:
            stored.close()
            raise
        headers = {"content-length": str(stored.size), **attachment(named.name)}
        chunks = iterate_in_threadpool(stored.chunks())
        return StreamingResponse(chunks, 200, headers, named.media_type, BackgroundTask(stored.close))


def _digest(request: Request) -> str:
    try:
        return sha256_hex(request.path_params["digest"], "sha256")
    except Rejected:
        raise FileRefused("digest_malformed") from None


async def _received(request: Request, incoming: Incoming) -> None:
    """The body, handed over in pieces of a chunk's size. Raises `FileRefused`."""
    waiting = bytearray()
    try:
        async for part in request.stream():
            waiting += part
            if len(waiting) >= CHUNK:
                await run_in_threadpool(incoming.add, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(incoming.add, bytes(waiting))
    except TooLarge:
        raise FileRefused("too_large") from None
    except ClientDisconnect:
        raise FileRefused("incomplete") from None


def _kept(incoming: Incoming, documents: Documents) -> str:
    """The file's media type, once it is found fit and has its name. Raises `FileRefused`, `Unfit`."""
    if not incoming.size:
        raise FileRefused("empty")
    try:
        stored = incoming.end()
    except DigestDiffers:
        raise FileRefused("digest_differs") from None
    with stored:
        found = detect(BufferedReader(stored))
    if found not in {each for accepted in documents.accept.values() for each in accepted}:
        raise FileRefused("format_not_accepted")
    incoming.keep()
    return MEDIA_TYPES[found]
