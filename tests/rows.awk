# rows.awk - reads tests/rubric, and prints "SECTION|TEST|POINTS|PROGRAM|NEEDS|TITLE"
# for each test and each program that it applies to. The programs of a test come
# in the order in which a report shows them.

BEGIN {
    all = "echoserveri echoserverp echoservert echoservert_pre" \
        " echoserver_select echoclient hostinfo" \
        " chat/chatserver chat/chatclient"
    count = split(all, order, " ")
    for (i = 1; i <= count; i++)
        if (order[i] ~ /^echoserver/) {
            group["servers"] = group["servers"] "," order[i]
            if (order[i] != "echoserveri")
                group["concurrent"] = group["concurrent"] "," order[i]
        }
}

/^\[.*\]$/ {
    section = substr($0, 2, length($0) - 2)
    next
}

NF == 0 || /^#/ { next }

NF < 5 || $2 !~ /^[0-9]+$/ || section == "" {
    print "rubric: line " NR ": not a test: " $0 >"/dev/stderr"
    exit 2
}

{
    title = $0
    for (i = 1; i <= 4; i++)
        sub(/^[^ \t]+[ \t]+/, "", title)
    names = "," ($3 in group ? group[$3] : $3) ","
    for (i = 1; i <= count; i++)
        if (index(names, "," order[i] ","))
            print section "|" $1 "|" $2 "|" order[i] "|" $4 "|" title
}
