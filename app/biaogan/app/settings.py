"""Where things are and how long they last. Command-line options win over ``BIAOGAN_*`` variables over the defaults.

Stores, and whether they are trusted (architecture 4): the log database and the views are NOT trusted; the keys in
``DIR/keys`` are; the guard in ``DIR/guard`` shows a database that was set back.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

HEARTBEAT = "worker.heartbeat"
"""File in the data directory that the worker touches every second."""
STALE_SECONDS = 15.0
"""A worker silent for longer is taken for dead."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingInvalid(ValueError):
    """A variable whose value means nothing. Tells which, and what it has to be, zh and en."""

    def __init__(self, name: str, value: str, zh: str, en: str) -> None:
        super().__init__(f"BIAOGAN_{name}={value}: {zh} / {en}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a service. Documented in docs/settings.md; a test compares the two."""

    data: Path
    """Directory of keys, guard and, unless ``database`` says otherwise, the databases (``BIAOGAN_DATA``)."""
    database: str = ""
    """SQLAlchemy URL of the log database (``BIAOGAN_DATABASE``); default SQLite in ``data``."""
    views: str = ""
    """SQLAlchemy URL of the read models (``BIAOGAN_VIEWS``); default: SQLite in ``data``, else the log's database."""
    uploads: str = ""
    """Directory of uploaded files, encrypted (``BIAOGAN_FILES``); default ``files`` in ``data``."""
    host: str = "127.0.0.1"
    """Address to listen on (``BIAOGAN_HOST``)."""
    port: int = 8000
    """Port to listen on (``BIAOGAN_PORT``)."""
    project: bool = True
    """Whether this process also keeps the read models (``BIAOGAN_PROJECT``); off beside a ``biaogan work``."""
    session_idle: timedelta = timedelta(minutes=30)
    """How long a session lasts that nobody uses (``BIAOGAN_SESSION_IDLE_MINUTES``)."""
    session_life: timedelta = timedelta(hours=12)
    """How long a session lasts at the longest (``BIAOGAN_SESSION_HOURS``)."""
    public_url: str = ""
    """Where clients find this service (``BIAOGAN_PUBLIC_URL``): proofs of possession must name it."""
    bearer: bool = False
    """Whether a token is taken without a proof (``BIAOGAN_BEARER``): for development, and only while loopback is listened on."""
    limit_key: str = "60/minute"
    """Sign-ins with one key (``BIAOGAN_LIMIT_KEY``); empty: not counted, here and below."""
    limit_address: str = "1200/minute"
    """Steps of signing in from one network address (``BIAOGAN_LIMIT_ADDRESS``)."""
    limit_act: str = ""
    """Statements handed in through one session, or without one from one address (``BIAOGAN_LIMIT_ACT``)."""
    limit_question: str = "6000/minute"
    """Queries and drafts of one session, or without one from one address (``BIAOGAN_LIMIT_QUESTION``)."""
    proxies: str = ""
    """Addresses of proxies, by commas, whose word on a client's address is taken (``BIAOGAN_PROXIES``)."""
    oidc_issuer: str = ""
    """The OpenID provider whose logins may read (``BIAOGAN_OIDC_ISSUER``); none by default."""
    oidc_client: str = ""
    """What this service is called there (``BIAOGAN_OIDC_CLIENT``)."""
    oidc_secret: str = ""
    """Its secret there (``BIAOGAN_OIDC_SECRET``), if it has one."""

    font: Path | None = None
    """TrueType font with Chinese glyphs that printed reports carry along (``BIAOGAN_FONT``); none: the reader's own."""

    canaries: str = ""
    """Stream ids of decoys, by commas (``BIAOGAN_CANARIES``): whoever reads one stands out in the audit."""

    @property
    def decoys(self) -> frozenset[str]:
        """The decoys' streams."""
        return frozenset(filter(None, (name.strip() for name in self.canaries.split(","))))

    @property
    def url(self) -> str:
        """Where clients find this service, without a path."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104 - compared, not listened on
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def takes_bearer(self) -> bool:
        """A token without a proof is good for development on one's own machine, never beyond it."""
        return self.bearer and self.host in LOOPBACK

    @property
    def log_url(self) -> str:
        """Where the log lies."""
        return self.database or f"sqlite:///{self.data / 'log.db'}"

    @property
    def views_url(self) -> str:
        """Where the read models lie."""
        return self.views or self.database or f"sqlite:///{self.data / 'views.db'}"

    @property
    def keys(self) -> Path:
        """The directory of the log's and the service's private keys (trusted)."""
        return self.data / "keys"

    @property
    def files(self) -> Path:
        """The directory of the uploaded files."""
        return Path(self.uploads) if self.uploads else self.data / "files"

    @property
    def guard(self) -> Path:
        """The copy of the last checkpoint outside the database."""
        return self.data / "guard" / "checkpoint"


def load(
    data: Path | None = None,
    database: str | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    project: bool | None = None,
) -> Settings:
    """Settings from options, environment and defaults, in this order. Raises `SettingInvalid`."""
    return Settings(
        data=data or Path(_environment("DATA", "var/biaogan")),
        database=database or _environment("DATABASE", ""),
        views=_environment("VIEWS", ""),
        uploads=_environment("FILES", ""),
        host=host or _environment("HOST", "127.0.0.1"),
        port=port if port is not None else _number("PORT", 8000, 65535),
        project=project if project is not None else _flag("PROJECT", "1"),
        session_idle=timedelta(minutes=_number("SESSION_IDLE_MINUTES", 30)),
        session_life=timedelta(hours=_number("SESSION_HOURS", 12)),
        public_url=_environment("PUBLIC_URL", ""),
        bearer=_flag("BEARER", "0"),
        limit_key=_rate("LIMIT_KEY", "60/minute"),
        limit_address=_rate("LIMIT_ADDRESS", "1200/minute"),
        limit_act=_rate("LIMIT_ACT", ""),
        limit_question=_rate("LIMIT_QUESTION", "6000/minute"),
        proxies=_environment("PROXIES", ""),
        oidc_issuer=_environment("OIDC_ISSUER", ""),
        oidc_client=_environment("OIDC_CLIENT", ""),
        oidc_secret=_environment("OIDC_SECRET", ""),
        font=_font(),
        canaries=_environment("CANARIES", ""),
    )


def _environment(name: str, default: str) -> str:
    return os.environ.get(f"BIAOGAN_{name}", default)


def _number(name: str, default: int, most: int = 10**6) -> int:
    text = _environment(name, "") or str(default)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise SettingInvalid(name, text, f"须为 1 至 {most} 的整数", f"has to be a whole number from 1 to {most}")
    return int(text)


def _flag(name: str, default: str) -> bool:
    text = _environment(name, "") or default
    if text not in ("0", "1"):
        raise SettingInvalid(name, text, "须为 0 或 1", "has to be 0 or 1")
    return text == "1"


def _rate(name: str, default: str) -> str:
    text = _environment(name, default)
    if text not in ("", default):
        from limits import parse  # most deployments keep the defaults, and start without it

        try:
            parse(text)
        except ValueError:
            raise SettingInvalid(name, text, "须为频率, 如 60/minute", "has to be a rate, such as 60/minute") from None
    return text


def _font() -> Path | None:
    text = _environment("FONT", "")
    if not text:
        return None
    from biaogan.app.faces import FontUnusable, embedded  # it draws

    try:
        embedded(Path(text))
    except FontUnusable as error:
        zh, en = "须为含汉字的 TrueType 字体文件", "has to be a TrueType font file with Chinese glyphs"
        raise SettingInvalid("FONT", text, f"{zh}: {error}", f"{en}: {error}") from error
    return Path(text)
