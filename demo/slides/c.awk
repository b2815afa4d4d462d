# c.awk - functions that make HTML of C

BEGIN {
    split("auto break case char const continue default do double else enum " \
        "extern float for goto if inline int long register restrict return " \
        "short signed sizeof static struct switch typedef union unsigned " \
        "void volatile while #define #elif #else #endif #error #if #ifdef " \
        "#ifndef #include #pragma #undef", words, " ")
    for (i in words)
        is_keyword[words[i]] = 1
}

# Returns a line of C in HTML: comments in <i>, keywords in <b>. Call it for
# each line in turn, because a comment may go on in the next line.
function highlight(line,    token, html)
{
    while (line != "") {
        token = first_token(line)
        line = substr(line, length(token) + 1)
        if (is_comment)
            html = html "<i>" escape(token) "</i>"
        else if (token in is_keyword)
            html = html "<b>" token "</b>"
        else
            html = html escape(token)
    }
    return html
}

# Returns the first token of a line, and sets is_comment. If a comment goes on
# in the next line, in_comment is true.
function first_token(line,    end)
{
    is_comment = in_comment || line ~ /^\/[*\/]/
    if (is_comment && !in_comment && line ~ /^\/\//)
        return line
    if (is_comment) {
        end = index(substr(line, in_comment ? 1 : 3), "*/")
        if (end > 0)
            end += in_comment ? 1 : 3
        in_comment = end == 0
        return end == 0 ? line : substr(line, 1, end)
    }
    if (match(line, /^#?[A-Za-z_][A-Za-z_0-9]*/) ||
        match(line, /^"([^"\\]|\\.)*"/) || match(line, /^'([^'\\]|\\.)*'/) ||
        match(line, /^[^A-Za-z_#"'\/]+/))
        return substr(line, 1, RLENGTH)
    return substr(line, 1, 1)
}
