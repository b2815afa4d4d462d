# html.awk - functions that make HTML of text

function escape(text)
{
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    gsub(/"/, "\\&quot;", text)
    return text
}

# Returns a line of Markdown in HTML; the only markup that it knows is `code`.
function markdown(text,    parts, n, i, html)
{
    n = split(escape(text), parts, "`")
    for (i = 1; i <= n; i++)
        html = html (i % 2 ? parts[i] : "<code>" parts[i] "</code>")
    return html
}

# Returns the paragraphs in lines[first] to lines[last]; between them are empty
# lines. A line that is indented, or follows such a line, or begins with a word
# such as "Run:", begins a new row.
function paragraphs(lines, first, last,    i, html)
{
    for (i = first; i <= last; i++) {
        if (lines[i] == "")
            continue
        if (i == first || lines[i - 1] == "")
            html = html "<p>"
        else if (lines[i] ~ /^ |^[A-Z][a-z]+: / || lines[i - 1] ~ /^ /)
            html = html "<br/>"
        html = html escape(lines[i]) "\n"
        if (i == last || lines[i + 1] == "")
            html = html "</p>\n"
    }
    return html
}

# Returns about how many letters of text are in HTML.
function letters_in(html)
{
    gsub(/<[^>]*>/, "", html)
    gsub(/&[a-z]*;/, "x", html)
    return length(html)
}

# Returns text in the letters of code.
function code(text)
{
    return "<code>" escape(text) "</code>"
}

# Returns the beginning of a slide.
function header(title, text)
{
    return "<header>\n<h2>" title "</h2>\n" text "</header>\n"
}

# Returns a row of a table.
function row(name, text)
{
    return "<tr><th>" name "</th><td>" text "</td></tr>\n"
}
