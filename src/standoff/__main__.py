"""The command, as `standoff` and as `python -m standoff`: Ctrl-C ends it with 130 and no word more, however early."""

__all__ = ["main"]

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C has ended."""


def main() -> None:
    """Run the command line."""
    try:
        from standoff.cli import main as command

        command()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
