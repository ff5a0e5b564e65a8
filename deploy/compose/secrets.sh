#!/bin/sh
# Makes every secret that docker-compose.yml reads, each in the folder of the user that reads it. What is there stays.
#
#   deploy/compose/secrets.sh [--keep-owner] [FOLDER]
#
# FOLDER is deploy/compose/secrets unless given. Files have mode 0600 and belong to the users of the containers, which
# only root can say: as another user, the script asks docker to. --keep-owner leaves them to whoever runs it.
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd)
owners=containers
if [ "${1:-}" = --keep-owner ]; then
  owners=caller
  shift
fi
folder=${1:-$here/secrets}

kafka=1000
mongo=999
onetwenty=10001
grafana=472

random_word() { openssl rand -hex 24 | tr -d '\n'; }
random_key() { openssl rand -base64 "$1" | tr -d '\n'; }
private_key() { openssl genpkey -algorithm ed25519; }

# make "CONTENT'S COMMAND" FILE…: the same new secret in every file, or none of them.
make() {
  how=$1
  shift
  there=0
  for file in "$@"; do
    [ ! -e "$folder/$file" ] || there=$((there + 1))
  done
  if [ "$there" -eq $# ]; then
    echo "kept  $*"
    return
  fi
  if [ "$there" -ne 0 ]; then
    echo "secrets.sh: only some of these are there, and they hold one secret: $*" >&2
    echo "Put the missing one back, or remove all of them to get a new one (deploy/README.md, Change a secret)." >&2
    exit 1
  fi
  content=$($how && echo .)
  for file in "$@"; do
    printf %s "${content%.}" > "$folder/$file.new"
    mv "$folder/$file.new" "$folder/$file"
  done
  echo "made  $*"
}

give() {
  [ "$owners" = containers ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    chown "$1" "$folder/$2"/*
  elif ! docker run --rm --network none --user 0 --volume "$folder/$2:/given" caddy:2.11.4-alpine \
    sh -c "chown $1 /given/*"; then
    echo "secrets.sh: run it as root, or as a user who may use docker: the files must belong to the containers' users." >&2
    exit 1
  fi
}

command -v openssl > /dev/null || { echo "secrets.sh: openssl is missing: install it." >&2; exit 1; }
mkdir -p "$folder/kafka" "$folder/mongo" "$folder/onetwenty" "$folder/grafana"

make random_word kafka/kafka_password onetwenty/kafka_password
make random_word mongo/mongo_password onetwenty/mongo_password
make random_word mongo/mongo_root_password
make "random_key 516" mongo/mongo_keyfile
make "random_key 32" onetwenty/master_key
make private_key onetwenty/signing_key
make random_word grafana/grafana_password

give "$kafka" kafka
give "$mongo" mongo
give "$onetwenty" onetwenty
give "$grafana" grafana
echo "The secrets are in $folder. Keep a copy of onetwenty/master_key apart: without it, sealed texts stay sealed."
