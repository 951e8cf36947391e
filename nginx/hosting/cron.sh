#!/bin/sh
# cron.sh - call it every minute. Makes the data folder and its database when absent, brings it up to date after an
# update, then does what is due: mail, certificates, sweeping. Only one runs at a time.
app=$(cd "$(dirname "$0")" && pwd)
umask 027
. "$app/bin/environment"
"$app/bin/nexus" migrate > /dev/null || exit 1
[ -e "$NEXUS_DATA/nexus.conf" ] || sed "s|^tls_|# tls_|" "$app/nexus.conf.example" > "$NEXUS_DATA/nexus.conf"
exec "$app/bin/worker" --once
