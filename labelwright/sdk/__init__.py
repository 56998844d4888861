"""How a user's script says it: a typed client of the HTTP API.

    with labelwright.connect("http://127.0.0.1:8400", token) as client:
        project = client.project("car-photos")
        for label in project.labels():
            print(label.key, label.answer)

Whatever the server refuses is raised as the same class of `labelwright.errors` that the server knew, with its code,
its hint and its problems. Lists that may be long are iterators that stream or page by themselves.
"""

from labelwright.sdk.client import Client, connect
from labelwright.sdk.project import Progress, ProjectClient
from labelwright.sdk.records import (
    Empty,
    HomeStage,
    Import,
    Item,
    Job,
    Label,
    Lease,
    Loss,
    Me,
    Next,
    Person,
    Project,
    ProjectHome,
    Receipt,
    Release,
    Team,
    Validation,
)
from labelwright.sdk.work import WorkClient

__all__ = [
    "Client",
    "Empty",
    "HomeStage",
    "Import",
    "Item",
    "Job",
    "Label",
    "Lease",
    "Loss",
    "Me",
    "Next",
    "Person",
    "Progress",
    "Project",
    "ProjectClient",
    "ProjectHome",
    "Receipt",
    "Release",
    "Team",
    "Validation",
    "WorkClient",
    "connect",
]
