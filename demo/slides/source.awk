# source.awk - functions that read source files

# Fills lines[1], lines[2] ... with the lines of a file, with blanks instead of
# tabs, and without blanks at their end. Returns their number, or -1 if the file
# cannot be read.
function read_lines(file, lines,    line, status, n, i)
{
    split("", lines)
    while ((status = (getline line <file)) > 0) {
        while ((i = index(line, "\t")) > 0)
            line = substr(line, 1, i - 1) \
                substr("        ", 1, 8 - (i - 1) % 8) substr(line, i + 1)
        sub(/ *\r?$/, "", line)
        lines[++n] = line
    }
    close(file)
    return status < 0 ? -1 : n + 0
}

# Does the same with a file that must have lines, and be a text.
function need_lines(file, lines,    n, i)
{
    # awk itself would end if file were a folder.
    if (system("test -f " quote(file) " && test -r " quote(file)) != 0)
        wrong("there is no file " file ", or it cannot be read")
    n = read_lines(file, lines)
    if (n == 0)
        wrong(file " is empty")
    for (i = 1; i <= n; i++)
        if (lines[i] ~ /[[:cntrl:]]/)
            wrong(file " is not a text: there is a control character in its" \
                " line " i)
    return n
}

# Fills text[1], text[2] ... with what is in the comment, of C or of sh, that
# begins in line first. Returns the number of its last line, or first - 1 if
# there is no comment. In sh, the comment begins with #!, because #include
# begins no comment. A comment of C that is not closed, or has code after it, is
# code.
function read_comment(lines, n, first, text,    i, line, in_c)
{
    split("", text)
    in_c = lines[first] ~ /^\/[*]/
    if (!in_c && lines[first] !~ /^#!/)
        return first - 1
    for (i = first; i <= n && (in_c || lines[i] ~ /^#/); i++) {
        line = lines[i]
        sub(in_c ? " ?[*]/$" : "^#!.*", "", line)
        sub(in_c ? "^[/ ][*] ?" : "^# ?", "", line)
        text[i - first + 1] = line
        if (in_c && lines[i] ~ /[*]\/$/)
            return i
        if (in_c && lines[i] ~ /[*]\//)
            break
    }
    if (!in_c)
        return i - 1
    split("", text)
    return first - 1
}

# Reads the comment at the top of a file: its first paragraph, without the name
# of the file, becomes summary; the others, in HTML, become about. Returns the
# number of the last line of the comment.
function describe(lines, n,    comment, last, i)
{
    last = read_comment(lines, n, 1, comment)
    summary = ""
    for (i = 1; i < last && comment[i] == "";)
        i++
    for (; i <= last && comment[i] != ""; i++)
        summary = summary " " comment[i]
    sub(/^ *[^ ]* - /, "", summary)
    gsub(/  +/, " ", summary)
    about = paragraphs(comment, i, last)
    return last
}

# An item is a function, a type or a group of declarations, with the comment
# above it. It begins in the first column, after an empty line.

# Returns the number of the last line of the item that begins in line first.
function end_of_item(lines, n, first,    i)
{
    for (i = first; i < n; i++)
        if (lines[i] == "" && lines[i + 1] ~ /^[^ ]/)
            break
    return i
}

# Finds the item that defines the function of this name, if what is "function";
# or the type, if it is "type"; or that declares one of them, if it is
# "contract". Sets item_first, item_code (the line after the comment) and
# item_last. Returns true if it has found the item.
function find_item(lines, n, name, what,    i, text, declares, defines, is_type)
{
    for (item_first = 1; item_first <= n; item_first = item_last + 1) {
        item_last = end_of_item(lines, n, item_first)
        item_code = read_comment(lines, n, item_first, text) + 1
        declares = defines = is_type = 0
        for (i = item_code; i <= item_last; i++) {
            declares = declares || lines[i] ~ ("^[A-Za-z].*[ *]" name "[(]")
            defines = defines || (declares && lines[i] == "{")
            is_type = is_type || lines[i] == "} " name ";"
        }
        if ((what == "function" && defines) || (what == "type" && is_type) ||
            (what == "contract" && (declares || is_type)))
            return 1
    }
    return 0
}

# Returns a line without the blanks at its beginning.
function unindented(line)
{
    sub(/^ */, "", line)
    return line
}

# Returns the last part of a path.
function file_name(path)
{
    sub(/.*\//, "", path)
    return path
}

# Returns the name of a slide about a file: the file's name without its ending.
function slide_name(path)
{
    path = file_name(path)
    sub(/[.][^.]*$/, "", path)
    gsub(/[^A-Za-z0-9_-]/, "-", path)
    return path
}

# Returns a word for the shell.
function quote(text)
{
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}
