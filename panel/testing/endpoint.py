"""SimulatedEndpoint: an OpenAI-compatible server on loopback, real sockets and all, that sends what it is told to."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from panel.testing.replies import Reply, knows_key, lists
from panel.testing.script import Replier, Script, SeenRequest
from panel.testing.sending import send
from panel.testing.serving import Serving

_LARGEST_REQUEST = 8 * 1024 * 1024


class SimulatedEndpoint(Serving):
    """An async context manager; while it is open it serves ``base_url`` and notes its ``requests``.

    It takes replies, in order and the last for ever, or one function from the request's body to a reply; with neither
    it answers every prompt of the panel. ``models`` is what it lists, ``key`` what it says of a key, ``pages`` what is
    at other paths; requests for those are noted as ``inquiries``. ``port`` 0 takes a free one.
    """

    def __init__(
        self,
        *replies: Reply | Replier,
        port: int = 0,
        models: Reply | None = None,
        key: Reply | None = None,
        pages: Mapping[str, Reply] | None = None,
    ) -> None:
        super().__init__(port, "/v1")
        self._script = Script.of(*replies)
        listed = {"/v1/models": models or lists("simulated/model"), "/v1/key": key or knows_key()}
        self._pages = {**listed, **(pages or {})}
        self._inquiries: list[SeenRequest] = []

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request to chat completions so far, and any that went elsewhere."""
        return self._script.requests

    @property
    def inquiries(self) -> list[SeenRequest]:
        """Every request for its models or a key's standing so far."""
        return self._inquiries

    def will_answer(self, *replies: Reply) -> None:
        """Replace what is left of the script."""
        self._script.replies[:] = replies
        self._script.replier = None

    def runner(self) -> web.BaseRunner:
        """The script and its pages."""
        application = web.Application(client_max_size=_LARGEST_REQUEST)
        for path in self._pages:
            application.router.add_route("*", path, self._page)
        application.router.add_route("*", "/{path:.*}", self._answer)
        return web.AppRunner(application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        return await send(request, self._script.reply(await _seen(request)))

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self._inquiries.append(await _seen(request))
        return await send(request, self._pages[request.path])


async def _seen(request: web.Request) -> SeenRequest:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return SeenRequest(request.method, request.path, headers, await request.read())
