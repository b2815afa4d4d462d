# slides.awk - makes the slides that a list names, in HTML
#
# Input: the list, such as demo/slides.txt, which explains its kinds of lines.
#   -v answers=FOLDER  has 1.answer, 2.answer ... with what the experiments have
#                      printed; without it, the slides have only the questions
#   -v list_name=NAME  is the name of the list in messages
#   -v machine=TEXT    says where and when the experiments ran
#
# The functions for each kind of line are in the other files of this folder.

BEGIN {
    most = 34 # lines of a text on a slide
    is_taken["keys"] = 1 # by keys.html
}

/^ *(#|$)/ { next }

{
    rest = $0 # what follows the word
    sub(/^ *[^ ]* */, "", rest)
}
$1 == "contents"     { contents(rest); next }
$1 == "title"        { title_slide(rest); next }
$1 == "file"         { takes(1); program($2); next }
$1 == "diff"         { takes(2); program($3, $2); next }
$1 == "function"     { functions(); next }
$1 == "picture"      { takes(1); picture($2); next }
$1 == "experiment"   { takes(1); experiment($2); next }
$1 == "conversation" { takes(1); conversation($2); next }
$1 == "map"          { takes(1); map($2); next }
$1 == "commands"     { takes(0); commands(); next }
{ wrong("there is no kind of slide called " $1) }

END {
    if (!failed && slides == 0)
        wrong("no slide is named")
    if (failed)
        exit 1
    for (i = 1; i <= slides; i++) {
        printf "%s%s", slide[i], (i == contents_slide ? contents_list() : "")
        print "<footer>" link(i - 1, "prev", "previous slide", "&#8592;") \
            i " / " slides link(i + 1, "next", "next slide", "&#8594;") \
            "</footer>\n</section>"
    }
}

# Returns a link to slide i, if there is one.
function link(i, relation, label, arrow)
{
    return i in id_of ? " <a rel=\"" relation "\" aria-label=\"" label \
        "\" href=\"#" id_of[i] "\">" arrow "</a> " : ""
}

# Reports a mistake in the list.
function wrong(text)
{
    print "make.sh: " list_name ": line " FNR ": " text >"/dev/stderr"
    failed = 1
    exit 1
}

function takes(n)
{
    if (NF - 1 != n)
        wrong($1 " takes " (n == 0 ? "no" : n) (n == 1 ? " name" : " names"))
}

# Adds a slide. Its name is id; or id-2, id-3 ... if the name is taken. The
# first slide of a line gets the entry of this line in the contents.
function add_slide(id, class, style, html,    unique, i)
{
    unique = id
    for (i = 2; unique in is_taken; i++)
        unique = id "-" i
    is_taken[unique] = 1
    id_of[++slides] = unique
    slide[slides] = "<section id=\"" unique "\" class=\"" class "\"" \
        (style == "" ? "" : " style=\"" style "\"") ">\n" html
    if (entry != "")
        in_contents[++entries] = "<li" (class == "title" ? " class=\"part\"" : \
            "") "><a href=\"#" unique "\">" entry "</a></li>\n"
    entry = ""
}

# Adds the slide of contents. Its list is made at the end: see contents_list.
function contents(text)
{
    if (text == "")
        wrong("contents takes a title")
    if (contents_slide)
        wrong("there is a slide of contents already")
    add_slide("contents", "contents", "",
        "<header>\n<h1>" markdown(text) "</h1>\n</header>\n")
    contents_slide = slides
}

function contents_list(    i, html)
{
    html = "<ol style=\"--rows: " int((entries + 2) / 3) "\">\n"
    for (i = 1; i <= entries; i++)
        html = html in_contents[i]
    return html "</ol>\n"
}

# Adds a title with paragraphs of text.
function title_slide(text,    parts, n, i, html)
{
    n = split(text, parts, / *[|] */)
    if (parts[1] == "")
        wrong("title takes a title")
    entry = markdown(parts[1])
    html = header(entry, "")
    for (i = 2; i <= n; i++)
        html = html "<p>" markdown(parts[i]) "</p>\n"
    text = tolower(parts[1])
    gsub(/[^a-z0-9]+/, "-", text)
    gsub(/^-|-$/, "", text)
    add_slide(text == "" ? "title" : text, "title", "", html)
}
