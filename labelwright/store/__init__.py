"""All SQL: the tables, the one executor, and one module per aggregate.

`Store.open(url)` gives the executor; verbs of `operations` are functions of a `Tx` that `store.write` runs and answers
after the commit is durable. Modules here are functions `name(tx, ...)`: they keep rows and decide nothing.
"""

from labelwright.store.engine import Row, Store, Tx, UniqueViolation

__all__ = ["Row", "Store", "Tx", "UniqueViolation"]
