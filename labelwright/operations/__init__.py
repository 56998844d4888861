"""The verbs: one module a phase, one function a verb, one transaction each."""
