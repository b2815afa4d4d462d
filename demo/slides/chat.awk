# chat.awk - makes slides of a protocol, and of the files in a folder

# Adds a slide for each conversation in the section "Example" of a protocol:
# indented lines that begin with > or <.
function conversation(file,    lines, n, i, talks, first, last, talk,
                      heading)
{
    n = need_lines(file, lines)
    for (i = 1; i <= n && lines[i] !~ /^## Example/;)
        i++
    for (i++; i <= n && lines[i] !~ /^## /; i++) {
        if (lines[i] !~ /^    / || lines[i - 1] != "")
            continue
        first[++talks] = i
        for (talk = 0; lines[i] ~ /^    /; i++)
            talk = talk || lines[i] ~ /^    [<>] /
        last[talks] = --i
        talks -= !talk
    }
    if (talks == 0)
        wrong("there is no example in " file)
    heading = lines[1]
    sub(/^# */, "", heading)
    entry = markdown(heading)
    for (i = 1; i <= talks; i++)
        add_slide(slide_name(file), "talk",
            sizes(lines, first[i], last[i], ""),
            header(markdown(heading) " <small>" i " of " talks "</small>",
                paragraph_before(lines, first[i])) \
            talk_list(lines, first[i], last[i]))
}

# Returns the paragraph that ends two lines above line i.
function paragraph_before(lines, i,    first, html)
{
    for (first = i - 1; lines[first - 1] !~ /^(#.*)?$/;)
        first--
    for (; first < i - 1; first++)
        html = html markdown(lines[first]) "\n"
    return "<p>" html "</p>\n"
}

function talk_list(lines, first, last,    i, line, html)
{
    for (i = first; i <= last; i++) {
        line = unindented(lines[i])
        html = html "<li class=\"" (line ~ /^>/ ? "out" : line ~ /^</ ? "in" : \
            "note") "\">" escape(line) "</li>\n"
    }
    return "<ol>\n" html "</ol>\n"
}

# Adds a table of the source files in a folder. A header has no row if there is
# a .c file of the same name.
function map(folder,    command, file, name, lines, n, is_row, rows, id, html)
{
    sub(/\/+$/, "", folder)
    command = "ls -- " quote(folder) " 2>/dev/null"
    while ((command | getline file) > 0) {
        name = slide_name(file)
        if (file !~ /[.][ch]$/ || name in is_row)
            continue
        is_row[name] = 1
        n = need_lines(folder "/" file, lines)
        describe(lines, n)
        html = html row(code(file), escape(summary))
        rows++
    }
    close(command)
    if (html == "")
        wrong("there are no source files in " folder)
    entry = "The files of " code(folder "/")
    id = folder
    gsub(/[^A-Za-z0-9_-]+/, "-", id)
    add_slide(id, "table", "--rows: " rows, header(entry) \
        "<table>\n" html "</table>\n")
}
