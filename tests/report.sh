# shellcheck shell=sh
# shellcheck disable=SC2154 # grade.sh sets tmp, probe and total
#
# report.sh - the formats in which grade.sh reports
#
# grade.sh sources this file. It then has the marks in $tmp/marks, sorted by
# program: N|SECTION|TEST|POINTS|PROGRAM|TITLE|VERDICT|SCORE|MISTAKE|CAUSE|TOPIC,
# and the details of the test with number N in $tmp/N.txt. All of it is printable
# ASCII, apart from what stands in the rubric.

# paragraph FIRST REST: prints stdin in lines that fit a terminal; the first
# begins with FIRST, and the others with REST.
paragraph()
{
    fold -s -w 74 | sed -e 's/ *$//' -e "1s|^|$1|" -e "2,\$s|^|$2|"
}

# cost NUMBER: prints what a mistake costs, and by which tests. A program that is
# missing or cannot be built has no topic; its tests are not named.
cost()
{
    awk -F '|' -v number="$1" '
        $9 != number { next }
        {
            cost += $4
            if ($11 != "")
                tests = tests "     " $5 ": " $6 " (" $4 ")\n"
        }
        END {
            print "   It costs " cost (cost == 1 ? " mark" : " marks") \
                (tests != "" ? ":" : ".")
            printf "%s", tests
        }' "$tmp/marks"
}

# first_to_fix: prints the list of mistakes, the most costly first.
first_to_fix()
{
    awk -F '|' '$9 != "" && !seen[$9]++' "$tmp/marks" | sort -t '|' -k 9,9n \
        >"$tmp/mistakes"
    [ -s "$tmp/mistakes" ] || return 0
    echo 'What to fix first'
    while IFS='|' read -r n section test points program title verdict score \
        number cause topic; do
        echo
        printf '%s\n' "${topic:+Likely cause: }$cause" |
            paragraph "$number. " '   '
        if [ -n "$topic" ]; then
            echo "   Read again: $topic"
            echo "   To see it:  sh tests/$test.sh -v ./$program"
        fi
        cost "$number"
    done <"$tmp/mistakes"
    echo
}

report_text()
{
    first_to_fix
    awk -F '|' '
        NR == FNR { score[$5] += $8; most[$5] += $4; next }
        $5 != program {
            program = $5
            printf "%s%s: %d / %d\n", (FNR > 1 ? "\n" : ""), program,
                score[program], most[program]
            section = ""
        }
        $2 != section { section = $2; print "  " section }
        {
            printf "    %2d / %-2d %s%s\n", $8, $4, $6,
                ($7 == "skipped" ? " (could not be tested here)" : \
                 $7 == "spared" ? " (not judged: see \"" $10 "\")" : "")
        }' "$tmp/marks" "$tmp/marks"
    said=0
    while IFS='|' read -r n section test points program title verdict score \
        number cause topic; do
        case $verdict in lost) ;; *) continue ;; esac
        [ -s "$tmp/$n.txt" ] || continue
        if [ -z "$topic" ]; then # make has failed: this is said once
            [ "$said" -ne "$number" ] || continue
            said=$number title='not tested'
        fi
        echo
        echo "$program: $title (mistake $number)"
        sed 's/^/  /' "$tmp/$n.txt"
    done <"$tmp/marks"
    echo
}

report_tap()
{
    echo 'TAP version 14'
    echo "1..$(wc -l <"$tmp/marks" | tr -d ' ')"
    first_to_fix | sed 's/^/# /; s/ *$//'
    k=0
    while IFS='|' read -r n section test points program title verdict score \
        number cause topic; do
        k=$((k + 1))
        case $verdict in
        passed) echo "ok $k - $program: $title" ;;
        skipped) echo "ok $k - $program: $title # SKIP $(cat "$tmp/$n.txt")" ;;
        spared) echo "ok $k - $program: $title # SKIP not judged: see \"$cause\"" ;;
        *)
            echo "not ok $k - $program: $title"
            echo '  ---'
            echo "  score: $score"
            echo "  points: $points"
            echo "  mistake: $number"
            echo '  report: |'
            outcome | sed 's/^/    /'
            echo '  ...'
            ;;
        esac
    done <"$tmp/marks"
}

# outcome: prints what a student should know of the current test.
outcome()
{
    case $verdict in
    lost)
        printf 'Likely cause: %s\n' "$cause"
        [ -z "$topic" ] || echo "Read again: $topic"
        cat "$tmp/$n.txt"
        ;;
    skipped) cat "$tmp/$n.txt" ;;
    spared) printf 'Not judged, no marks lost: see "%s"\n' "$cause" ;;
    esac
}

report_gradescope()
{
    echo "{\"score\": ${total% *}, \"stdout_visibility\": \"visible\","
    printf '"output": %s,\n' "$(first_to_fix | "$probe" json)"
    printf '"tests": ['
    programs=0 place=0 last='' comma=''
    while IFS='|' read -r n section test points program title verdict score \
        number cause topic; do
        if [ "$program" != "$last" ]; then
            programs=$((programs + 1)) place=0 last=$program
        fi
        place=$((place + 1))
        status=passed
        [ "$verdict" != lost ] || status=failed
        printf '%s\n {"name": %s, "number": "%d.%d",' "$comma" \
            "$(printf '%s' "$program: $title" | "$probe" json)" \
            "$programs" "$place"
        printf ' "score": %d, "max_score": %d, "status": "%s",' \
            "$score" "$points" $status
        printf ' "tags": [%s], "visibility": "visible",' \
            "$(printf '%s' "$section" | "$probe" json)"
        printf ' "output": %s}' "$(outcome | "$probe" json)"
        comma=,
    done <"$tmp/marks"
    printf '\n]}\n'
}

report_autolab()
{
    report_text
    awk -F '|' -v total="${total% *}" '
        !($2 in score) { names[++count] = $2 }
        { score[$2] += $8 }
        END {
            printf "{\"scores\": {"
            for (i = 1; i <= count; i++)
                printf "%s\"%s\": %d", (i > 1 ? ", " : ""), names[i],
                    score[names[i]]
            printf "}, \"scoreboard\": [%d]}\n", total
        }' "$tmp/marks"
}

# xml: copies printable ASCII from stdin, and escapes what is special in XML.
xml()
{
    "$probe" quote |
        sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

report_junit()
{
    echo '<?xml version="1.0" encoding="UTF-8"?>'
    awk -F '|' '
        { failures += $7 == "lost"; skipped += $7 ~ /skipped|spared/ }
        END {
            counts = "tests=\"" NR "\" failures=\"" failures "\" errors=\"0\""
            print "<testsuites " counts ">"
            print "<testsuite name=\"grade\" " counts " skipped=\"" skipped "\">"
        }' "$tmp/marks"
    while IFS='|' read -r n section test points program title verdict score \
        number cause topic; do
        printf '<testcase classname="%s" name="%s">' \
            "$(echo "$program" | xml)" "$(echo "$title" | xml)"
        case $verdict in
        lost)
            printf '<failure message="%s">%s</failure>' \
                "$(printf '%s\n' "$cause" | xml)" "$(outcome | xml)"
            ;;
        skipped | spared)
            printf '<skipped message="%s"/>' "$(outcome | xml)"
            ;;
        esac
        echo '</testcase>'
    done <"$tmp/marks"
    echo "<system-out>$(first_to_fix | xml)</system-out>"
    echo '</testsuite>'
    echo '</testsuites>'
}
