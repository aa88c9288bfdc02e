"""The command, as `standoff` and as `python -m standoff`: Ctrl-C ends it with 130 and no word more, however early."""

import gc
import os

__all__ = ["main"]

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C has ended."""

GARBAGE = 100_000
"""So many new objects there are before circles among them are looked for: a start makes many, and nearly all stay."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(GARBAGE)
    # Nothing here comes from plug-ins of pydantic, for which it would look through all that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Cores are shared out by question; threads within sums of numpy would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
