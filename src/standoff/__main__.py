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
        import signal

        # Whoever presses it again, as one does, need not be told of it either.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
