# picture.awk - makes slides of pictures in SVG

# Adds a picture. If README.md shows it, the words for those who cannot see it
# are taken from there.
function picture(file,    lines, n, i, svg, label, words)
{
    n = need_lines(file, lines)
    for (i = 1; i <= n; i++)
        svg = svg lines[i] "\n"
    if (svg !~ /<svg[ \n>]/)
        wrong(file " is not a picture in SVG")
    label = escape(slide_name(file))
    if (match(svg, /aria-label="[^"<]*"/)) # is XML, and so escaped
        label = substr(svg, RSTART + 12, RLENGTH - 13)
    entry = label
    n = read_lines("README.md", lines)
    for (i = 1; i <= n; i++)
        if (lines[i] ~ /^!\[.*\]\(/ && index(lines[i], "](" file ")"))
            words = escape(substr(lines[i], 3, index(lines[i], "](") - 3))
    add_slide(slide_name(file), "picture", "--letters: " length(words),
        header(label, words == "" ? "" : "<p>" words ".</p>\n") \
        "<figure><img alt=\"" label "\" src=\"" data_address(svg) \
        "\"/></figure>\n")
}

# Returns a picture in SVG as an address that contains the picture. The colon of
# the address in it is encoded, too: else it would look like one to load from.
function data_address(svg)
{
    gsub(/%/, "%25", svg)
    gsub(/"/, "%22", svg)
    gsub(/#/, "%23", svg)
    gsub(/&/, "%26", svg)
    gsub(/:/, "%3A", svg)
    gsub(/</, "%3C", svg)
    gsub(/>/, "%3E", svg)
    gsub(/\n/, "%0A", svg)
    return "data:image/svg+xml," svg
}
