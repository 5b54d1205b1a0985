"""Operations prepared once: a selection becomes one SQL statement, whose JSON is the answer.

The only place in `schema/` that knows SQLAlchemy. From the outside in: `operations` remembers,
`compiler` makes statements, `finishing` completes rows where a field is Python.
"""
