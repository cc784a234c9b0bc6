"""The flags of early warning: found each night, answered, shown to people."""
