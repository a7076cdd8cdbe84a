"""``PUT`` and ``GET /files/<sha256>?case=`` (``&behalf=`` for somebody else): files in and out, streamed (文件上传与下载).

A file is taken only with the digest it is named by, for a case its sender acts for, and in a format found by its
content. It is given only to who may read the case's content, and only after that read is on record.
"""

import asyncio
from collections.abc import Awaitable, Callable
from io import BufferedReader
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from biaogan.app.document_check.formats import detect
from biaogan.app.document_check.unfit import Unfit
from biaogan.app.file_faults import FileRefused, answer, unfit_answer
from biaogan.app.file_rights import CONTENT, Named, documents_of_writable, readable
from biaogan.app.files import CHUNK, Damaged, DigestDiffers, Erased, Incoming, Missing, Stored, TooLarge
from biaogan.app.wiring import Biaogan
from biaogan.domain.config_filing import Documents
from biaogan.domain.media import MEDIA_TYPES
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import sha256_hex
from biaogan.graphql.accounting import reads
from biaogan.graphql.context import Context, reach
from biaogan.graphql.disclosure import Disclosed, Unavailable
from biaogan.graphql.faults import Fault, HttpFault
from biaogan.graphql.http import HttpRequest
from biaogan.graphql.loading import supported
from biaogan.graphql.request import MAX_PURPOSE

UPLOAD_SECONDS = 900.0
"""The longest an upload may take."""
MakeContext = Callable[[HttpRequest], Awaitable[Context]]


def routes(biaogan: Biaogan, make_context: MakeContext) -> list[BaseRoute]:
    """Routes to mount under ``/files``."""
    desk = FileDesk(biaogan, make_context)
    return [Route("/{digest}", desk.take, methods=["PUT"]), Route("/{digest}", desk.give, methods=["GET"])]


class FileDesk:
    """Takes and gives files (文件窗口)."""

    def __init__(self, biaogan: Biaogan, make_context: MakeContext) -> None:
        self._biaogan, self._make_context = biaogan, make_context

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
        context, case, digest = await self._asked(request)
        documents = await run_in_threadpool(documents_of_writable, self._biaogan, context, case)
        if int(request.headers.get("content-length", "0")) > documents.max_file_bytes:
            raise FileRefused("too_large")
        files = self._biaogan.files
        there = await run_in_threadpool(files.has, case, digest)
        with await run_in_threadpool(files.incoming, case, digest, documents.max_file_bytes) as incoming:
            await _received(request, incoming)
            media_type = await run_in_threadpool(_kept, incoming, documents)
        told = {"case": case, "sha256": digest, "size": incoming.size, "mediaType": media_type}
        return JSONResponse(told, 200 if there else 201, {"cache-control": "no-store"})

    async def _give(self, request: Request) -> Response:
        context, case, digest = await self._asked(request)
        named = await run_in_threadpool(readable, self._biaogan, context, case, digest)
        stored = await run_in_threadpool(self._opened, case, digest)
        try:
            await _put_on_record(context, case, digest, request.query_params.get("purpose"))
        except FileRefused:
            stored.close()
            raise
        headers = _headers(named, stored.size)
        chunks = iterate_in_threadpool(stored.chunks())
        return StreamingResponse(chunks, 200, headers, named.media_type, BackgroundTask(stored.close))

    async def _asked(self, request: Request) -> tuple[Context, str, str]:
        """Who asks, for which case and file. Raises `FileRefused`."""
        try:
            context = await self._make_context(_plain(request))
        except HttpFault as fault:
            raise FileRefused("unauthenticated", fault.headers) from None
        if context.session is None:
            raise FileRefused("unauthenticated")
        try:
            digest = sha256_hex(request.path_params["digest"], "sha256")
        except Rejected:
            raise FileRefused("digest_malformed") from None
        try:
            await reach(context, await run_in_threadpool(self._biaogan.log.size) - 1)
        except Fault:
            raise FileRefused("views_behind") from None
        await self._for_another(context, request.query_params.get("behalf", ""))
        return context, request.query_params.get("case", ""), digest

    async def _for_another(self, context: Context, behalf: str) -> None:
        """Who asks for somebody else asks in both names (代办), as on ``/graphql``. Raises `FileRefused`."""
        if behalf:
            context.behalf = behalf
            if not await run_in_threadpool(supported, context):
                raise FileRefused("act_as_not_granted")

    def _opened(self, case: str, digest: str) -> Stored:
        """The stored file, its first chunk read. Raises `FileRefused`."""
        try:
            stored = self._biaogan.files.open(case, digest)
            next(stored.chunks())
        except Missing:
            raise FileRefused("not_found") from None
        except Erased:
            raise FileRefused("erased") from None
        except Damaged:
            raise FileRefused("storage_damaged") from None
        return stored


def _plain(request: Request) -> HttpRequest:
    headers = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}
    address = request.client.host if request.client else ""
    return HttpRequest(request.method, request.scope["path"], request.url.query, headers, address=address)


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


async def _put_on_record(context: Context, case: str, digest: str, purpose: str | None) -> None:
    """The read, durable before anything leaves: without a record no file. Raises `FileRefused`."""
    port = context.services.disclosures
    if port is None:
        raise FileRefused("disclosure_unavailable")
    read = Disclosed(case, CONTENT, frozenset({f"file:{digest}"}), files=frozenset({digest}))
    told = None if purpose is None else purpose.strip()[:MAX_PURPOSE] or None
    try:
        found = await run_in_threadpool(reads, context, f"GET /files/{digest}?case={case}", told, [read])
        if found is not None:
            await port.disclose(found)
    except Unavailable:
        raise FileRefused("disclosure_unavailable") from None
    except Fault:
        raise FileRefused("purpose_required") from None


def _headers(named: Named, size: int) -> dict[str, str]:
    return {
        "content-length": str(size),
        "content-disposition": f"attachment; filename*=UTF-8''{quote(named.name, safe='')}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }
