"""The newest Odoo that Debian packages, unpacked into the cache without root.

It comes through the machine's own apt: its mirrors, its proxies, its keys. Only
lists and archives are kept apart, so nothing of the system changes.
"""

import re
import shutil
from hashlib import sha256
from pathlib import Path

from . import cache
from .console import Failure, call, step

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
OTHERWISE = "name a source tree of Odoo 17.0 with ODOO_SOURCE"
REMEDY = f"See that the machine reaches its Debian mirror; or {OTHERWISE}."


def unpacked() -> Path:
    """Return the folder that the packages are unpacked in, fetched at need.

    :raise Failure: there is no apt, or no mirror that carries the suite
    """
    prefix = cache.root() / "odoo-debian"
    if not (prefix / RECORD).exists():
        with cache.lock("debian"):
            if not (prefix / RECORD).exists():
                unpack(prefix, fetch(cache.folder("apt")))
    return prefix


def unpack(prefix: Path, archives: list[Path]) -> None:
    """Unpack archives over one another, and note what they were."""
    with cache.building(prefix) as partial:
        for archive in archives:
            with step("Odoo", f"unpacking {archive.name}"):
                command = ["dpkg-deb", "-x", archive, partial]
                call(command, "dpkg-deb failed", f"Remove {archive} and try again.")
        left_out = partial / PYTHON / LEFT_OUT
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.write_text("// Not in Debian's package.\n")
        (partial / RECORD).write_text("".join(map(describe, archives)))
    for archive in archives:
        archive.unlink()


def describe(archive: Path) -> str:
    """Return a line with name, version and checksum of a package."""
    name, version, _architecture = archive.name.split("_")
    return f"{name} {version} sha256:{sha256(archive.read_bytes()).hexdigest()}\n"


def fetch(folder: Path) -> list[Path]:
    """Download the packages with the machine's apt; return their archives.

    :param folder: for lists and archives, and a configuration that knows the suite
        on the machine's mirror
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        message = "there is no apt on this machine to get Debian's Odoo with."
        raise Failure(message, f"You may {OTHERWISE}.")
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources.list").write_text(f"deb {mirror()} {SUITE} main\n")
    configuration = folder / "apt.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    options = ("-c", configuration)
    with step("Odoo", f"reading Debian's list of packages ({SUITE})"):
        apt("apt-get", *options, "update")
    known = apt("apt-cache", *options, "pkgnames", "odoo-").split()
    found = [name for name in known if re.fullmatch(r"odoo-\d+", name)]
    if not found:
        message = f"the {SUITE} suite of the Debian mirror packages no Odoo."
        raise Failure(message, f"You may {OTHERWISE}.")
    odoo = max(found, key=lambda name: int(name.partition("-")[2]))
    archives = []
    for name in (odoo, BESIDE):
        uris = apt("apt-get", *options, "download", "--print-uris", name, cwd=folder)
        archive, size = re.search(r"^'\S+' (\S+) (\d+)", uris, re.M).groups()
        archives.append(folder / archive)
        with step("Odoo", f"downloading {archive}, {int(size) >> 20} MB"):
            apt("apt-get", *options, "download", name, cwd=folder)
    return archives


def mirror() -> str:
    """Return the mirror of the running release, from the machine's sources."""
    text = Path("/etc/os-release").read_text()
    release = re.findall(r"^VERSION_CODENAME=(\S+)$", text, re.M)
    targets = apt("apt-get", "indextargets", "--format=$(RELEASE) $(REPO_URI)")
    for line in targets.splitlines():
        suite, _, mirror = line.partition(" ")
        if suite in (*release, "stable", "testing", "unstable", "sid"):
            return mirror
    message = "the machine's apt sources name no Debian mirror."
    raise Failure(message, f"You may {OTHERWISE}.")


def apt(*command: object, **options) -> str:
    """Run one of apt's programs; return what it prints."""
    return call(command, "apt could not get Debian's Odoo", REMEDY, **options)
