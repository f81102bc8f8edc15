"""What the demo says when everything runs: where to look, how to sign in, what to scan, how to send."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.demo.keepsakes import Keepsakes
from gateway.demo.story import PLAYERS, Appointment, appointments
from imaging.access.second_factors import ISSUER
from imaging.access.totp import address
from imaging.settings import Settings
from imaging.sharing.qr import terminal


def show(console: Console, settings: Settings, keepsakes: Keepsakes) -> None:
    """Print what a newcomer needs."""
    today = datetime.now(settings.zone).astimezone()
    links = {number: settings.base_url + link for number, link in keepsakes.links.items()}
    slips = tuple(slip for slip in appointments(today) if slip.order.accession_number in links)
    console.print()
    console.print(Text("Filmless is running.", style="bold"), Text(settings.base_url, style="bold cyan"))
    _show_logins(console, keepsakes)
    _show_slips(console, slips, links)
    if settings.tls_certificate and settings.tls_certificate.is_relative_to(settings.data_dir):
        console.print("The certificate was made here, so a phone warns of it once: go on to the page all the same.")
    console.print("\n[bold]Send a study[/bold] with any DICOM tool:")
    console.print(Text(f"  {sending_line(settings)}"), soft_wrap=True)
    console.print("\nControl-C ends it; what it keeps lies in", str(settings.data_dir), soft_wrap=True)


def sending_line(settings: Settings) -> str:
    """Return what sends a folder; right for both programs of this name, dcmtk's and pynetdicom's.

    They have no option in common that goes through a folder (-r of one is the opposite for the other), but the shell
    names the files.
    """
    title, to = shlex.quote(settings.ae_title), settings.dicom.from_here
    return f"storescu -aec {title} {to.host} {to.port} /path/to/a/study/*"


def _show_logins(console: Console, keepsakes: Keepsakes) -> None:
    console.print("\n[bold]Sign in[/bold] at this address:")
    table = Table("login", "password", "who", box=None, padding=(0, 2), header_style="dim")
    for player in PLAYERS:
        table.add_row(player.login, keepsakes.passwords.get(player.login, ""), player.name)
    console.print(table)
    for login, secret in keepsakes.secrets.items():
        console.print(f"\n[bold]The second step of {login}[/bold]: add this to any authenticator application (TOTP).")
        console.print("   ", Text(address(secret, login, ISSUER), style="cyan"), soft_wrap=True)


def _show_slips(console: Console, slips: tuple[Appointment, ...], links: Mapping[str, str]) -> None:
    console.print("\n[bold]Patients' links[/bold], as the QR codes of their slips say them:")
    for slip in slips:
        order = slip.order
        console.print(f"  {order.procedure_description} [dim]({slip.shows})[/dim]")
        console.print("   ", Text(links[order.accession_number], style="cyan"), soft_wrap=True)
        born = order.patient_birth_date
        console.print(f"    birth date {born[:4]}-{born[4:6]}-{born[6:]}, phone ends in {slip.phone[-4:]}")
    if slips:
        console.print(f"\nThe code of the first slip ({slips[0].order.procedure_description}):\n")
        console.file.write(terminal(links[slips[0].order.accession_number]) + "\n")
