"""Become another user, then become another program: python run_as.py USER PROGRAM ARGUMENT...

PostgreSQL refuses to run as root. The pid stays the same, so whoever started this may signal
the program itself. Imports nothing of Meridian, so that it starts in an instant.
"""

import os
import pwd
import sys


def main() -> None:
    user = pwd.getpwnam(sys.argv[1])
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.chdir("/")  # the directory of whoever called may be closed to this user
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the argv is ours


if __name__ == "__main__":
    main()
