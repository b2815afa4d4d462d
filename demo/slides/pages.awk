# pages.awk - makes slides of a text: of code, or of what a program printed

# Adds slides of a text: code, or samp (what a program printed). If it is longer
# than a slide, it is cut between items. The lines in marked and in dimmed are
# those of this text only.
function pages(id, class, title, text, lines, first, last, tag,
               n, i, begin, end)
{
    while (last >= first && lines[last] == "")
        last--
    if (last < first && tag != "samp")
        wrong("there is no code to show")
    in_comment = 0 # a text before this one may have ended in a comment
    for (i = first; i <= last; i = end[n] + 1) {
        while (lines[i] == "")
            i++
        begin[++n] = i
        end[n] = end_of_page(lines, i, last, tag)
    }
    for (i = 1; i <= n; i++)
        add_slide(id, class, sizes(lines, begin[i], end[i], i == 1 ? text : ""),
            header(title (n > 1 ? " <small>" i " of " n "</small>" : ""),
                i == 1 ? text : "") \
            block(lines, begin[i], end[i], tag))
    split("", marked)
    split("", dimmed)
}

# Returns the number of the last line of the page that begins in line begin.
function end_of_page(lines, begin, last, tag,    i, k, end)
{
    for (i = begin; i <= last; i++) {
        i = end_of_item(lines, last, i)
        for (k = i; lines[k] == "";)
            k--
        if (k - begin + 1 > most)
            break
        end = k
    }
    if (end)
        return end
    if (tag != "samp")
        wrong("a slide has " most " lines, but " k - begin + 1 " belong" \
            " together from here on: " lines[begin])
    return begin + most - 1
}

# Returns the sizes of a slide, from which slides.css computes those of letters.
function sizes(lines, first, last, text,    i, columns)
{
    for (i = first; i <= last; i++)
        if (columns < length(lines[i]))
            columns = length(lines[i])
    return "--rows: " last - first + 1 "; --columns: " columns \
        (text == "" ? "" : "; --letters: " letters_in(text))
}

# Returns lines of code, or of what a program printed, in HTML.
function block(lines, first, last, tag,    i, line, html)
{
    html = "<pre><" tag ">"
    for (i = first; i <= last; i++) {
        line = tag == "samp" ? escape(lines[i]) : highlight(lines[i])
        if (i in marked)
            line = "<mark>" line "</mark>"
        else if (i in dimmed)
            line = "<span>" line "</span>"
        html = html line "\n"
    }
    return html "</" tag "></pre>\n"
}
