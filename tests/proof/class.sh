#!/bin/sh
# class.sh - tests that grade.sh -c grades a whole class: the tables, hostile
#            submissions and archives, and that it goes on after it was stopped
. "$(dirname "$0")/../tap.sh"

# A copy of the library with a short rubric. Its test echo/odd cannot be run on
# a program with the word BREAK in it, and never ends if it has the word HANG.
library=$tmp/library class=$tmp/class out=$tmp/out scratch=$tmp/scratch
mkdir "$tmp/scratch" "$library" "$library/chat" "$class"
chmod 755 "$tmp" "$tmp/scratch"
cp "$top/Makefile" "$top/csapp.h" "$top/csapp.c" "$library"
cp "$top"/chat/*.[ch] "$library/chat"
cp -R "$tests" "$library"
cat >"$library/tests/rubric" <<'END'
[Basic]
echo/one_line    4 echoserveri basis A line comes back
hostinfo/usage   1 hostinfo - Wrong arguments are refused
[More, or less]
echo/odd         2 hostinfo - It is not odd
END
cat >"$library/tests/echo/odd.sh" <<'END'
! grep -q HANG "$1" || sleep 1000
! grep -q BREAK "$1" || exit 2
echo 'ok 1 - it is not odd'
END

# submission NAME: makes a folder with programs that get all marks
submission()
{
    mkdir "$class/$1"
    cp "$top/echoserveri" "$top/hostinfo" "$class/$1"
}

# renew: removes all submissions and results
renew()
{
    rm -rf "$class" "$out"
    mkdir "$class"
}

# grade STATUS [OPTION...]: grades the class, and expects this exit status
grade()
{
    expected=$1
    shift
    TMPDIR=$scratch sh "$library/tests/grade.sh" -c -o "$out" "$@" \
        "$class" >"$tmp/stdout" 2>"$tmp/err" </dev/null
    status=$?
    cat "$tmp/err" "$tmp/stdout"
    [ "$status" -eq "$expected" ] || echo "exit status $status"
    [ "$status" -eq "$expected" ]
}

# row TEXT: is there such a row in the table?
row()
{
    cat "$out/grades.csv"
    tr -d '\r' <"$out/grades.csv" | grep -Fqx -- "$1"
}

# says FILE TEXT
says()
{
    cat "$1"
    grep -Fq -- "$2" "$1"
}

# lacks FILE TEXT
lacks()
{
    cat "$1"
    ! grep -Fq -- "$2" "$1"
}

# C2 9B is a control character in UTF-8: it begins an escape sequence in some
# terminals.
is_printable()
{
    cat "$out"/*.txt "$out/grades.csv" "$tmp/err" >"$tmp/all"
    LC_ALL=C tr -d '\r\n\040-\176\200-\377' <"$tmp/all" | od -c
    [ -z "$(LC_ALL=C tr -d '\r\n\040-\176\200-\377' <"$tmp/all")" ] &&
        ! LC_ALL=C grep "$(printf '\302\233')" "$tmp/all"
}

nothing_is_left()
{
    ls "$tmp/scratch"
    [ -z "$(ls "$tmp/scratch")" ] || return
    eval "$processes" >"$tmp/processes"
    [ -s "$tmp/processes" ] && ! grep -a -e "$tmp/scratch/" \
        -e "$library/tests/class.sh" "$tmp/processes"
}

# wait_for COMMAND: waits until it succeeds
wait_for()
{
    "$probe" talk -t 120 X check "$1"
}
built tests/probe/probe
built echoserveri
built hostinfo

# Names
unprintable=$(printf 'new\nline \033[31m\302\233')
for name in ann '=1+1' '+1' '-1' @x 'a, "b"' "it's" 'Zoë %s\n' ' b ' '*' \
    "$unprintable" summary; do
    submission "$name"
done
cp -R "$class/ann" "$class/Zoë"
rm "$class/Zoë/hostinfo"
tar -cf "$class/ann.tar" -C "$class" ann
tar -cf - -C "$class/ann" . | gzip >"$class/bob.tar.gz"
cp "$class/bob.tar.gz" "$class/bob.tgz"
echo 'not a submission' >"$class/notes.txt"
echo 'hidden' >"$class/.hidden"
(cd "$class" && ls -lR . && find . -type f -exec cksum {} +) >"$tmp/before"
expect 'a class is graded' grade 0
cp "$tmp/stdout" "$tmp/first"
(cd "$class" && ls -lR . && find . -type f -exec cksum {} +) >"$tmp/after"
expect 'the submissions do not change' cmp "$tmp/before" "$tmp/after"
expect 'nothing is left' nothing_is_left
expect 'a file that is no submission is named' \
    says "$tmp/err" 'notes.txt: neither a folder nor a tar archive'
expect 'progress is shown' says "$tmp/err" '16 of 16 done, 0 min 0 s left; '
expect 'the table has a row for each submission' \
    [ "$(wc -l <"$out/grades.csv")" -eq 17 ]
expect 'each line of the table ends with CRLF' \
    [ "$(grep -c "$(printf '\r')\$" "$out/grades.csv")" -eq 17 ]
expect 'the table has headings' \
    row 'name,echoserveri,hostinfo,Basic,"More, or less",total,state'
full=4,3,5,2,7,graded
expect 'a plain name stays as it is' row "ann,$full"
expect 'a name may have UTF-8' row 'Zoë,4,0,4,0,4,graded'
expect 'a name may have % and backslashes' row "Zoë %s\\n,$full"
expect 'a quote is doubled' row "\"a, \"\"b\"\"\",$full"
expect 'an apostrophe stays' row "it's,$full"
expect 'blanks around a name stay' row "\" b \",$full"
for name in =1+1 +1 -1 @x; do
    expect "$name does not become a formula" row "'$name,$full"
done
expect 'a name gets no control character' row "new_line _[31m_,$full"
expect 'no report is named like the summary' row "summary_,$full"
expect 'two submissions of one name stay two' row "ann.tar,$full"
expect 'an archive gives its name' row "bob,$full"
expect 'two archives of one name stay two' row "bob.tgz,$full"
expect 'each has its report' [ "$(find "$out" -name '*.txt' | wc -l)" -eq 17 ]
expect 'a report is that of grade.sh' says "$out/Zoë.txt" 'score: 4 / 7'
expect 'no output has control characters' is_printable
expect 'the summary has the spread of the marks' says "$tmp/stdout" \
    'lowest 4, quartiles 7 and 7, median 7, highest 7, mean 6.8'
expect 'the summary counts mistakes' \
    says "$tmp/stdout" '1 of 16: The program hostinfo is missing.'
expect 'the summary is also in a file' cmp "$tmp/stdout" "$out/summary.txt"

# Going on
expect 'what is graded is not graded again' grade 0
expect 'then there is no progress' lacks "$tmp/err" 'of 16 done'
expect 'the summary is the same' cmp "$tmp/stdout" "$tmp/first"
cp "$out/grades.csv" "$tmp/csv"
rm "$out/ann.txt"
printf 'name|bob\nhost' >"$out/marks/bob"
rm "$out/marks/@x"
printf 'name,echo' >"$out/grades.csv"
expect 'what is not complete is graded again' grade 0
expect 'nothing else is graded again' \
    [ "$(grep -c 'of 16 done' "$tmp/err")" -eq 3 ]
expect 'the report is there again' says "$out/ann.txt" 'score: 7 / 7'
expect 'the table is whole again' cmp "$tmp/csv" "$out/grades.csv"
expect 'marks of other options are not mixed' grade 2 -p hostinfo
expect 'then the table stays as it was' cmp "$tmp/csv" "$out/grades.csv"
mv "$class/ann" "$tmp"
rm -rf "${class:?}"/*
mv "$tmp/ann" "$class"
expect '-n begins anew, and another format is possible' grade 0 -n -f tap \
    -p hostinfo
expect 'the name of the report fits the format' says "$out/ann.tap" '1..2'
expect 'then only its program is in the table' row 'ann,3,1,2,3,graded'

# Submissions that cannot be graded
renew
submission good
for name in breaks hangs; do
    submission "$name"
    printf '#!/bin/sh\n# BREAK\n' >"$class/$name/hostinfo"
done
printf '#!/bin/sh\n# HANG\n' >"$class/hangs/hostinfo"
# On a slow machine, the others may need more than five seconds, too.
faulty_class()
{
    for seconds in 5 20 60; do
        grade 1 -n -t "$seconds" || return
        [ "$(grep -c 'out of time' "$out/grades.csv")" -gt 1 ] || return 0
    done
}
expect 'a class with faulty submissions is graded' faulty_class
expect 'one hangs' row 'hangs,,,,,,out of time'
expect 'its report says so' says "$out/hangs.txt" "more than $seconds seconds"
expect 'one breaks the grader' row 'breaks,,,,,,grader failed'
expect 'the other one gets its marks' row "good,$full"
expect 'no process and no file is left' nothing_is_left
cp "$class/good/hostinfo" "$class/breaks"
rm -rf "$class/hangs"
expect 'those without marks are tried again' grade 0
expect 'then they get their marks' row "breaks,$full"
expect 'only they are tried again' \
    [ "$(grep -c 'of 2 done' "$tmp/err")" -eq 1 ]

# Links
renew
for name in a b c d; do
    submission "$name"
    rm "$class/$name/hostinfo"
done
ln -s ../a/echoserveri "$class/b/hostinfo"
ln -s "$top/hostinfo" "$class/c/hostinfo"
mv "$class/d/echoserveri" "$class/d/server"
ln -s server "$class/d/echoserveri"
cp "$top/hostinfo" "$class/d/info"
ln -s "$class/d/info" "$class/d/hostinfo"
ln -s d "$class/e"
expect 'a class with links is graded' grade 1
expect "a link to another's work is not followed" \
    row 'b,4,0,4,0,4,outside link'
expect 'a link to another place is not followed' \
    row 'c,4,0,4,0,4,outside link'
expect 'the report names the link' says "$out/b.txt" 'hostinfo'
expect 'links inside a submission are followed' row "d,$full"
expect 'a submission that is a link is not graded' row 'e,,,,,,outside link'

# Building
renew
for name in fails good links; do
    submission "$name"
    mv "$class/$name/hostinfo" "$class/$name/info"
done
echo 'all: ; mv info hostinfo' >"$class/good/Makefile"
echo 'all: ; false' >"$class/fails/Makefile"
echo "all: ; ln -s $class/good/info hostinfo" >"$class/links/Makefile"
expect 'the submissions are built' grade 0 -b
expect 'one was built' row "good,$full"
expect 'where make fails, the programs that are there are graded' \
    row 'fails,4,0,4,0,4,build failed'
expect 'a link that make has made is not followed' row 'links,4,0,4,0,4,graded'

# Archives
renew
submission good
mkdir "$tmp/pack"
cd "$class" || exit 2
tar -cf inside.tar -C good .
tar -cf single.tar good
cp good/echoserveri "$tmp/pack"
ln -s "$class/good/hostinfo" "$tmp/pack/hostinfo"
tar -cf link.tar -C "$tmp/pack" echoserveri hostinfo
: >"$tmp/pack/evil" && : >empty && ln empty "$tmp/pack/hard"
evil=''
if tar -cPf rooted.tar "$tmp/pack/evil" 2>/dev/null; then
    evil=yes
    (cd "$tmp/pack" && tar -cPf "$class/dots.tar" ../pack/evil &&
        tar -cPf ../hard.tar ../class/empty hard)
    dd if="$tmp/hard.tar" of=hard.tar bs=512 skip=1 2>/dev/null # the link
fi
rm "$tmp/pack/evil"
gzip <inside.tar | dd bs=512 count=4 of=broken.tar.gz 2>/dev/null
echo 'no archive' >text.tar
gzip <inside.tar >wrong.tar
gzip <inside.tar | gzip >twice.tar.gz
mkdir "$tmp/many" && (cd "$tmp/many" && awk 'BEGIN {
    for (i = 0; i < 10001; i++) { f = i ""; printf "" >f; close(f) } }')
tar -cf - -C "$tmp/many" . | gzip >many.tar.gz
dd if=/dev/zero bs=65536 count=1100 2>/dev/null >"$tmp/pack/zeros"
tar -cf - -C "$tmp/pack" zeros | gzip -1 >bomb.tar.gz
rm -rf "$tmp/many" "$tmp/pack/zeros" good empty
mkfifo "$tmp/pack/fifo"
tar -cf fifo.tar -C "$tmp/pack" fifo echoserveri
mkdir large && dd if=/dev/null of=large/file bs=1 seek=200000000 2>/dev/null
cd / || exit 2
expect 'a class with bad archives is graded' grade 1
expect 'an archive may hold a folder' row "single,$full"
expect 'an archive may hold the files' row "inside,$full"
expect 'an archive may have the wrong ending' row "wrong,$full"
if [ -n "$evil" ]; then
    expect 'paths with .. are refused' row 'dots,,,,,,outside link'
    expect 'absolute paths are refused' row 'rooted,,,,,,outside link'
    expect 'hard links out of it are refused' row 'hard,,,,,,outside link'
    expect 'nothing is written elsewhere' [ ! -e "$tmp/pack/evil" ]
else
    skip 'paths out of an archive' 'tar cannot make such an archive'
fi
expect 'symbolic links out of it are not followed' \
    row 'link,4,0,4,0,4,outside link'
expect 'a FIFO stops nothing' row 'fifo,4,0,4,0,4,graded'
for name in broken text twice; do
    expect "$name: it cannot be unpacked" row "$name,,,,,,unreadable"
done
for name in many bomb large; do
    expect "$name: it has too much" row "$name,,,,,,too large"
done
expect 'nothing is left' nothing_is_left

# Signals. They reach the grader while it waits for the submission that hangs.
renew
submission ann
submission hangs
submission zoe
printf '#!/bin/sh\n# HANG\n' >"$class/hangs/hostinfo"
# A shell ignores SIGINT in commands that it runs in the background, but under
# probe run -x they get it.
stopped_by()
{
    rm -f "$tmp/pid" "$tmp/left"
    cat >"$tmp/grade" <<END
sh -c 'echo \$\$ >"$tmp/pid"
    exec sh "$library/tests/grade.sh" -c -o "$out" "$class"' 2>"$tmp/err"
echo \$? >"$tmp/left"
ls "$tmp/scratch" >>"$tmp/left"
eval "$processes" >"$tmp/processes"
[ -s "$tmp/processes" ] || echo 'the processes cannot be listed' >>"$tmp/left"
grep -a -e "$tmp/scratch/" -e "$library/tests/class.sh" \
    "$tmp/processes" >>"$tmp/left"
END
    TMPDIR=$tmp/scratch "$probe" run -x -t 120 /bin/sh "$tmp/grade" &
    wait_for "grep -qs ^zoe '$out/grades.csv'" && kill "-$1" "$(cat "$tmp/pid")"
    wait $!
    cat "$tmp/left" "$tmp/err"
    [ "$(cat "$tmp/left")" = 2 ]
}
expect 'after SIGINT, nothing is left' stopped_by INT
expect 'what was graded is kept' row "ann,$full"
expect 'all of it is kept' row "zoe,$full"
rm "$out/marks/zoe" "$out/grades.csv"
expect 'after SIGTERM, nothing is left' stopped_by TERM
rm "$out/marks/zoe" "$out/grades.csv"
expect 'after SIGHUP, nothing is left' stopped_by HUP
cp "$class/ann/hostinfo" "$class/hangs"
expect 'it can go on' grade 0
expect 'then only the one that was stopped is graded' \
    [ "$(grep -c 'of 3 done' "$tmp/err")" -eq 1 ]
expect 'the table is complete' row "hangs,$full"

# A full disk
disk=$tmp/disk
mkdir "$disk"
if mount -t tmpfs -o size=300k none "$disk" 2>/dev/null; then
    trap 'umount "$disk"; rm -rf "$tmp"' EXIT
    out=$disk/out
    expect 'there is a first table' grade 0
    cp "$out/grades.csv" "$tmp/csv"
    submission dora
    dd if=/dev/zero of="$disk/filler" bs=1024 count=1000 2>/dev/null
    expect 'a full disk is an error' grade 2
    expect 'the error names the file' says "$tmp/err" 'cannot be written'
    expect 'the old table is kept' cmp "$out/grades.csv" "$tmp/csv"
    expect 'no report is incomplete' [ ! -e "$out/dora.txt" ]
    rm "$disk/filler"
    expect 'then it can go on' grade 0
    expect 'the new table is complete' \
        [ "$(grep -c graded "$out/grades.csv")" -eq 4 ]
    out=$tmp/out
    scratch=$disk
    expect 'too little room for temporary files is an error' grade 2 -n
    scratch=$tmp/scratch
    expect 'the error says so' says "$tmp/err" 'MB are free'
    umount "$disk"
    trap 'rm -rf "$tmp"' EXIT
else
    skip 'a full disk' 'no file system can be mounted'
fi

# What others may read and write. ann and bob are graded at the same time, and
# both look for the work of the other.
if [ "$(id -u)" -eq 0 ]; then
    renew
    mkdir -m 755 "$out"
    for name in ann bob; do
        mkdir -m 755 "$class/$name"
        echo "the secret of $name" >"$class/$name/secret"
        cat >"$class/$name/echoserveri" <<END
#!/bin/sh
sleep 1
id -u | sed 's/^0\$/I am root/' >&2
for file in "$class"/*/secret "$class/ann/secret" "$class/bob/secret" \
    \${TMPDIR%/*}/*/files/secret \${TMPDIR%/*}/1/files/secret \
    \${TMPDIR%/*}/2/files/secret \${TMPDIR%/*}/private/names "$out"/*; do
    grep -v $name "\$file" && echo FOUND "\$file"
    [ ! -w "\$file" ] || grep -q $name "\$file" || echo FOUND "\$file"
done >&2 2>/dev/null
END
        chmod 700 "$class/$name/echoserveri"
    done
    mode=$(ls -ld "$class")
    export TEST_LIMIT=2 # seconds to wait: these programs never answer
    expect 'programs that look around are graded' grade 0
    cat "$out"/*.txt >"$tmp/reports"
    expect 'they find nothing of others' lacks "$tmp/reports" FOUND
    expect 'they are not root' lacks "$tmp/reports" 'I am root'
    expect 'they were run' says "$out/ann.txt" 'stderr'
    # shellcheck disable=SC2012 # the mode is wanted
    expect 'the folder has its old mode' \
        [ "$(ls -ld "$class" | cut -c 1-10)" = "${mode%"${mode#??????????}"}" ]
else
    skip 'nobody reads the work of others' 'only root can become another user'
fi

# What is refused
expect_refused()
{
    expect "$1: it is refused" grade 2
    expect "$1: the error says why" says "$tmp/err" "$2"
}
renew
expect_refused 'an empty folder' 'there is no submission'
cp "$top/hostinfo" "$class"
expect_refused 'one submission' 'looks like one submission'
rm -r "$class"
expect_refused 'a folder that does not exist' 'no such folder'
mkdir "$class"
submission ann
out=$class/out
expect_refused 'results among the submissions' 'Give a folder elsewhere'
expect 'then nothing is written there' [ ! -e "$class/out" ]
expect 'an unknown format is refused' grade 2 -f nonsense
expect 'an unknown program is refused' grade 2 -p nonsense
finish
