"""Places: what an address stands for, which on a host that many tools share takes more than its host to say.

A repository or a package has one identity however deep its address goes. An address at an aggregator, a forum or a
shortener is about a tool, or leads to it, and is no tool's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from panel.intake.addresses import canonical_url, split_address

if TYPE_CHECKING:
    from tldextract import TLDExtract


@dataclass(frozen=True, slots=True)
class Place:
    """What an address stands for. ``owner`` is who answers for it: a registrable domain, or a tenant of a shared host.

    ``address`` is its identity where it is a page of the tool's own, ``repository`` where it is a place of code, and
    ``package`` where a registry lists it.
    """

    address: str | None = None
    repository: str | None = None
    package: str | None = None
    owner: str | None = None


_NOWHERE = Place()

_FOREIGN = frozenset(
    """
    producthunt.com news.ycombinator.com hn.algolia.com lobste.rs reddit.com old.reddit.com redd.it indiehackers.com
    betalist.com alternativeto.net theresanaiforthat.com futurepedia.io toolify.ai futuretools.io saashub.com g2.com
    capterra.com getapp.com uneed.best peerlist.io devhunt.org openalternative.co news.google.com
    t.co bit.ly buff.ly lnkd.in tinyurl.com goo.gl ow.ly is.gd rebrand.ly dub.sh amzn.to trib.al dlvr.it ift.tt
    l.facebook.com out.reddit.com href.li linktr.ee feedproxy.google.com feeds.feedburner.com
    """.split()  # noqa: SIM905 - names read better without quotes
)

_SHARED = frozenset(
    """
    github.com gitlab.com bitbucket.org codeberg.org sr.ht huggingface.co apple.com google.com pypi.org npmjs.com
    crates.io rubygems.org packagist.org docker.com visualstudio.com go.dev mozilla.org microsoft.com wordpress.org
    x.com twitter.com facebook.com instagram.com linkedin.com youtube.com youtu.be medium.com substack.com notion.so
    notion.site figma.com dev.to discord.gg discord.com t.me telegram.org slideshare.net amazon.com gumroad.com
    sourceforge.net kaggle.com openrouter.ai replicate.com arxiv.org wikipedia.org archive.org
    """.split()  # noqa: SIM905
)
"""Registrable domains under which the pages of many makers lie."""

_NO_OWNERS = frozenset(
    """
    features marketplace topics orgs sponsors apps collections settings about login search trending explore docs blog
    models pricing learn join papers chat tasks groups users dashboard help enterprise customer-stories
    """.split()  # noqa: SIM905
)
_OF_IT = (
    r"(?:/(?:-/)?(?:releases|tags|issues|wikis?|pulls?|merge_requests|discussions|actions|stargazers|commits)(?:/.*)?"
)
_README = r"|/(?:-/)?(?:blob|src)/[^/]+/readme(?:\.\w+)?|/(?:-/)?tree/[^/]+)?"
_ONE = rf"/([\w.~-]+)/([\w.-]+?)(?:\.git)?{_OF_IT}{_README}"

_REPOSITORIES = {
    host: re.compile(pattern, re.IGNORECASE)
    for host, pattern in {
        "github.com": _ONE,
        "bitbucket.org": _ONE,
        "codeberg.org": _ONE,
        "git.sr.ht": _ONE,
        "gitlab.com": rf"/([\w.-]+)/((?:(?!-/)[\w.-]+/)*?(?!-/)[\w.-]+?)(?:\.git)?{_OF_IT}{_README}",
        "huggingface.co": r"/((?:(?:spaces|datasets)/)?[\w.-]+)/([\w.-]+)(?:/(?:tree|blob|discussions)/.*)?",
    }.items()
}

_PACKAGES = {
    host: (kind, re.compile(pattern))
    for host, kind, pattern in (
        ("pypi.org", "pypi", r"/(?:project|p)/([^/?]+).*"),
        ("npmjs.com", "npm", r"/package/((?:(?:@|%40)[^/?]+/)?[^/?]+).*"),
        ("crates.io", "crates", r"/crates/([^/?]+).*"),
        ("rubygems.org", "gems", r"/gems/([^/?]+).*"),
        ("packagist.org", "packagist", r"/packages/([^/?]+/[^/?]+).*"),
        ("pkg.go.dev", "go", r"/([^?@]+).*"),
        ("hub.docker.com", "docker", r"/(?:r/)?([^/?]+/[^/?]+).*"),
        ("apps.apple.com", "apple", r"/(?:[^?]*/)?id(\d+).*"),
        ("itunes.apple.com", "apple", r"/(?:[^?]*/)?id(\d+).*"),
        ("play.google.com", "play", r"/store/apps/details\?(?:.*&)?id=([^&]+).*"),
        ("chromewebstore.google.com", "chrome", r"/detail/(?:[^/?]+/)?([a-p]{32}).*"),
        ("chrome.google.com", "chrome", r"/webstore/detail/(?:[^/?]+/)?([a-p]{32}).*"),
        ("addons.mozilla.org", "mozilla", r"/(?:[^?]*/)?addon/([^/?]+).*"),
        ("marketplace.visualstudio.com", "vscode", r"/items\?(?:.*&)?itemName=([^&]+).*"),
        ("wordpress.org", "wordpress", r"/plugins/([^/?]+).*"),
    )
}

_REGISTRIES = frozenset(kind for kind, _ in _PACKAGES.values())


@lru_cache(maxsize=4_096)
def place(url: str) -> Place:
    """What the address stands for; nothing where it is no web address, or no tool's own."""
    canonical = canonical_url(url)
    parts = split_address(canonical)
    if parts is None or parts.scheme != "https" or not parts.hostname:
        return _NOWHERE
    host = parts.hostname
    domain = _registrable(host)
    if host in _FOREIGN or domain in _FOREIGN:
        return _NOWHERE
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if found := _package(host, path) or _repository(host, parts.path):
        return found
    if (host in _REPOSITORIES and path.count("/") < 2) or (host in _SHARED and not path):
        return _NOWHERE
    return Place(address=canonical.removeprefix("https://"), owner=None if domain in _SHARED else domain)


def _package(host: str, path: str) -> Place | None:
    if host not in _PACKAGES:
        return None
    kind, pattern = _PACKAGES[host]
    match = pattern.fullmatch(path)
    if match is None:
        return None
    name = match[1].replace("%40", "@")
    if kind != "go":
        name = name.lower()
    if kind == "pypi":
        name = re.sub(r"[-_.]+", "-", name)  # as PEP 503 compares them
    package = f"{kind}/{name}"
    return Place(package=package, owner=package)


def _repository(host: str, path: str) -> Place | None:
    match = _REPOSITORIES[host].fullmatch(path) if host in _REPOSITORIES else None
    if match is None or match[1].lower() in _NO_OWNERS:
        return None
    owner = f"{host}/{match[1]}".lower()
    return Place(repository=f"{owner}/{match[2]}".lower(), owner=owner)


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # slow to import; with its own list alone it neither fetches nor writes

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4_096)
def _registrable(host: str) -> str:
    return _suffixes()(host).top_domain_under_public_suffix or host


def registry(owner: str) -> str | None:
    """The registry that an owner is a package of, if it is one."""
    kind, slash, _ = owner.partition("/")
    return kind if slash and kind in _REGISTRIES else None
