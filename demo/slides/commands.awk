# commands.awk - makes a slide of commands

# Adds two tables of commands: those of make and of the programs in the list,
# and those of its experiments.
function commands(    list, n, i, words, file, left, right, n_left, n_right)
{
    left = run_rows("Makefile", "^#: make( demo| check)?   ")
    n = need_lines(FILENAME, list)
    for (i = 1; i <= n; i++) {
        split(list[i], words, " ")
        if (words[1] == "file" || words[1] == "diff") {
            file = words[words[1] == "diff" ? 3 : 2]
            left = left run_rows(file, "^ [*] Run: ")
        }
        if (words[1] == "experiment")
            right = right row(code("sh " words[2]), "")
    }
    n_left = gsub(/<tr>/, "<tr>", left)
    n_right = gsub(/<tr>/, "<tr>", right)
    entry = "Commands to try"
    add_slide("commands", "table commands",
        "--rows: " (n_left > n_right ? n_left : n_right), header(entry) \
        "<table>\n" left "</table>\n<table>\n" right "</table>\n")
}

# Returns a row for each line of the file that matches the pattern: it has a
# command, some blanks, and words about it.
function run_rows(file, pattern,    lines, n, i, line, end, html)
{
    n = need_lines(file, lines)
    for (i = 1; i <= n; i++) {
        line = lines[i]
        if (line !~ pattern)
            continue
        sub(/^[^:]*: */, "", line)
        end = match(line, /  |$/)
        html = html row(code(substr(line, 1, end - 1)),
            escape(substr(line, end + 2)))
    }
    return html
}
