# marks.awk - reads the verdicts of tests, and prints the marks
#
# It reads a line for each test of each program:
#     N|SECTION|TEST|POINTS|PROGRAM|NEEDS|TITLE|VERDICT|CAUSE|TOPIC|KIND
# where VERDICT is passed, lost or skipped, and prints, program by program:
#     N|SECTION|TEST|POINTS|PROGRAM|TITLE|VERDICT|SCORE|MISTAKE|CAUSE|TOPIC
#
# A lost test becomes spared if the program fails a test that this one needs. Its
# cause is then the title of the test at the root. A program that fails a test
# marked basis is spared nothing; tests that fail in the same way (KIND) as this
# one have its cause. Lost tests that have the same cause have the same number as
# their MISTAKE; the most costly is number 1. They also have the same cause if the
# program ended each time with the same last words.

BEGIN {
    FS = OFS = "|"
}

{
    row[NR] = $0
    if (!($5 in place))
        program[place[$5] = ++programs] = $5
    if ($8 == "lost") {
        title[$5, $3] = $7
        needs[$5, $3] = $6
        if ($6 == "basis" && !($5 in broken))
            broken[$5] = NR
    }
}

# Returns the title of the first test in a list that the program fails, or of
# the test at its root; or "", if it fails none. depth ends it if tests need each
# other in a circle.
function root(which, list, depth,    test, count, k, deeper)
{
    count = depth < 100 ? split(list, test, ",") : 0
    for (k = 1; k <= count; k++)
        if ((which, test[k]) in title) {
            deeper = root(which, needs[which, test[k]], depth + 1)
            return deeper != "" ? deeper : title[which, test[k]]
        }
    return ""
}

# Returns what tells whether two causes are the same mistake: if a program has
# ended, its last words, apart from numbers such as that of a port.
function mistake(which, text)
{
    if (match(text, /Its last words were: .*/))
        text = which substr(text, RSTART)
    gsub(/[0-9]+/, "0", text)
    return text
}

END {
    for (i = 1; i <= NR; i++) {
        split(row[i], f, "|")
        verdict[i] = f[8]
        cause[i] = f[9]
        other = f[8] == "lost" && !(f[5] in broken) ? root(f[5], f[6], 0) : ""
        if (other != "") {
            verdict[i] = "spared"
            cause[i] = other
        }
        topic[i] = f[10]
        if (verdict[i] != "lost")
            continue
        if (f[5] in broken && split(row[broken[f[5]]], basis, "|") &&
            f[11] == basis[11] && f[11] != "other") {
            cause[i] = basis[9]
            topic[i] = basis[10]
        }
        key = mistake(f[5], cause[i])
        if (!(key in first))
            first[key] = i
        cause[i] = cause[first[key]]
        topic[i] = topic[first[key]]
        cost[cause[i]] += f[4]
    }
    for (c in cost) { # its place among all: how many cost more, or as much
        number[c] = 1
        for (d in cost)
            if (cost[d] > cost[c] || (cost[d] == cost[c] && d < c))
                number[c]++
    }
    for (p = 1; p <= programs; p++)
        for (i = 1; i <= NR; i++) {
            split(row[i], f, "|")
            lost = verdict[i] == "lost"
            if (f[5] == program[p])
                print f[1], f[2], f[3], f[4], f[5], f[7], verdict[i],
                    (lost ? 0 : f[4]), (lost ? number[cause[i]] : ""),
                    cause[i], topic[i]
        }
}
