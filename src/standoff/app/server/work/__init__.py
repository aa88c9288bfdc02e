"""Work outside of the event loop: quick questions in threads, long ones in processes; both tell how far they are."""
