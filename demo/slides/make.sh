#!/bin/sh
# make.sh - writes the slides of a lecture: one HTML file, made of the sources,
#           the pictures and the experiments that a list names
#
# Run:   sh demo/slides/make.sh [-n] [-o FILE] [LIST]      (make slides runs it)
#        -n       leaves out what the experiments print; EXPERIMENTS=no in the
#                 environment does the same
#        -o FILE  writes FILE, and not demo/slides.html
#        LIST     is read, and not demo/slides.txt
set -u

usage()
{
    echo 'usage: make.sh [-n] [-o FILE] [LIST]' >&2
    exit 1
}

answers=${EXPERIMENTS:-yes} output=
while getopts no: option; do
    case $option in
    n) answers=no ;;
    o) output=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -le 1 ] || usage
shown=${output:-demo/slides.html} list_name=${1:-demo/slides.txt}
case $output in '' | /*) ;; *) output=$PWD/$output ;; esac
case ${1-} in '' | /*) list=$list_name ;; *) list=$PWD/$1 ;; esac
cd "$(dirname "$0")/../.." || exit 1
. demo/lib.sh
: "${output:=demo/slides.html}"
case $answers in
yes | no) ;;
*) die "EXPERIMENTS must be yes or no, not $answers" ;;
esac
{ [ -f "$list" ] && [ -r "$list" ]; } || die "there is no list $list_name"
tr '\t\r' '  ' <"$list" >"$work/list" # some editors end lines with \r, too

# sections [ANSWERS] - makes the slides; the folder ANSWERS has what the
# experiments printed
sections()
{
    programs=$(printf ' -f %s' demo/slides/*.awk)
    # shellcheck disable=SC2086 # several options
    LC_ALL=C awk $programs -v answers="${1-}" -v machine="$(machine)" \
        -v list_name="$list_name" "$work/list" >"$work/sections" || exit 1
}

# record SCRIPT - runs an experiment, and keeps what it prints, without control
# characters, which HTML does not allow
record()
{
    experiments=$((${experiments:-0} + 1))
    printf '%s: ' "$1"
    sh "$1" >"$work/printed" 2>&1 </dev/null
    status=$?
    case $status in
    0) echo recorded ;;
    2) echo 'recorded, but this machine did not show the effect' ;;
    *)
        echo "it failed; the slide says why"
        printf '\n%s ended with status %d.\n' "$1" "$status" >>"$work/printed"
        ;;
    esac
    [ -s "$work/printed" ] || echo "It printed nothing." >"$work/printed"
    {
        echo "$status"
        tr -d '\000-\010\013-\037\177' <"$work/printed" | fold -s -w 80
    } >"$work/$experiments.answer"
}

sections # finds the mistakes in the list before the experiments take their time
if [ "$answers" = yes ]; then
    awk '$1 == "experiment" { print $2 }' "$work/list" >"$work/experiments"
    while read -r script; do
        record "$script"
    done <"$work/experiments"
    sections "$work"
fi
title=$(sed -n '/<h1>/s/<[^>]*>//gp' "$work/sections")
cat >"$work/slides.html" <<END
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${title:-Slides}</title>
<style>
$(cat demo/slides/slides.css)
</style>
</head>
<body>
$(cat "$work/sections" demo/slides/keys.html)
<script>
$(cat demo/slides/slides.js)
</script>
</body>
</html>
END
[ ! -d "$output" ] || die "$shown is a folder"
cp "$work/slides.html" "$output" || die "cannot write $shown"
count=$(grep -c '^<section ' "$work/sections")
echo "$shown: $count $([ "$count" -eq 1 ] && echo slide || echo slides)"
