# experiment.awk - makes slides of experiments

# Adds a slide with the question of an experiment; and, if it has been run, what
# it printed.
function experiment(file,    lines, n, name, title, asked, cells, topic)
{
    n = need_lines(file, lines)
    describe(lines, n)
    asked = question(lines, n, file)
    row_of(file_name(file), cells)
    name = slide_name(file)
    title = code(file_name(file)) " " escape(summary)
    entry = code(name)
    if ("topic" in cells)
        topic = "<p class=\"topic\">" cells["topic"] "</p>\n"
    add_slide(name, "question", "", "<header>\n" topic "<h2>" title "</h2>\n" \
        "</header>\n<p>" escape(asked) "</p>\n" \
        "<pre><code>sh " escape(file) "</code></pre>\n")
    if (answers != "")
        answer(name, title, asked, cells)
}

# Returns the question of an experiment: the words of its first say.
function question(lines, n, file,    i, statement, word, text)
{
    for (i = 1; i <= n && lines[i] !~ /^say /;)
        i++
    for (; i <= n; i++) {
        statement = statement lines[i]
        if (!sub(/[\\]$/, "", statement))
            break
    }
    sub(/^say */, "", statement)
    while (match(statement, /^('[^']*'|"[^"$`\\]*") */)) {
        word = substr(statement, 1, RLENGTH)
        statement = substr(statement, RLENGTH + 1)
        sub(/ *$/, "", word)
        text = text (text == "" ? "" : " ") substr(word, 2, length(word) - 2)
    }
    if (text == "" || statement != "")
        wrong("the first say in " file " must have a question in quotes," \
            " without variables")
    return text
}

# Finds the row of an experiment in demo/README.md, and fills cells.
function row_of(name, cells,    lines, n, i, parts)
{
    split("", cells)
    n = read_lines("demo/README.md", lines)
    for (i = 1; i <= n; i++)
        if (index(lines[i], "| [" name "]") == 1) {
            split(lines[i], parts, / *[|] */)
            cells["topic"] = markdown(parts[3])
            cells["notice"] = markdown(parts[5])
        }
}

# Adds what an experiment printed. The first line of the file has its exit
# status. Its question is on the slide before. make.sh numbers the answers,
# because two experiments may have the same name.
function answer(name, title, asked, cells,    lines, n, i, said, text)
{
    n = read_lines(answers "/" ++experiments ".answer", lines)
    for (i = 2; i <= n && length(said) < length(asked); i++)
        said = said (i == 2 ? "" : " ") lines[i]
    if (said != asked) # the experiment could not even begin
        i = 2
    text = escape(machine)
    sub(/[^ ]*$/, "<time>&</time>", text)
    text = "<p class=\"machine\">" text "</p>\n"
    if (lines[1] == 0 && "notice" in cells)
        text = text "<p><b>Notice:</b> " cells["notice"] "</p>\n"
    # Below the text, up to 19 rows have larger letters than beside it.
    pages(name, n - i < 19 ? "code wide" : "code", title, text, lines, i, n,
        "samp")
}
