"""What happens, told while it happens: one reader of the log per process, for all who listen."""
