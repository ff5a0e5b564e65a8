"""Every command with its options, help and examples; the work itself lies in the modules beside this one."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.access.tokens import TokenNotMade, TokenWish
from services.cli import accounts, backups, demo_loading, key_rotation, migrating, rebuilding, serving, single_services
from services.cli.bearers import bearer
from services.cli.doctor import examine, examine_single_services
from services.cli.importing import add_import
from services.cli.keys import signing_key
from services.cli.personal_data import add_personal_data
from services.cli.standing import Finding
from services.cli.stores import place_of
from services.cli.terminal import OUT, failed, refusals
from services.demo.scenario import Size
from shared.kernel.scope import Role
from shared.settings import SettingsRefused, read_settings


def _example(*lines: str) -> str:
    return "[bold]Examples[/]\n\n" + "\n\n".join(f"$ onetwenty {line}" for line in lines)


app = typer.Typer(
    name="onetwenty",
    help="Runs the 1+20 model: one volunteer, twenty households, and the province's figures.",
    no_args_is_help=True,
    add_completion=False,
    epilog=_example("serve --demo", "doctor", "rebuild --help"),
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(accounts.app, name="account")
app.add_typer(key_rotation.app, name="keys")

add_personal_data(app)
add_import(app)

Data = Annotated[Path, typer.Option("--data", help="The data folder.", envvar="ONETWENTY_DATA")]
DEFAULT_DATA = Path("data")
KeyData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The data folder; none: ./data, or ONETWENTY_SIGNING_KEY where single services run.",
        envvar="ONETWENTY_DATA",
    ),
]
PlaceData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The data folder; none: MongoDB where ONETWENTY_MONGO_URL names it, else ./data.",
        envvar="ONETWENTY_DATA",
    ),
]


@app.command(
    epilog=_example(
        "serve",
        "serve --demo --port 8120",
        "serve visits --host 0.0.0.0",
        "serve --tls-cert cert.pem --tls-key key.pem",
    )
)
def serve(
    service: Annotated[
        str, typer.Argument(help="One service alone, on MongoDB and Kafka; none: all of them, embedded.")
    ] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8120,
    data: Data = DEFAULT_DATA,
    demo: Annotated[bool, typer.Option("--demo", help="Fill an empty data folder with demo data first.")] = False,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
) -> None:
    """Start the system; prints "ready http://…" when it answers."""
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("--tls-cert and --tls-key go together")
    tls = (tls_cert, tls_key) if tls_cert and tls_key else None
    with refusals():
        if not service:
            serving.serve(data, host, port, demo=demo, tls=tls)
        else:
            _require_alone(service, demo=demo)
            serving.serve_alone(service, host, port, tls=tls)


def _require_alone(service: str, *, demo: bool) -> None:
    """Refuse what a service alone cannot be asked for, with exit code 2."""
    if service not in serving.SERVICES:
        raise typer.BadParameter(f"a service is one of {', '.join(serving.SERVICES)}", param_hint="SERVICE")
    if demo:
        raise typer.BadParameter(
            "demo data goes through every service: start them all, then run `onetwenty demo --url` with their address",
            param_hint="--demo",
        )


@app.command(epilog=_example("demo --data ./data", "demo --data ./data --size province --url http://127.0.0.1:8120"))
def demo(
    data: KeyData = None,
    size: Annotated[Size, typer.Option(help="Three units as reported, or all 94 with 90 days of work.")] = Size.SEED,
    url: Annotated[
        str | None, typer.Option(help="A running system; none: the folder itself, which must not be in use.")
    ] = None,
) -> None:
    """Send demo data through the same commands as everyone's; all people in it are synthetic."""
    with refusals():
        demo_loading.run(data, size, url)


@app.command(
    epilog=_example(
        "token --data ./data --role coordinator --ward 20194",
        "token --role province --hours 1",
        "token --role service --hours 8760",
    )
)
def token(
    role: Annotated[Role, typer.Option(help="What the bearer may do.")],
    data: KeyData = None,
    ward: Annotated[str | None, typer.Option(help="Code of the bearer's ward.")] = None,
    volunteer: Annotated[str | None, typer.Option(help="Id of the volunteer that the bearer is.")] = None,
    hours: Annotated[float, typer.Option(help="How long it holds.")] = 12,
) -> None:
    """Print a bearer token and nothing else."""
    settings = read_settings()
    wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer, hours=hours)
    with refusals():
        try:
            signed = bearer(signing_key(data, settings), wish, settings)
        except TokenNotMade as error:
            raise typer.BadParameter(str(error)) from None
    typer.echo(signed)


@app.command(epilog=_example("rebuild", "rebuild --ward 20194 --switch", "rebuild --as-of 2026-03-01T00:00:00+07:00"))
def rebuild(
    data: PlaceData = None,
    ward: Annotated[str | None, typer.Option(help="One ward; none: all.")] = None,
    switch: Annotated[
        bool, typer.Option("--switch", help="Put the rebuilt documents in place of the live ones.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="A time, or with --ward assignment:N,visits:M: print the figures of then.")
    ] = None,
) -> None:
    """Fold everything again from the ledgers, beside a running serve, and compare; exit code 1 when it differs."""
    if switch and as_of is not None:
        raise typer.BadParameter("--switch puts the present in place, --as-of only prints: give one of them")
    place = place_of(data, read_settings())
    with refusals():
        if as_of is not None:
            rebuilding.print_figures_as_of(place, ward, as_of)
        else:
            rebuilding.run(place, ward, switch=switch, as_json=as_json)


@app.command(epilog=_example("topics", "topics --check"))
def topics(
    check: Annotated[bool, typer.Option("--check", help="Only look; make nothing.")] = False,
) -> None:
    """Make the topics of Kafka that are missing; exit code 1 when one is not as it must be."""
    single_services.show_topics(create=not check)


@app.command(epilog=_example("doctor --data ./data"))
def doctor(data: PlaceData = None) -> None:
    """Say what is wrong with this installation, and the remedy; exit code 1 when anything is."""
    settings = read_settings()
    place = place_of(data, settings)
    findings = asyncio.run(examine(place) if place is not None else examine_single_services(settings))
    for finding in findings:
        OUT.print(_line(finding))
    if any(finding.remedy for finding in findings):
        raise typer.Exit(1)


def _line(finding: Finding) -> str:
    mark = "✗" if finding.remedy else "✓"
    remedy = f"\n    → {finding.remedy}" if finding.remedy else ""
    return f"{mark} {finding.what}: {finding.found}{remedy}"


Erasures = Annotated[Path | None, typer.Option(help="The list of erasures; by default beside the data folder.")]


@app.command(epilog=_example("backup /backups/2026-03-01 --data ./data"))
def backup(file: Path, data: Data = DEFAULT_DATA, erasures: Erasures = None) -> None:
    """Copy a folder, in use or not: ledgers into FILE, keys into FILE.keys (kept apart, and 30 days at most)."""
    with refusals():
        backups.back_up(data, file, erasures)


@app.command(epilog=_example("restore /backups/2026-03-01 --data ./restored --erasures ./data.erasures.jsonl"))
def restore(file: Path, data: Data = DEFAULT_DATA, erasures: Erasures = None) -> None:
    """Make a new folder from a backup; who was erased since stays erased. Every process must be stopped."""
    with refusals():
        backups.restore(data, file, erasures)


@app.command(epilog=_example("migrate --from ./data"))
def migrate(
    folder: Annotated[Path, typer.Option("--from", help="The data folder; nobody may be serving it.")],
) -> None:
    """Move a data folder into MongoDB and prove that every ledger is the same there; run again, it goes on."""
    with refusals():
        migrating.migrate(folder)


@app.command(epilog=_example("restored", "restored --erasures /lists/erasures.jsonl"))
def restored(
    erasures: Annotated[Path | None, typer.Option(help="A list to go by; none: what Kafka tells.")] = None,
) -> None:
    """Go on after MongoDB was restored from a backup, with every process stopped; who was erased stays erased."""
    with refusals():
        migrating.restored(erasures)


@app.command(epilog=_example("erasures /lists/erasures.jsonl"))
def erasures(file: Path) -> None:
    """Write who is erased to a list, or add who is missing there; keep it apart from MongoDB and Kafka."""
    with refusals():
        migrating.list_erasures(file)


def main() -> None:
    """Entry point of the `onetwenty` command."""
    try:
        app()
    except SettingsRefused as refusal:
        raise SystemExit(failed(f"{refusal.name}: {refusal.what}.", f"{refusal.remedy}.").exit_code) from None
