# class.awk - prints the marks of a class: awk -v want=csv|summary -f class.awk
#             RUBRIC MARKS...
#
# RUBRIC has lines SECTION|TEST|POINTS|PROGRAM|NEEDS|TITLE. Each file of MARKS has the
# line name|NAME, lines PROGRAM|SECTION|TEST|POINTS|SCORE|VERDICT|MISTAKE, and
# the line state|STATE. A submission that was not graded has no marks.

BEGIN { FS = "|" }

NR == FNR && NF >= 5 {
    if (!($4 in programs)) program[programs[$4] = ++program_count] = $4
    if (!($1 in sections)) section[sections[$1] = ++section_count] = $1
    most += $3
}
NR == FNR { next }

FNR == 1 {
    name[++count] = substr($0, 6) # a name may contain the separator
    next
}

$1 == "state" {
    state[count] = $2
    if (count in total)
        insert(total[count])
    next
}

{
    total[count] += $5
    marks[count, "program", $1] += $5
    marks[count, "section", $2] += $5
    mistake = $7
    if (match(mistake, /[.!?] /)) # the first sentence
        mistake = substr(mistake, 1, RSTART)
    if ($6 == "lost" && mistake != "" && !((count, mistake) in seen)) {
        seen[count, mistake] = 1
        made[mistake]++
    }
}

# insert keeps sorted[1] to sorted[graded] in order.
function insert(mark,    i) {
    for (i = ++graded; i > 1 && sorted[i - 1] > mark; i--)
        sorted[i] = sorted[i - 1]
    sorted[i] = mark
    sum += mark
}

# quantile returns what QUARTILE of spreadsheets does: it interpolates.
function quantile(part,    place, i) {
    place = 1 + (graded - 1) * part
    i = int(place)
    return i == graded ? sorted[i] : \
        sorted[i] + (place - i) * (sorted[i + 1] - sorted[i])
}

# cell returns a cell of CSV (RFC 4180). A name that a spreadsheet would take
# for a formula gets an apostrophe, which makes it a text.
function cell(text) {
    if (text ~ /^ *[-=+@]/)
        text = "'" text
    if (text ~ /[",]|^ | $/) {
        gsub(/"/, "\"\"", text)
        text = "\"" text "\""
    }
    return text
}

function print_csv(    n, i) {
    printf "name"
    for (i = 1; i <= program_count; i++) printf ",%s", cell(program[i])
    for (i = 1; i <= section_count; i++) printf ",%s", cell(section[i])
    printf ",total,state\r\n"
    for (n = 1; n <= count; n++) {
        printf "%s", cell(name[n])
        for (i = 1; i <= program_count; i++)
            printf ",%s", marks[n, "program", program[i]]
        for (i = 1; i <= section_count; i++)
            printf ",%s", marks[n, "section", section[i]]
        printf ",%s,%s\r\n", total[n], state[n]
    }
}

function print_histogram(    width, i, low, high, n, bar) {
    width = int(most / 10) + 1
    i = 1
    for (low = 0; low <= most; low = high + 1) {
        high = low + width - 1
        if (high > most)
            high = most
        for (n = 0; i <= graded && sorted[i] <= high; i++)
            n++
        bar = sprintf("%" int(n * 50 / graded + 0.99) "s", "")
        gsub(/ /, "#", bar)
        printf "  %4d to %4d: %3d%s\n", low, high, n, n ? " " bar : ""
    }
}

function print_mistakes(    text, worst, left) {
    for (text in made) left++
    if (left) print "\nMistakes, and how many submissions made them:"
    for (; left > 0; left--) {
        worst = ""
        for (text in made)
            if (worst == "" || made[text] > made[worst] || \
                (made[text] == made[worst] && text < worst))
                worst = text
        printf "  %d of %d: %s\n", made[worst], graded, worst
        delete made[worst]
    }
}

function print_summary(    n, heading) {
    printf "%d submissions, %d graded\n", count, graded
    if (graded) {
        printf "Marks (of %d): lowest %g, quartiles %g and %g, median %g, " \
            "highest %g, mean %.1f\n", most, sorted[1], quantile(0.25),
            quantile(0.75), quantile(0.5), sorted[graded], sum / graded
        print_histogram()
    }
    for (n = 1; n <= count; n++)
        if (state[n] != "graded") {
            if (!heading++) print "\nLook at these:"
            printf "  %s: %s%s\n", name[n], state[n], \
                n in total ? "" : " (no marks)"
        }
    print_mistakes()
}

END {
    if (want == "csv") print_csv()
    else print_summary()
}
