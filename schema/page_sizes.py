"""How many rows a page of a list has."""

MOST = 100
ROOT_DEFAULT = 50
NESTED_DEFAULT = 10
