"""The servers that ours is measured against, each the way its own documentation has it."""
