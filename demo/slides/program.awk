# program.awk - makes slides of programs, and of functions of csapp.c

# Adds the slides of a program. If it is compared with an old one, marks lines.
function program(file, old,    lines, n, i, first, title, is_server)
{
    n = need_lines(file, lines)
    first = describe(lines, n) + 1
    title = code(file_name(file)) " " escape(summary)
    for (i = first; i <= n; i++) {
        if (unindented(lines[i]) in seen)
            dimmed[i] = 1
        is_server = is_server || lines[i] ~ /Open_listenfd[(]/
    }
    if (old != "")
        title = title mark_differences(old, file, lines, first)
    entry = code(file_name(file))
    pages(slide_name(file), "code", title, about, lines, first, n, "code")
    for (i = first; is_server && i <= n; i++)
        if (lines[i] ~ /[A-Za-z]/)
            seen[unindented(lines[i])] = 1
}

# Marks the lines from first on that diff reports as new or changed. Returns the
# words for the title.
function mark_differences(old, new, lines, first,
                          unused, command, line, i, n)
{
    need_lines(old, unused)
    command = "diff -- " quote(old) " " quote(new)
    while ((command | getline line) > 0)
        if (line ~ /^[0-9]/) { # such as 19,20c31,39
            i = line
            sub(/.*[acd]/, "", i)
        } else if (line ~ /^>/) {
            if (i + 0 >= first && lines[i + 0] != "") {
                marked[i + 0] = 1
                n++
            }
            i++
        }
    close(command)
    return "\n<b>" n + 0 (n == 1 ? " line differs" : " lines differ") \
        " from " escape(file_name(old)) "</b>"
}

# Adds the slides of functions of csapp.c, or of types of csapp.h. The text
# beside them is the contract in csapp.h, or the comment above a static
# function.
function functions(    source, interface, n_source, n_interface, i, title, text,
                       lines, n)
{
    if (NF == 1)
        wrong("function takes the names of functions")
    n_source = need_lines("csapp.c", source)
    n_interface = need_lines("csapp.h", interface)
    for (i = 2; i <= NF; i++) {
        if ($i !~ /^[A-Za-z_][A-Za-z_0-9]*$/)
            wrong($i " is not the name of a function")
        title = title code($i) "\n"
        entry = entry (i == 2 ? "" : ", ") code($i)
        if (find_item(interface, n_interface, $i, "contract"))
            text = text contract(interface, $i)
        if (find_item(source, n_source, $i, "function")) {
            text = text contract(source, $i)
            n = append_item(source, lines, n)
        } else if (find_item(interface, n_interface, $i, "type"))
            n = append_item(interface, lines, n)
        else
            wrong("there is no function " $i " in csapp.c")
    }
    pages($2, "code", title, text, lines, 1, n, "code")
}

# Appends the item that has been found to the n lines of a slide, without its
# comment. Returns the new number of lines.
function append_item(from, lines, n,    i)
{
    if (n > 0 && lines[n] != "")
        lines[++n] = ""
    for (i = item_code; i <= item_last; i++)
        lines[++n] = from[i]
    return n
}

# Returns the comment of the item that has been found, without the paragraphs
# that begin with another name of this item, and without those that are on a
# slide already.
function contract(lines, name,    comment, n, i, is_other, first, word, html)
{
    for (i = item_code; i <= item_last; i++)
        if (match(lines[i], /[A-Za-z_0-9]+[(]/))
            is_other[substr(lines[i], RSTART, RLENGTH - 1)] = 1
    delete is_other[name]
    n = read_comment(lines, item_last, item_first, comment) - item_first + 1
    for (i = 1; i <= n; i++) {
        if (comment[i] == "")
            continue
        first = i
        while (i < n && comment[i + 1] != "")
            i++
        word = comment[first]
        sub(/[^A-Za-z_0-9].*/, "", word)
        if (word in is_other || comment[first] in is_shown)
            continue
        html = html paragraphs(comment, first, i)
        is_shown[comment[first]] = 1
    }
    return html
}
