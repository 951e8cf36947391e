#!/bin/sh
# cron.sh - call it every minute. Makes the data folder and its database when absent, brings it up to date after an
# update, then does what is due: mail, certificates, sweeping. Only one runs at a time.
app=$(cd "$(dirname "$0")" && pwd)
umask 027
. "$app/bin/environment"
"$app/bin/nexus" migrate > /dev/null || exit 1
[ -e "$NEXUS_DATA/nexus.conf" ] || sed "s|^tls_|# tls_|" "$app/nexus.conf.example" > "$NEXUS_DATA/nexus.conf"
# The link that makes the first admin, once base_url is the real one.
link="$NEXUS_DATA/setup-link.txt"
if [ ! -e "$link" ] && ! grep -q '^base_url *= *https://academy.example.org' "$NEXUS_DATA/nexus.conf"; then
    "$app/bin/nexus" setup > "$link" 2> /dev/null || true
fi
exec "$app/bin/worker" --once
