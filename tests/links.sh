#!/bin/sh
# links.sh FOLDER [ORIGINAL] - removes each symbolic link in FOLDER that leads
#                              out of it, and prints its name
#
# If FOLDER is a copy of the folder ORIGINAL, a link into ORIGINAL is changed to
# lead to the same place in FOLDER. A link to a file that does not exist yet,
# but would be in FOLDER, is kept: make may create the file.

set -u

# find_end LINK: sets place to where the link leads, without any link in it
find_end()
{
    place=$1 hops=0
    while [ -L "$place" ] && [ ! -d "$place" ]; do
        hops=$((hops + 1))
        [ "$hops" -le 40 ] || return 1
        target=$(readlink "$place") || return 1
        case $target in /*) ;; *) target=${place%/*}/$target ;; esac
        place=$(cd -P "${target%/*}/" 2>/dev/null && pwd)/${target##*/}
    done
    [ ! -d "$place" ] || place=$(cd -P "$place" && pwd)
}

if [ "$1" != -each ]; then
    root=$(cd -P -- "$1" && pwd) || exit 2
    original=$(cd -P -- "${2:-$1}" && pwd) || exit 2
    find "$root" -type l -exec sh "$0" -each "$root" "$original" {} +
    exit
fi

root=$2 original=$3
shift 3
for link; do
    if find_end "$link"; then
        case $place/ in
        "$root"/*) continue ;;
        "$original"/*)
            rm -f "$link" &&
                ln -s "$root${place#"$original"}" "$link" && continue
            ;;
        esac
    fi
    rm -f "$link" || exit 2
    printf '%s\n' "${link#"$root"/}"
done
