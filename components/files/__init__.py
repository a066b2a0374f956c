"""What runs inside: configuration files rendered from the spec, one function a file, the same for every target.

Every function takes plain values and returns text; none imports pulumi. Where a program looks for its files is
``FOLDER``, the same in every image of ours.
"""

FOLDER = "/etc/moorage"  # read-only, owned by the program's user
