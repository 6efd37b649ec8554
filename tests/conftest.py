"""What all tests share. A fixture that one package needs belongs in that package's own conftest.py."""

from hypothesis import settings

# No deadline: it would measure the machine. The blob lets a failure found elsewhere be replayed here.
settings.register_profile("tabrelay", deadline=None, print_blob=True)
settings.load_profile("tabrelay")
