"""Deploys the system that the stack's configuration names onto the target it names."""

import pulumi

import components
import stacks
from components.history import History
from components.system import System, SystemArgs
from stacks._profiles import place
from stacks._settings import Settings

try:
    settings = Settings.load()
    sized = place(stacks.load(settings.system), settings.environment, settings.size)
    target = components.load(settings.target)
    system = System(SystemArgs(system=sized, settings=settings, target=target, history=History.load()))
except ValueError as error:  # a spec that does not fit together, or that a file can't be rendered from: no traceback
    raise pulumi.RunError(str(error)) from None
pulumi.export("url", system.url)
for purpose, command in system.commands.items():
    pulumi.export(purpose, command)
