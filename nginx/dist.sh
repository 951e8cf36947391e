#!/bin/sh
# dist.sh - makes build/nexus-dist.tar.gz, the academy for shared hosting; `make dist` calls it. It is unpacked into a web
# folder and answers as plain CGI. Each program comes with all its libraries, the C library and its loader included, so
# that the age of the hosting's system does not matter.
set -eu
cd "$(dirname "$0")/.."
stage=build/dist app=build/dist/nexus
rm -rf "$stage"
mkdir -p "$app/bin" "$app/lib" "$app/libexec"

# Copies a program, a wrapper for it, and every library it needs under the name it asks for.
add_program() {
    name=$1 file=$2
    cp "$file" "$app/libexec/$name"
    strip "$app/libexec/$name"
    sed "s|@PROGRAM@|$name|" nginx/hosting/wrapper > "$app/bin/$name"
    chmod 755 "$app/bin/$name"
    ldd "$file" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }' | while read -r soname library; do
        [ -e "$app/lib/$soname" ] || cp -L "$library" "$app/lib/$soname"
    done
    if ldd "$file" | grep 'not found'; then
        echo "dist: $name lacks a library" >&2
        exit 1
    fi
}

for program in nexus learner admin analytics coach worker avatar; do
    [ ! -x "build/$program" ] || add_program "$program" "build/$program"
done
cp -L "$(ldd build/nexus | awk '/ld-linux/ { print $1 }')" "$app/lib/loader"
chmod 755 "$app/lib/loader"

# Certificates are made by rsvg-convert, with a font that it finds beside it.
rsvg=$(command -v rsvg-convert || true)
if [ -n "$rsvg" ]; then
    add_program rsvg-convert "$rsvg"
    mkdir -p "$app/fonts"
    for font in DejaVuSans DejaVuSans-Bold DejaVuSerif DejaVuSerif-Bold; do
        cp "/usr/share/fonts/truetype/dejavu/$font.ttf" "$app/fonts/"
    done
    cp nginx/hosting/fonts.conf "$app/fonts.conf"
    sed -i 's|^run |export FONTCONFIG_FILE="$app/fonts.conf"\nrun |' "$app/bin/rsvg-convert"
fi

cp -R templates static db "$app/"
cp build/openapi.json "$app/bin/openapi.json"
cp nginx/hosting/environment "$app/bin/environment"
cp nginx/hosting/cron.sh "$app/cron.sh"
cp nginx/nexus.conf.example "$app/"
sed -i "s|@HOST@|academy.example.org|" "$app/nexus.conf.example"
for program in learner admin analytics coach; do
    sed "s|@PROGRAM@|$program|" nginx/hosting/cgi > "$stage/$program.cgi"
    chmod 755 "$stage/$program.cgi"
done
cp nginx/hosting/htaccess "$stage/.htaccess"
echo 'Require all denied' > "$app/.htaccess"
cp nginx/hosting/static.htaccess "$app/static/.htaccess"
cp nginx/hosting/INSTALL.txt "$stage/INSTALL.txt"
chmod -R u=rwX,go=rX "$stage"
chmod 755 "$app/cron.sh"
tar -czf build/nexus-dist.tar.gz --owner=0 --group=0 --sort=name -C "$stage" .htaccess INSTALL.txt admin.cgi analytics.cgi coach.cgi learner.cgi nexus
echo "build/nexus-dist.tar.gz: $(du -h build/nexus-dist.tar.gz | cut -f1)"
