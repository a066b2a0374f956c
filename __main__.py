"""Deploys the system that the stack's configuration names onto the target it names."""

import gc

import pulumi

import components
import stacks
from components.history import History
from components.system import System, SystemArgs
from stacks._adjust import adjust
from stacks._profiles import place
from stacks._settings import Settings

gc.disable()  # a program that ends in seconds leaves nothing to collect, and looking for it takes a tenth of its time
try:
    settings = Settings.load()
    target = components.load(settings.target)
    spec = adjust(stacks.load(settings.system), settings)
    sized = place(spec, settings.environment, settings.size, single_host=target.single_host)
    system = System(SystemArgs(system=sized, settings=settings, target=target, history=History.load()))
except ValueError as error:  # a spec that does not fit together, or that a file can't be rendered from: no traceback
    raise pulumi.RunError(str(error)) from None
pulumi.export("url", system.url)
for purpose, command in system.commands.items():
    pulumi.export(purpose, command)
