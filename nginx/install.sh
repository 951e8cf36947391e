#!/bin/sh
# install.sh - lays Nexus out for production; `make install` calls it. Run again for an update: data and settings stay.
#
#   PREFIX/lib/nexus/       bin/ templates/ static/ db/ nginx/      PREFIX/bin/nexus     the operator's command
#   /etc/nexus/nexus.conf   settings                               /etc/nexus/tls/      certificate
#   /var/lib/nexus          data (DATA=)                           /var/backups/nexus   nightly backups
#   systemd units, log rotation, /etc/nginx/sites-available/nexus
#
# Variables: DESTDIR (stage into a folder, nothing is started or created outside), PREFIX, DATA, HOST.
set -eu
cd "$(dirname "$0")/.."
DESTDIR=${DESTDIR:-} PREFIX=${PREFIX:-/usr/local} DATA=${DATA:-/var/lib/nexus} HOST=${HOST:-$(hostname -f 2> /dev/null || hostname)}
home=$PREFIX/lib/nexus backups=/var/backups/nexus
certificate=/etc/nexus/tls/certificate.pem key=/etc/nexus/tls/key.pem
root="$DESTDIR"

fill() {
    sed -e "s|@HOME@|$home|g; s|@DATA@|$DATA|g; s|@BACKUPS@|$backups|g; s|@HOST@|$HOST|g" \
        -e "s|@CERTIFICATE@|$certificate|g; s|@KEY@|$key|g" "$1"
}

if [ -z "$DESTDIR" ]; then
    [ "$(id -u)" -eq 0 ] || { echo "install: needs root (or DESTDIR=)" >&2; exit 1; }
    nginx/setup.sh run
    getent passwd nexus > /dev/null || useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin nexus
    # The web server reads uploads and certificates that a page decided to send; the database stays closed to it.
    ! getent passwd www-data > /dev/null || usermod -a -G nexus www-data
fi

install -d "$root$home/bin" "$root$PREFIX/bin" "$root/etc/nexus/tls" "$root/etc/systemd/system" "$root/etc/logrotate.d" \
    "$root/etc/nginx/sites-available"
for program in build/nexus build/learner build/admin build/analytics build/coach build/worker build/avatar; do
    [ -x "$program" ] || continue
    install -m 755 "$program" "$root$home/bin/.new"
    mv "$root$home/bin/.new" "$root$home/bin/${program##*/}" # by rename: the running one is not disturbed
done
install -m 644 build/openapi.json "$root$home/bin/openapi.json"
for folder in templates static db nginx; do
    rm -rf "$root$home/$folder.old"
    [ ! -d "$root$home/$folder" ] || mv "$root$home/$folder" "$root$home/$folder.old"
    cp -R "$folder" "$root$home/$folder"
    rm -rf "$root$home/$folder.old"
done
chmod -R u=rwX,go=rX "$root$home"
cat > "$root$PREFIX/bin/nexus" << END
#!/bin/sh
# The operator's command of the academy in $DATA.
export NEXUS_DATA="\${NEXUS_DATA:-$DATA}"
exec $home/bin/nexus "\$@"
END
chmod 755 "$root$PREFIX/bin/nexus"

[ -e "$root/etc/nexus/nexus.conf" ] || fill nginx/nexus.conf.example > "$root/etc/nexus/nexus.conf"
chmod 640 "$root/etc/nexus/nexus.conf"
for unit in nginx/systemd/*; do
    fill "$unit" > "$root/etc/systemd/system/${unit##*/}"
done
fill nginx/logrotate.conf > "$root/etc/logrotate.d/nexus"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{
    DATA="$scratch" NEXUS_DATA="$scratch" build/nexus site --port=443 --host="$HOST" --home="$home" --data="$DATA" --run=/run/nexus \
        --certificate="$certificate" --key="$key"
    fill nginx/site-http.conf
} > "$scratch/site"
site="$root/etc/nginx/sites-available/nexus"
if [ ! -e "$site" ]; then
    cp "$scratch/site" "$site"
elif ! cmp -s "$scratch/site" "$site"; then
    cp "$scratch/site" "$site.new" # somebody may have edited theirs
fi

if [ -n "$DESTDIR" ]; then
    echo "Staged below $DESTDIR."
    exit 0
fi
chown root:nexus /etc/nexus /etc/nexus/nexus.conf
chmod 750 /etc/nexus
install -d -o nexus -g nexus -m 750 "$DATA" "$DATA/avatars" "$DATA/assets" "$DATA/certificates" "$DATA/reports"
install -d -o nexus -g nexus -m 700 "$DATA/run" "$DATA/log" "$DATA/mail" "$DATA/temporary" "$backups"
[ -e "$DATA/nexus.conf" ] || ln -s /etc/nexus/nexus.conf "$DATA/nexus.conf"
if [ ! -e "$key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 397 -subj "/CN=$HOST" \
        -addext "subjectAltName=DNS:$HOST" -keyout "$key" -out "$certificate" 2> /dev/null
    chgrp nexus "$certificate" && chmod 640 "$certificate" && chmod 600 "$key"
fi
"$PREFIX/bin/nexus" migrate
[ ! -d /run/systemd/system ] || systemctl daemon-reload
cat << END

Nexus is installed. What is left:
  1. Look through /etc/nexus/nexus.conf (base_url, mail).
  2. systemctl enable --now nexus-learner.socket nexus-admin.socket nexus-analytics.socket nexus-coach.socket nexus.service nexus-backup.timer
     (after an update: systemctl reload nexus - no request is lost)
  3. ln -s ../sites-available/nexus /etc/nginx/sites-enabled/nexus && nginx -t && systemctl restart nginx
  4. A real certificate: certbot certonly --webroot -w /var/www/html -d $HOST, then name its files in nexus.conf and in
     /etc/nginx/sites-available/nexus.
  5. journalctl -u nexus shows the link that makes the first admin; nexus doctor tells what is missing.
END
