# scaling.awk - draws the results of bench.sh as an SVG
#
# Input: lines "mode clients model rate ratio answered". Variables: counts and
# models, the numbers of clients and the models in the order in which they are
# drawn; machine, the text at the bottom.
#
# The curves differ in colour and in dashes, and each has its name at its end.
# The text is large enough for a slide, and uses any sans-serif font that is
# installed. Viewers that prefer a dark page get one.

$1 == "lockstep" {
    rate[$2, $3] = $4 / 1000
    answered[$2, $3] = $6
    if (rate[$2, $3] > highest)
        highest = rate[$2, $3]
}
function x(c) { return 150 + (c - 1) * 680 / (ncounts - 1) }
function label(name, served) {
    served = answered[count[ncounts], name]
    return name (served < count[ncounts] ? ", " served " served" : "")
}
function y(thousands) { return 560 - 430 * thousands / top }
END {
    ncounts = split(counts, count)
    nmodels = split(models, model)
    for (step = 1; highest / step > 8; )
        step *= step ~ /^2/ ? 2.5 : 2
    top = step * (int(highest / step) + 1)

    print "<svg xmlns=\"http://www.w3.org/2000/svg\"" \
        " viewBox=\"0 0 1160 700\" font-family=\"sans-serif\"" \
        " font-size=\"26\" role=\"img\"" \
        " aria-label=\"Round trips a second of each model," \
        " by number of clients\">"
    print "<style>"
    print ".page { fill: #ffffff } text { fill: #1a1a1a }"
    print ".grid { stroke: #d0d0d0; stroke-width: 2 }"
    print ".line { fill: none; stroke-width: 5;" \
        " stroke-linejoin: round }"
    print ".name { font-weight: bold }"
    split("#c23b00 #7a3fb0 #0060a8 #a06000 #00754a #b0287a", light, " ")
    split("#ff8a5c #c9a0f0 #6cb8f5 #f0b840 #4cd0a0 #f090c8", dark, " ")
    for (m = 1; m <= nmodels; m++)
        print ".s" m " { stroke: " light[m] " }" \
            " .f" m " { fill: " light[m] " }"
    print "@media (prefers-color-scheme: dark) {"
    print ".page { fill: #16181d } text { fill: #f0f0f0 }"
    print ".grid { stroke: #444a55 }"
    for (m = 1; m <= nmodels; m++)
        print ".s" m " { stroke: " dark[m] " }" \
            " .f" m " { fill: " dark[m] " }"
    print "}"
    print "</style>"
    print "<rect class=\"page\" width=\"1160\" height=\"700\"/>"
    print "<text x=\"40\" y=\"56\" font-size=\"34\">" \
        "Thousands of round trips a second</text>"
    for (v = 0; v <= top; v += step) {
        printf "<path class=\"grid\" d=\"M150 %d H830\"/>\n", y(v)
        printf "<text x=\"130\" y=\"%d\" text-anchor=\"end\">%g" \
            "</text>\n", y(v) + 9, v
    }
    for (c = 1; c <= ncounts; c++)
        printf "<text x=\"%d\" y=\"604\" text-anchor=\"middle\">%d" \
            "</text>\n", x(c), count[c]
    print "<text x=\"490\" y=\"644\" text-anchor=\"middle\">" \
        "clients, each with one line in flight</text>"
    print "<text x=\"40\" y=\"684\" font-size=\"18\">" machine "</text>"

    split("none 18,8 5,7 22,7,5,7 10,10 3,5", dashes, " ")
    for (m = 1; m <= nmodels; m++) {
        printf "<path class=\"line s%d\" stroke-dasharray=\"%s\" d=\"",
            m, dashes[m]
        for (c = 1; c <= ncounts; c++)
            printf "%s%d %d", (c == 1 ? "M" : " L"), x(c),
                y(rate[count[c], model[m]])
        print "\"/>"
        for (c = 1; c <= ncounts; c++)
            printf "<circle class=\"f%d\" cx=\"%d\" cy=\"%d\"" \
                " r=\"8\"/>\n", m, x(c), y(rate[count[c], model[m]])
    }

    for (m = 1; m <= nmodels; m++)
        number[model[m]] = m
    # Draws the names, from the lowest curve up, so that none covers another.
    for (below = 700; nmodels > 0; nmodels--) {
        low = 1
        for (m = 2; m <= nmodels; m++)
            if (rate[count[ncounts], model[m]] < \
                rate[count[ncounts], model[low]])
                low = m
        at = y(rate[count[ncounts], model[low]]) + 9
        if (at > below - 34)
            at = below - 34
        name = model[low]
        printf "<text class=\"name f%s\" x=\"850\" y=\"%d\">%s" \
            "</text>\n", number[name], at, label(name)
        below = at
        model[low] = model[nmodels]
    }
    print "</svg>"
}
