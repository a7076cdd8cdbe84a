"""What everybody who asks for files is asked first (文件窗口的共同规则), and what is put on record before any leaves."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from biaogan.app.file_faults import FileRefused
from biaogan.app.file_rights import CONTENT, file_field
from biaogan.app.files import Damaged, Erased, Missing, Stored
from biaogan.app.wiring import Biaogan
from biaogan.graphql.accounting import reads
from biaogan.graphql.context import Context, reach
from biaogan.graphql.disclosure import Disclosed, Unavailable
from biaogan.graphql.faults import Fault, HttpFault
from biaogan.graphql.http import HttpRequest
from biaogan.graphql.loading import supported
from biaogan.graphql.request import MAX_PURPOSE

MakeContext = Callable[[HttpRequest], Awaitable[Context]]
T = TypeVar("T")


class Desk:
    """Where files are asked for."""

    def __init__(self, biaogan: Biaogan, make_context: MakeContext) -> None:
        self.biaogan, self._make_context = biaogan, make_context

    async def asked(self, request: Request) -> tuple[Context, str]:
        """Who asks, and for which case. Raises `FileRefused`."""
        try:
            context = await self._make_context(_plain(request))
        except HttpFault as fault:
            raise FileRefused("unauthenticated", fault.headers) from None
        if context.session is None:
            raise FileRefused("unauthenticated")
        try:
            await reach(context, await run_in_threadpool(self.biaogan.log.size) - 1)
        except Fault:
            raise FileRefused("views_behind") from None
        await self._for_another(context, request.query_params.get("behalf", ""))
        return context, request.query_params.get("case", "")

    async def permitted(self, request: Request, context: Context, right: Callable[..., T], *of: str) -> T:
        """What ``right`` finds. Before it is told that it finds nothing, what was denied is on record.

        A missing case leaves no row, and takes its turn to write all the same. Raises `FileRefused`.
        """
        try:
            return await run_in_threadpool(right, self.biaogan, context, *of)
        except FileRefused:
            await put_on_record(request, context, [])
            raise

    async def _for_another(self, context: Context, behalf: str) -> None:
        """Who asks for somebody else asks in both names (代办), as on ``/graphql``. Raises `FileRefused`."""
        if behalf:
            context.behalf = behalf
            if not await run_in_threadpool(supported, context):
                raise FileRefused("act_as_not_granted")

    def opened(self, case: str, digest: str) -> Stored:
        """The stored file, its first chunk read. Raises `FileRefused`."""
        try:
            stored = self.biaogan.files.open(case, digest)
            next(stored.chunks())
        except Missing:
            raise FileRefused("not_found") from None
        except Erased:
            raise FileRefused("erased") from None
        except Damaged:
            raise FileRefused("storage_damaged") from None
        return stored


def content_read(case: str, digests: Collection[str]) -> Disclosed:
    """These files of a case, as a read to be put on record."""
    return Disclosed(case, CONTENT, frozenset(map(file_field, digests)), files=frozenset(digests))


async def put_on_record(request: Request, context: Context, read: Sequence[Disclosed]) -> None:
    """What is read, and was denied, durable before anything leaves: without a record no answer. Raises `FileRefused`."""
    port = context.services.disclosures
    if port is None:
        raise FileRefused("disclosure_unavailable")
    purpose = request.query_params.get("purpose")
    told = None if purpose is None else purpose.strip()[:MAX_PURPOSE] or None
    try:
        found = await run_in_threadpool(reads, context, _operation(request), told, read, context.denials())
        if found is not None:
            await port.disclose(found)
    except Unavailable:
        raise FileRefused("disclosure_unavailable") from None
    except Fault:
        raise FileRefused("purpose_required") from None


def _operation(request: Request) -> str:
    return f"GET {request.scope['path']}?case={request.query_params.get('case', '')}"


def attachment(name: str) -> dict[str, str]:
    """Headers of a file that is saved under this name, and never shown or kept on the way."""
    return {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }


def _plain(request: Request) -> HttpRequest:
    headers = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}
    address = request.client.host if request.client else ""
    return HttpRequest(request.method, request.scope["path"], request.url.query, headers, address=address)
