#!/bin/sh
# deploy/new-env.sh: writes .env from .env.example, with a fresh secret for each that is empty.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo ".env is there already; it is left as it is." >&2
  exit 1
fi
umask 077
while IFS= read -r line; do
  case $line in
    [A-Z]*_PASSWORD= | [A-Z]*_SECRET= | [A-Z]*_KEY= | [A-Z]*_TOKEN=)
      echo "$line$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env
echo "Wrote .env. Look through it: PUBLIC_HOST first."
