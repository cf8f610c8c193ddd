"""The newest Odoo that Debian packages, unpacked into the cache without root.

It comes through the machine's own apt: its mirrors, its proxies, its keys. Only
lists and archives are kept apart, so nothing of the system changes.
"""

import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from . import cache
from .console import Failure, Step, from_output, step

SUITE = "unstable"
BESIDE = "libjs-jquery"  # the web client links to it
PYTHON = "usr/lib/python3/dist-packages"
RECORD = "PACKAGES"  # a file: name, version, checksum of what was unpacked

# Debian leaves this file out, yet the bundle of the web client lists it.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"

CONFIGURATION = """\
Dir::State::Lists "{folder}/lists";
Dir::State::status "/dev/null";
Dir::Cache "{folder}/cache";
Dir::Etc::SourceList "{folder}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
APT::Sandbox::User "";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


def unpacked() -> Path:
    """Return the folder that the packages are unpacked in, fetched at need.

    :raise Failure: there is no apt, or no mirror that carries the suite
    """
    prefix = cache.root() / "odoo-debian"
    if not (prefix / RECORD).exists():
        with cache.lock("debian"):
            if not (prefix / RECORD).exists():
                unpack(prefix, Apt().fetch())
    return prefix


def unpack(prefix: Path, archives: list[Path]) -> None:
    """Unpack archives over one another, and note what they were."""
    with cache.building(prefix) as partial:
        for archive in archives:
            with step("Odoo", f"unpacking {archive.name}") as line:
                extract(archive, partial, line)
        left_out = partial / PYTHON / LEFT_OUT
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.write_text("// Not in Debian's package.\n")
        (partial / RECORD).write_text("".join(map(describe, archives)))
    for archive in archives:
        archive.unlink()


def extract(archive: Path, folder: Path, line: Step) -> None:
    """Unpack an archive into a folder."""
    process = subprocess.Popen(
        ["dpkg-deb", "-x", archive, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = line.wait(process)
    if process.returncode:
        last = output.splitlines()[-1]
        raise from_output(
            f"{archive.name} cannot be unpacked: {last}",
            output,
            f"Remove {archive} and try again.",
        )


def describe(archive: Path) -> str:
    """Return a line with name, version and checksum of a package."""
    name, version, _architecture = archive.name.split("_")
    return f"{name} {version} sha256:{sha256(archive.read_bytes()).hexdigest()}\n"


class Apt:
    """The machine's apt, with lists and archives of our own."""

    def __init__(self):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Failure(
                "there is no apt on this machine to get Debian's Odoo with.",
                "Name a source tree of Odoo 17.0 with ODOO_SOURCE.",
            )
        self.folder = cache.folder("apt")
        self.configuration = self.folder / "apt.conf"
        for name in ("lists/partial", "cache/archives/partial"):
            cache.folder("apt", name)

    def fetch(self) -> list[Path]:
        """Download the packages; return their archives."""
        self.configure()
        with step("Odoo", f"reading Debian's list of packages ({SUITE})"):
            self.call("apt-get", "update")
        known = self.call("apt-cache", "pkgnames", "odoo-").split()
        found = [name for name in known if re.fullmatch(r"odoo-\d+", name)]
        if not found:
            raise Failure(
                f"the {SUITE} suite of the Debian mirror packages no Odoo.",
                "Name a source tree of Odoo 17.0 with ODOO_SOURCE.",
            )
        odoo = max(found, key=lambda name: int(name.partition("-")[2]))
        return [self.download(name) for name in (odoo, BESIDE)]

    def configure(self) -> None:
        """Write a configuration that knows the suite on the machine's mirror."""
        mirror = self.mirror()
        (self.folder / "sources.list").write_text(f"deb {mirror} {SUITE} main\n")
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder))

    def mirror(self) -> str:
        """Return the mirror of the running release, from the machine's sources."""
        release = read_os_release()
        layout = "$(RELEASE) $(REPO_URI)"
        targets = self.call("apt-get", "indextargets", f"--format={layout}", own=False)
        for line in targets.splitlines():
            suite, _, mirror = line.partition(" ")
            if suite in (release, "stable", "testing", "unstable", "sid"):
                return mirror
        raise Failure(
            "the machine's apt sources name no Debian mirror.",
            "Name a source tree of Odoo 17.0 with ODOO_SOURCE.",
        )

    def download(self, name: str) -> Path:
        """Download a package, as far as an earlier try did not."""
        description = self.call("apt-get", "download", "--print-uris", name).split()
        archive = self.folder / description[1]
        size = int(description[2])
        with step("Odoo", f"downloading {archive.name}") as line:
            command = ["apt-get", "-c", self.configuration, "download", name]
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            output = line.wait(process, lambda: received(archive), size)
            if process.returncode:
                raise refused(output)
        return archive

    def call(self, *command: str, own: bool = True) -> str:
        """Run one of apt's programs; return what it prints.

        :param own: with our configuration beside the machine's
        """
        options = ["-c", str(self.configuration)] if own else []
        done = subprocess.run(
            [command[0], *options, *command[1:]],
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise refused(done.stderr)
        return done.stdout


def received(archive: Path) -> int:
    """Return how much of an archive has arrived, bytes."""
    return archive.stat().st_size if archive.exists() else 0


def read_os_release() -> str:
    """Return the code name of the running release, such as ``bookworm``."""
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=(\S+)$", text, re.M)
    return found.group(1) if found else ""


def refused(output: str) -> Failure:
    """Make a failure of what apt said."""
    lines = [line for line in output.splitlines() if line.startswith(("E:", "Err:"))]
    reason = lines[0] if lines else output.strip()
    return from_output(
        f"apt could not get Debian's Odoo: {reason}",
        output,
        "See that the machine reaches its Debian mirror; or name a source tree of"
        " Odoo 17.0 with ODOO_SOURCE.",
    )
