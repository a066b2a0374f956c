"""Deploys the system that the stack's configuration names onto the target it names."""

import pulumi

import components
import stacks
from components.history import History
from components.system import System, SystemArgs
from stacks._profiles import place
from stacks._settings import Settings

settings = Settings.load()
system = System(
    SystemArgs(
        system=place(stacks.load(settings.system), settings.environment, settings.size),
        settings=settings,
        target=components.load(settings.target),
        history=History.load(),
    )
)
pulumi.export("url", system.url)
for purpose, command in system.commands.items():
    pulumi.export(purpose, command)
