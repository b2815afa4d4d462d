#!/bin/sh
# submission.sh - grades one submission of a class; class.sh calls it
#
# usage: sh tests/submission.sh ENTRY FOLDER RESULT OPTION...
#
# ENTRY is a folder or a tar archive. It is copied to FOLDER, which is empty and
# which only the programs of this submission may enter. grade.sh grades the copy
# with the OPTIONs. RESULT.report, RESULT.marks and RESULT.state are written;
# the state is a few words and, in a second line, why the submission could not
# be graded. RESULT.links names the links that lead out of the submission.

set -u
most_mb=64 most_files=10000 # what a submission may hold
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
probe=$tests/probe/probe
entry=$1 folder=$2 result=$3
shift 3
umask 022 # the user that is made up for a program must be able to read it

# end STATE [WHY]
end()
{
    printf '%s\n%s\n' "$1" "${2-}" >"$result.state"
    exit
}

# What unpacks the archive on stdin. It runs under the probe, which limits each
# file to 64 MB. So when the archive is one file that is not compressed, the
# files in it have no more than that together.
# shellcheck disable=SC2016 # another shell expands this
unpack='
    export LC_ALL=C
    cat >in || exit 3
    for tool in gzip bzip2 xz zstd; do
        "$tool" -dc <in >all 2>/dev/null && [ -s all ] && break
        [ "$(wc -c <all)" -lt "$1" ] || exit 3
        rm all
    done
    [ -f all ] || mv in all
    [ "$(dd if=all bs=1 skip=257 count=5 2>/dev/null)" = ustar ] || exit 4
    tar -tf - <all >names && tar -tvf - <all >long 2>&1 || exit 4
    [ "$(wc -l <names)" -le "$2" ] || exit 3
    ! grep -Eq "^/|(^|/)[.][.](/|\$)" names || exit 5
    ! grep -Eiq "removing leading|^[h-].* (link to|->) (/|(.*/)?[.][.]/)" \
        names long || exit 5
    mkdir files && cd files && tar -xf - <../all || exit 4'

most="$most_mb MB or $most_files files"
is_too_large()
{
    [ "$(du -sk "$1" | cut -f 1)" -gt $((most_mb * 1024)) ] ||
        [ "$(find "$1" | wc -l)" -gt "$most_files" ] ||
        [ -n "$(find "$1" -type f -size +$((most_mb * 2048)))" ]
}

copy=$folder/files
if [ -L "$entry" ]; then
    end 'outside link' 'It is a symbolic link.'
elif [ ! -d "$entry" ]; then
    mkdir "$folder/archive" && cd "$folder/archive" || exit 2
    "$probe" run -w -t 60 "$(command -v sh)" -c "$unpack" sh \
        $((most_mb * 1048576)) "$most_files" <"$entry"
    case $? in
    0) ;;
    3) end 'too large' "It unpacks to more than $most." ;;
    5) end 'outside link' 'It has a path or a link that leads out of it.' ;;
    *) end unreadable 'It cannot be unpacked.' ;;
    esac
    chmod -R u+rwX files && mv files "$copy" && cd "$copy" || exit 2
    only=$(ls) # the only folder in it, perhaps, beside files such as .DS_Store
    [ ! -d "./$only" ] || [ -L "./$only" ] || copy=$copy/$only
    entry=$copy
elif is_too_large "$entry"; then
    end 'too large' "It has more than $most."
else
    cp -RP "$entry" "$copy" || end unreadable 'It cannot be copied.'
fi
! is_too_large "$copy" || end 'too large' "It unpacks to more than $most."
# No program may meet a device, or a file that runs as another user.
find "$copy" ! -type f ! -type d ! -type l -exec rm -f {} +
chmod -R u+rwX,go+rX,u-s,g-s "$copy" || exit 2
sh "$tests/links.sh" "$copy" "$entry" >"$result.links" || exit 2

TMPDIR=$folder sh "$tests/grade.sh" "$@" -m "$result.marks" \
    -o "$result.report" "$copy"
[ $? -le 1 ] || end 'grader failed' 'The grader could not work.'
! grep -q '|The programs cannot all be built' "$result.marks" || end 'build failed'
[ ! -s "$result.links" ] || end 'outside link'
end graded
