#!/bin/sh
# nightly-backup.sh NEXUS FOLDER COUNT - writes one backup into FOLDER and keeps the newest COUNT. Called by
# nexus-backup.service, or by cron. An old one goes only when the new one was verified.
set -eu
nexus=$1 folder=$2 count=$3
"$nexus" backup "$folder/nexus-$(date -u +%Y%m%d-%H%M%S).tar.gz"
find "$folder" -maxdepth 1 -name 'nexus-*.tar.gz' | sort -r | tail -n "+$((count + 1))" | while read -r old; do
    rm -f -- "$old"
done
