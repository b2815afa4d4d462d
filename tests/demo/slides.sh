#!/bin/sh
# slides.sh - tests the file that make slides writes: that it holds the sources
#             as they are, and that mistakes in the list are noticed
#             (slides_browser.sh tests how it looks, and its keys)
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
plan 65
export LC_ALL=C

# All is done in a copy of the sources, some of which are changed later.
tree=$work/tree
mkdir "$tree" "$tree/chat" "$tree/demo"
cp ./*.[ch] README.md Makefile "$tree"
cp chat/*.[ch] chat/*.md "$tree/chat"
cp demo/*.[ch] demo/*.sh demo/*.md demo/slides.txt "$tree/demo"
cp -R demo/slides demo/pictures "$tree/demo"
list=$tree/demo/slides.txt

# makes FILE [LIST] - makes the slides without answers
makes()
{
    sh "$tree/demo/slides/make.sh" -n -o "$@"
}
# slides NAME LINE... - makes $work/NAME, with its answers, from these lines
slides()
{
    name=$1
    shift
    printf '%s\n' "$@" >"$work/list"
    sh "$tree/demo/slides/make.sh" -o "$work/$name" "$work/list"
}

# text - reads HTML, and prints the text in it
text()
{
    sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
}
# section ID [FILE] - prints the slide with this id
section()
{
    awk -v id="$1" '/^<section / { on = index($0, " id=\"" id "\"") } on
        /^<\/section>/ { on = 0 }' "${2:-$all}"
}
# about NAME [FILE] - prints the slides about a file or function: those with its
#                     name, as code, at the beginning of the title
about()
{
    awk -v title="<h2><code>$1</code>" '
        /^<section / { before = on = "" }
        { before = before $0 "\n" }
        on { print }
        index($0, title) == 1 { on = 1; printf "%s", before }' "${2:-$all}"
}
# code - reads slides, and prints the lines of their code that are not empty
code()
{
    awk '/<pre>/ { on = 1 } on { print } /<\/pre>/ { on = 0 }' | text | grep .
}
# after_header FILE - prints the code of a source after the comment at its top
after_header()
{
    awk 'after { print } /\*\// { after = 1 }' "$1" | grep .
}
# programs - prints the programs of the list
programs()
{
    awk '$1 == "file" || $1 == "diff" { print $NF }' "$list"
}
# values NAME [FILE] - prints the values of an attribute, one in a line
values()
{
    tr '<' '\n' <"${2:-$all}" |
        sed -n "s/^[a-z][^>]* $1=\"\([^\"]*\)\".*/\1/p"
}

all=$work/all.html
ok 'the slides are made' makes "$all"
ok 'they are well-formed' well_formed "$all"

# A source may hold an address, but no tag, no style and no script: the script
# only in a comment. A picture holds the name of its language.
no_addresses()
{
    sed 's/"data:[^"]*"/"data:"/g' "$all" | awk '
        /<style>|<script>/ { on = 1 }
        on { sub(/\/\/ .*/, ""); print }
        /<\/style>|<\/script>/ { on = 0 }
        { while (match($0, /<[a-z][^>]*>/)) {
            print substr($0, RSTART, RLENGTH)
            $0 = substr($0, RSTART + RLENGTH) } }' >"$work/tags"
    [ "$(grep -c . "$work/tags")" -gt 500 ] &&
        ! grep -i -e 'https\{0,1\}:' -e '//' -e '@import' -e 'url(' -e '<link' \
            -e '<[a-z]*frame' -e ' src="[^d]' -e 'fetch' "$work/tags"
}
ok 'they need nothing from the network' no_addresses

all_code()
{
    programs >"$work/programs"
    [ -s "$work/programs" ] || return
    while read -r program; do
        after_header "$tree/$program" >"$work/source"
        about "$program" | code >"$work/slide"
        diff "$work/source" "$work/slide" || return
    done <"$work/programs"
}
ok 'they hold each line of each program once, in order' all_code

# words - reads text, and prints each word in a line
words()
{
    tr -s ' ' '\n' | grep .
}
all_headers()
{
    while read -r program; do
        awk 'NR == 2 { sub(/ - /, " ") } / [*]\// { exit }
            NR > 1 { print substr($0, 3) }' "$tree/$program" |
            words >"$work/source"
        about "$program" | awk '/<pre>/ { exit } { print }' |
            sed 's,<small>.*</small>,,; s,<b>.*</b>,,; /class="differs"/d' |
            text | words >"$work/slide"
        diff "$work/source" "$work/slide" || return
    done <"$work/programs"
}
ok 'they hold the comment at the top of each program' all_headers

# definition NAME - prints a function of csapp.c
definition()
{
    awk -v name="$1" '
        /^[a-zA-Z]/ && match($0, "[ *]" name "[(]") { on = 1; text = "" }
        on { text = text $0 "\n" }
        /^#|;$/ && text !~ /\n[{]\n/ { on = 0 }
        /^}/ && on { printf "%s", text; exit }' "$tree/csapp.c" | grep .
}
all_functions()
{
    awk '$1 == "function" { $1 = ""; print }' "$list" >"$work/lines"
    [ -s "$work/lines" ] || return
    while read -r first rest; do
        about "$first" | code >"$work/slide"
        for name in $first $rest; do
            definition "$name" >"$work/source" ||
                grep -e "^} $name;" "$tree/csapp.h" >"$work/source" || return
            # Are these lines, one after the other, on the slide?
            awk 'NR == FNR { source = source $0 "\n"; next }
                { slide = slide $0 "\n" }
                END { exit !index("\n" slide, "\n" source) }' \
                "$work/source" "$work/slide" ||
                { cat "$work/source" "$work/slide" && return 1; }
        done
    done <"$work/lines"
}
ok 'they hold each function that the list names' all_functions
contracts()
{
    section rio_readlineb | text | tr '\n' ' ' |
        grep 'It reads at most maxlen - 1 bytes' &&
        section Accept | text | tr '\n' ' ' |
        grep 'waits for a connection and returns it'
}
ok 'functions have their contracts' contracts

# Is each page of code at most 34 lines of 80 columns, with whole functions?
pages()
{
    awk '/<pre><code>/ { print "page "; on = 1 }
        /<\/pre>/ { on = 0 } on' "$all" | text | awk '
        /^page / || NR == 1 {
            if (open != 0 || lines > 34) {
                print lines " lines, " open " { open, up to: " last
                bad = 1
            }
            open = lines = 0
            next
        }
        {
            lines++
            if (length($0) > 80) {
                print "too long: " $0
                bad = 1
            }
            last = $0
            gsub(/"([^"\\]|\\.)*"|\047([^\047\\]|\\.)\047/, "")
            open += gsub(/[{]/, "") - gsub(/[}]/, "")
        }
        END { exit bad || open != 0 || lines > 34 || NR < 500 }'
}
ok 'a slide has at most 34 lines of 80 columns, and whole functions' pages
no_empty_rows()
{
    ! awk '/<pre><(code|samp)>$/ { print; bad = 1 }
        /^<\/(code|samp)><\/pre>/ && before == "" { print NR ": " $0; bad = 1 }
        { before = $0 }
        END { exit !bad }' "$all"
}
ok 'no code begins or ends with an empty line' no_empty_rows
rows()
{
    awk '/^<section / {
            rows = 0
            if (match($0, /--rows: [0-9]*/) && / class="code/)
                rows = substr($0, RSTART + 8, RLENGTH - 8) + 0
            id = $0
        }
        /<pre>/ { begin = NR }
        /<\/pre>/ && rows && rows != NR - begin {
            print id, NR - begin
            bad = 1
        }
        END { exit bad }' "$all"
}
ok 'slides.css is told how many lines there are' rows

marks()
{
    grep '^diff ' "$list" >"$work/lines" || return
    while read -r _ old new; do
        after_header "$tree/$old" >"$work/old"
        after_header "$tree/$new" >"$work/new"
        diff "$work/old" "$work/new" | sed -n 's/^> //p' >"$work/source"
        about "$new" | grep '<mark>' | text >"$work/slide"
        diff "$work/source" "$work/slide" || return
        number=$(grep -c . "$work/source")
        about "$new" | awk '/<header>/ { on = 1 } on { print }
            /<\/header>/ { exit }' | text | tr '\n' ' ' |
            grep "[^0-9]$number lines* differ from $old" || return
    done <"$work/lines"
}
ok 'the lines are marked that diff finds, and they are counted' marks

unique()
{
    [ -z "$(values id "$1" | sort | uniq -d)" ] && values id "$1" | grep -q .
}
links()
{
    values id | sort -u >"$work/ids"
    values href | sed 's/^#//' | sort -u >"$work/links"
    [ -s "$work/links" ] && [ -z "$(comm -13 "$work/ids" "$work/links")" ]
}
ok 'each id is there once' unique "$all"
ok 'each link leads to an id' links

# Are these texts, one in a line, in this file?
all_in()
{
    [ -s "$1" ] || return
    while read -r wanted; do
        grep -q -F -e "$wanted" "$2" || { echo "missing: $wanted" && return 1; }
    done <"$1"
}
in_contents()
{
    awk '$1 == "title" { sub(/^ *title */, ""); sub(/ *[|].*/, ""); print }
        $1 == "file" || $1 == "diff" { print $NF }
        $1 == "function" { print $2 }' "$list" >"$work/wanted"
    section contents >"$work/contents"
    all_in "$work/wanted" "$work/contents"
}
ok 'the contents name titles, programs and functions' in_contents
reading_order()
{
    # The table says `echo.c`, or `diff echoserveri.c echoserverp.c`.
    awk -F '`' '/^## / { on = /what to read/ }
        on && /^[|]/ {
            for (i = 2; i <= NF; i += 2) {
                n = split($i, word, " ")
                if (!seen[word[n]]++)
                    print word[n]
            }
        }' README.md >"$work/readme"
    programs | awk '!seen[$0]++' >"$work/programs"
    grep -x -F -f "$work/programs" "$work/readme" >"$work/expected"
    grep -x -F -f "$work/readme" "$work/programs" >"$work/order"
    [ -s "$work/order" ] && diff "$work/expected" "$work/order"
}
ok 'the programs come in the order of README.md' reading_order
complete()
{
    awk '/^[|] `echoserver/ { gsub(/`/, "", $2); print $2 ".c" }' README.md \
        >"$work/wanted"
    printf '%s\n' demo/[0-9]*.sh >>"$work/wanted"
    all_in "$work/wanted" "$list"
}
ok 'no echo server and no experiment is missing' complete
commands()
{
    section commands | text >"$work/commands"
    awk '/^## The programs/ { on = 1 } on && /^[|] `echo/ {
        gsub(/`/, ""); split($0, part, / *[|] */); print part[4] }' README.md \
        >"$work/wanted"
    printf '%s\n' demo/[0-9]*.sh >>"$work/wanted"
    all_in "$work/wanted" "$work/commands"
}
ok 'the last slide has the commands' commands
map()
{
    printf '%s\n' chat/*.c | sed 's,.*/,,' >"$work/wanted"
    awk '/ class="table"/ { on = 1 } on { print } /<\/section>/ { on = 0 }' \
        "$all" >"$work/map"
    all_in "$work/wanted" "$work/map"
}
ok 'the map of the chat has each file' map
conversation()
{
    awk '/^#+ / { on = /Example/ } on && /^ *[<>] /' chat/PROTOCOL.md |
        sed 's/^ *//; s/[<>] *//; s/  *(.*//' >"$work/wanted"
    awk '/ class="talk"/ { on = 1 } on { print } /<\/section>/ { on = 0 }' \
        "$all" | text >"$work/talk"
    all_in "$work/wanted" "$work/talk"
}
ok 'the conversation is that of the protocol' conversation

# Sources with what is special in HTML.
cat >"$tree/odd.c" <<'END'
/*
 * odd.c - a <b>bold</b> program & its "friends"
 *
 * Run: odd <&>
 */
#include <stdio.h>

int main(void)
{
    const char *s = "</code></pre></section> &amp; &lt; /* no comment */ \\";
    int a = 1 < 2 && 3 > 2; /* <i> & <b> */
    return printf("%s\1 %d %% & if (\"\") // while\n", s, a) > '"';
}
END
odd()
{
    slides odd.html 'title A <b> & "c" | x < y & z' 'file odd.c' &&
        well_formed "$work/odd.html" || return
    after_header "$tree/odd.c" >"$work/source"
    about odd.c "$work/odd.html" | code | diff "$work/source" - || return
    text <"$work/odd.html" >"$work/slide"
    printf '%s\n' 'A <b> & "c"' 'x < y & z' 'odd <&>' \
        'a <b>bold</b> program & its "friends"' >"$work/wanted"
    all_in "$work/wanted" "$work/slide"
}
ok 'what is special in HTML is escaped' odd

again()
{
    makes "$work/again.html" && cmp "$all" "$work/again.html"
}
ok 'they are the same when they are made again' again
# changed_slides FILE - prints the slides of FILE that differ from those in $all
changed_slides()
{
    awk 'FNR == 1 { id = "" }
        /^<section / { id = $0; sub(/.* id="/, "", id); sub(/".*/, "", id) }
        { file = FILENAME; text[file, id] = text[file, id] "\n" $0; ids[id] }
        END {
            for (id in ids)
                if (text[ARGV[1], id] != text[ARGV[2], id])
                    print id
        }' "$all" "$1"
}
follows()
{
    sed 's/^int main(/int  main(/' echoclient.c >"$tree/echoclient.c"
    makes "$work/changed.html" || return
    cp echoclient.c "$tree"
    changed=$(changed_slides "$work/changed.html")
    echo "changed: $changed"
    case $changed in
    echoclient | echoclient-[0-9]) ;;
    *) return 1 ;;
    esac
    section "$changed" "$work/changed.html" | text | grep '^int  main('
}
ok 'a changed line changes its slide, and no other' follows

twice()
{
    slides twice.html 'contents Twice' 'file echo.c' 'file echo.c' \
        'title Keys' 'title Contents' 'title Contents' 'title !' 'title !' \
        'function Accept' 'function Accept' 'file echoserverp.c' \
        'diff echoserveri.c echoserverp.c' &&
        unique "$work/twice.html" && all=$work/twice.html && links &&
        [ "$(grep -c '^<section ' "$all")" -ge 12 ]
}
ok 'what is named twice has two ids' twice
all=$work/all.html

# Mistakes in line 3 of the list. No file must be written then.
{
    printf 'int main(void)\n{\n'
    awk 'BEGIN { for (i = 0; i < 33; i++) print "    f();" }'
    echo '}'
} >"$tree/long.c"
: >"$tree/empty.c"
mistaken()
{
    rm -f "$work/none.html"
    printf '# a list\n\n%s\n' "$1" >"$work/list"
    refuses "^make.sh: $work/list: line 3: ." \
        makes "$work/none.html" "$work/list" && [ ! -e "$work/none.html" ] &&
        [ "$(grep -c '^make.sh' "$work/err")" -eq 1 ]
}
while read -r line; do
    ok "a mistake: $line" mistaken "$line"
done <<'END'
file echosever.c
file
file echo.c hostinfo.c
file long.c
file empty.c
file chat
diff echoserveri.c
diff echosever.c echo.c
diff echo.c echosever.c
function
function no_such_function
function rio_readn no_such_function
function .*
picture
picture demo/pictures/none.svg
picture echo.c
experiment
experiment demo/99-none.sh
experiment echo.c
conversation
conversation README.md
conversation none.md
map
map no_such_folder
map demo/pictures
title
commands now
files echo.c
File echo.c
END
says_why()
{
    mistaken 'file echosever.c'
    grep "no file echosever.c" "$work/err"
}
ok 'the message names what is missing' says_why
ok 'no such list' refuses 'none' makes "$work/none.html" "$work/none"
ok 'a file that cannot be written' refuses 'cannot write' \
    makes "$work/no/none.html"
kept()
{
    echo old >"$work/kept.html"
    printf 'file none.c\n' >"$work/list"
    ! makes "$work/kept.html" "$work/list" &&
        [ "$(cat "$work/kept.html")" = old ]
}
ok 'after a mistake, the old slides are still there' kept

# Experiments of our own: they need no time.
experiment() # experiment NAME - writes an experiment; its end is read
{
    {
        cat <<'END'
#!/bin/sh
# NN-name.sh - where it is seen that <&> is escaped
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
say 'What does this experiment show, & why <not>?'
END
        cat
    } >"$tree/demo/$1.sh"
}
experiment 71-works <<'END'
echo 'it prints <&> and "this"'
printf '\tafter a tab\n'
printf 'with colour: \033[31mred\033[0m, a bell: \007, an end: \r\n'
awk 'BEGIN { for (i = 0; i < 300; i++) printf "~"; print "" }'
awk 'BEGIN { for (i = 0; i < 60; i++) print "row " i }'
conclude 'It works.'
END
experiment 72-fails <<'END'
echo 'not yet'
die 'there is no <haproxy>'
END
experiment 73-shows-nothing <<'END'
not_shown 'it has one processor only.'
END
experiment 74-silent <<'END'
exit 0
END
answers()
{
    slides answers.html 'experiment demo/71-works.sh' \
        'experiment demo/72-fails.sh' 'experiment demo/73-shows-nothing.sh' &&
        well_formed "$work/answers.html" && unique "$work/answers.html"
}
ok 'experiments are run' answers
text <"$work/answers.html" | tr '\n' ' ' >"$work/slide"
answered()
{
    printf '%s\n' 'What does this experiment show, & why <not>?' \
        'sh demo/71-works.sh' 'it prints <&> and "this"' 'after a tab' \
        'red' 'row 0 row 1' 'row 59' 'Conclusion: It works.' \
        "$(date +%Y-)" "$(uname -s)" >"$work/wanted"
    all_in "$work/wanted" "$work/slide"
}
ok 'what they print is on slides, with machine and date' answered
samples()
{
    awk '/<pre><samp>/ { on = 1; rows = 0 } on { print; rows++ }
        /<\/pre>/ { on = 0; if (rows > 35) print "too many rows" }' \
        "$work/answers.html" | text >"$work/rows"
    ! grep 'too many rows' "$work/rows" &&
        awk 'length($0) > 100 { print; bad = 1 } END { exit bad || NR < 60 }' \
            "$work/rows" && [ "$(tr -cd '~' <"$work/rows" | wc -c)" -eq 300 ]
}
ok 'long lines and long texts are cut, and nothing is lost' samples
failed_one()
{
    grep 'there is no <haproxy>' "$work/slide" | grep 'not yet'
}
ok 'the words of an experiment that fails are there' failed_one
shown_nothing()
{
    grep 'This machine did not show the effect: it has one processor only.' \
        "$work/slide"
}
ok 'and of one that does not show its effect' shown_nothing
silent()
{
    slides silent.html 'experiment demo/74-silent.sh' &&
        well_formed "$work/silent.html"
}
ok 'an experiment may print nothing' silent
unasked()
{
    EXPERIMENTS=no sh "$tree/demo/slides/make.sh" -o "$work/unasked.html" \
        "$work/list" && ! grep '<samp>' "$work/unasked.html" &&
        makes "$work/unasked.html" "$work/list" &&
        ! grep '<samp>' "$work/unasked.html"
}
ok 'neither -n nor EXPERIMENTS=no runs experiments' unasked

# With nothing to build, because the copy has no tests.
in_tree()
{
    (unset MAKEFLAGS MAKELEVEL MFLAGS && cd "$tree" && make -s BUILT= "$@")
}
made()
{
    in_tree slides EXPERIMENTS=no && cmp "$all" "$tree/demo/slides.html"
}
cleaned()
{
    in_tree clean && [ ! -e "$tree/demo/slides.html" ]
}
rm "$tree"/demo/7[0-9]-*
ok 'make slides EXPERIMENTS=no' made
ok 'make clean removes them' cleaned
finished
