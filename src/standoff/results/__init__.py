"""What we report: frozen records, the sentences that say them, tables and JSON documents."""
