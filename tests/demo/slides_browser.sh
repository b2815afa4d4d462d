#!/bin/sh
# slides_browser.sh - tests the slides of make slides as a browser shows them:
#                     what fits, keys, mouse, colours, paper, no JavaScript
#
# The program browser passes on what we ask. Keys and clicks are real events, so
# the browser does what it does for a user, too. The questions are functions in
# JavaScript, below. Each returns what is wrong, or an empty text. After a key,
# they wait until the slide is there, and until two more pictures have been
# drawn: so they would also notice a slide too many.
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"

chromium=
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$chromium" ] || chromium=$(command -v "$name")
done
if [ -z "$chromium" ]; then
    plan 1
    skip 'the slides in a browser' 'no chromium is installed'
    finished
fi
need tests/demo/browser
plan 64

makes_slides()
{
    sh demo/slides/make.sh -n -o "$work/slides.html"
}
cat >"$work/list" <<'END'
contents Two experiments
title Two experiments | With their answers
experiment demo/11-sharing.sh
experiment demo/12-orders.sh
END
makes_answers()
{
    sh demo/slides/make.sh -o "$work/answers.html" "$work/list"
}
ok 'the slides are made' makes_slides
ok 'slides with two answers are made' makes_answers

# The browser, which reads from descriptor 8 and writes to descriptor 9.
url=file://$(printf '%s' "$work" |
    sed 's/%/%25/g; s/ /%20/g; s/#/%23/g; s/?/%3F/g')
mkfifo "$work/commands" "$work/replies"
HOME=$work tests/demo/browser "$chromium" "$work/profile" \
    "$url/slides.html" <"$work/commands" >"$work/replies" &
started "$!"
exec 8>"$work/commands" 9<"$work/replies"

# ask METHOD [JSON] - asks the browser, and sets answer
ask()
{
    printf '%s\n' "$*" >&8
    answer=
    read -r answer <&9
    case $answer in
    '' | *'"error":'*)
        echo "$* -> $answer"
        return 1
        ;;
    esac
}

# evaluate EXPRESSION - sets answer to a message with the value of an expression
#                       in JavaScript, which is a text or a promise of a text
evaluate()
{
    escaped=$(printf '%s\n' "$1" |
        awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s\\n", $0 }')
    ask Runtime.evaluate "{\"expression\":\"$escaped\"," \
        '"awaitPromise":true,"returnByValue":true}' || return
    case $answer in
    *'"result":{"result":{"type":"string","value":"'*) ;;
    *) echo "$answer" && return 1 ;;
    esac
}
# js EXPRESSION - prints its value
js()
{
    evaluate "$1" && printf '%s\n' "$answer" |
        sed 's/.*"result":{"type":"string","value":"\(.*\)"}}.*/\1/
            s/\\"/"/g; s/\\n/\
/g'
}
# right EXPRESSION - succeeds if its value is the empty text
right()
{
    evaluate "$1" || return
    case $answer in *'"value":""}'*) return ;; esac
    printf '%s\n' "$answer" | sed 's/.*"value":"\(.*\)"}}.*/\1/; s/\\n/\
/g'
    return 1
}

cat >"$work/test.js" <<'END'
window.test = {
    sections: Array.from(document.querySelectorAll("section")),

    frame() {
        return new Promise(done =>
            requestAnimationFrame(() => setTimeout(done)));
    },

    // Waits until the condition is true, for five seconds at most; then waits
    // for some more pictures, and returns whether it is still true.
    async until(condition, more = 2) {
        const end = performance.now() + 5000;
        while (!condition() && performance.now() < end)
            await test.frame();
        for (let i = 0; i < more; i++)
            await test.frame();
        return condition();
    },

    texts(element) {
        const all = [];
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode())
            if (walker.currentNode.data.trim() !== "" &&
                !walker.currentNode.parentElement.closest("script, style"))
                all.push(walker.currentNode);
        return all;
    },

    // The rectangles that a text covers, or a picture.
    boxes(node) {
        if (node.nodeName === "IMG" || node.nodeName === "svg")
            return [node.getBoundingClientRect()];
        const range = document.createRange();
        range.selectNodeContents(node);
        return Array.from(range.getClientRects()).filter(box => box.width > 0);
    },

    name(node) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        return "<" + element.localName + "> " +
            element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    },

    // Is this element or text seen, and nothing on top of it?
    seen(node) {
        const box = test.boxes(node)[0];
        if (!box)
            return false;
        const top = document.elementFromPoint(box.x + box.width / 2,
                                              box.y + box.height / 2);
        return top !== null && (node.contains(top) || top.contains(node)) &&
            top !== document.documentElement && top !== document.body;
    },

    // The slides that are seen: usually one.
    shown() {
        return test.sections.filter(s => test.texts(s.querySelector("h1, h2"))
            .some(test.seen)).map(s => s.id).join(" ");
    },

    id(number) {
        const last = test.sections.length;
        return test.sections[(number === "last" ? last : number) - 1].id;
    },

    async is_shown(id, address = "#" + id) {
        await test.until(() => test.shown() === id);
        const focus = document.activeElement.id;
        if (test.shown() !== id)
            return "shown: " + test.shown() + ", expected: " + id;
        if (location.hash !== address)
            return "the address is " + location.hash;
        if (focus !== id)
            return "the focus is on " + focus;
        return "";
    },

    go(number) {
        location.hash = "#" + test.id(number);
        return test.is_shown(test.id(number));
    },

    async on_each(check) {
        const wrong = [];
        for (const section of test.sections) {
            location.hash = "#" + section.id;
            if (!await test.until(() => test.shown() === section.id, 0))
                wrong.push(section.id + ": it is not shown");
            for (const fault of check(section))
                wrong.push(section.id + ": " + fault);
        }
        return wrong.slice(0, 20).join("\n");
    },

    // Texts that are outside of a rectangle.
    outside(section, area, what) {
        const contents = test.texts(section)
            .concat(Array.from(section.querySelectorAll("img, svg")));
        return contents.filter(node => test.boxes(node).some(box =>
            box.left < area.left - 1 || box.right > area.right + 1 ||
            box.top < area.top - 1 || box.bottom > area.bottom + 1))
            .map(node => "outside of the " + what + ": " + test.name(node));
    },

    // Elements with more in them than is seen without scrolling. A letter may
    // be higher than its line: so a header may seem to be too high.
    scrolled(section) {
        const selector = "header, pre, table, ol, p, td, th, figure";
        return [document.documentElement, section]
            .concat(Array.from(section.querySelectorAll(selector)))
            .filter(e => e.scrollWidth > e.clientWidth + 1 ||
                e.scrollHeight > e.clientHeight + 1 +
                    (e.localName === "header" ? e.clientHeight / 9 : 0))
            .map(e => "needs scrolling: " + test.name(e));
    },

    // The smallest rectangle around all texts and pictures of an element.
    around(element) {
        const boxes = test.texts(element)
            .concat(Array.from(element.querySelectorAll("img, svg")))
            .flatMap(test.boxes);
        const all = (end, side) => Math[end](...boxes.map(box => box[side]));
        return {left: all("min", "left"), right: all("max", "right"),
                top: all("min", "top"), bottom: all("max", "bottom")};
    },

    overlapping(section) {
        const parts = Array.from(section.children);
        const wrong = [];
        parts.forEach((one, index) => {
            const a = test.around(one);
            for (const other of parts.slice(index + 1)) {
                const b = test.around(other);
                if (a.left < b.right - 1 && b.left < a.right - 1 &&
                    a.top < b.bottom - 1 && b.top < a.bottom - 1)
                    wrong.push(test.name(one) + " and " + test.name(other) +
                               " overlap");
            }
        });
        return wrong;
    },

    // A line of source is a line of the slide, and large enough to be read:
    // 34 lines with a height of 1.25 letters fill 81 % of the height.
    code(section) {
        const wrong = [];
        for (const pre of section.querySelectorAll("pre")) {
            const style = getComputedStyle(pre.firstElementChild);
            const size = parseFloat(style.fontSize);
            const box = test.around(pre);
            const lines = pre.textContent.replace(/\n$/, "").split("\n").length;
            const seen = (box.bottom - box.top) / parseFloat(style.lineHeight);
            if (Math.abs(seen - lines) > 0.5)
                wrong.push(lines + " lines look like " + seen.toFixed(1));
            if (size < 0.019 * innerHeight)
                wrong.push("letters of the code: " + size + " pixels");
        }
        return wrong;
    },

    small(section) {
        return test.texts(section).filter(text =>
            parseFloat(getComputedStyle(text.parentElement).fontSize) <
                0.017 * innerHeight)
            .map(text => "small letters: " + test.name(text));
    },

    fits(section) {
        const screen = {left: 0, right: innerWidth,
                        top: 0, bottom: innerHeight};
        return [].concat(
            test.outside(section, section.getBoundingClientRect(), "slide"),
            test.outside(section, screen, "screen"), test.scrolled(section),
            test.overlapping(section), test.code(section), test.small(section));
    },

    // Colours, as [red, green, blue, opacity]: a canvas knows all their forms.
    canvas: new OffscreenCanvas(1, 1)
        .getContext("2d", {willReadFrequently: true}),
    colours: {},
    colour(text) {
        if (!test.colours[text]) {
            test.canvas.clearRect(0, 0, 1, 1);
            test.canvas.fillStyle = text;
            test.canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = test.canvas.getImageData(0, 0, 1, 1).data;
            test.colours[text] = [r, g, b, a / 255];
        }
        return test.colours[text];
    },
    over([r, g, b, a], under) {
        return [r, g, b].map((c, i) => c * a + under[i] * (1 - a)).concat(1);
    },
    background(element) {
        if (element === null) // what the browser paints under a page
            return test.colour(getComputedStyle(document.documentElement)
                .colorScheme === "dark" ? "#121212" : "#ffffff");
        const own = test.colour(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own
            : test.over(own, test.background(element.parentElement));
    },
    luminance(colour) { // as WCAG 2 defines it
        const [r, g, b] = colour.slice(0, 3).map(c => c / 255).map(c =>
            c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    },
    contrast(text) {
        const element = text.parentElement;
        const style = getComputedStyle(element);
        const svg = element.namespaceURI.endsWith("svg");
        const under = test.background(element);
        const colour = test.colour(svg ? style.fill : style.color).slice();
        for (let e = element; e !== null; e = e.parentElement)
            colour[3] *= getComputedStyle(e).opacity;
        const one = test.luminance(test.over(colour, under));
        const other = test.luminance(under);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    },
    low_contrast() {
        const wrong = [];
        const texts = test.texts(document.body);
        for (const text of texts)
            if (test.contrast(text) < 4.5)
                wrong.push(test.contrast(text).toFixed(2) + ": " +
                    test.name(text));
        return texts.length > 100 ? wrong.slice(0, 20).join("\n") : "no texts";
    },
    async looks(scheme) {
        const is = () => test.luminance(test.background(document.getElementById(
            test.shown()))) < 0.5 ? "dark" : "light";
        await test.until(() => is() === scheme);
        return is() === scheme ? "" : "it is " + is();
    },

    // The colours of a screenshot, the most frequent ones first.
    async pixels(png) {
        const blob = await (await fetch("data:image/png;base64," + png)).blob();
        const image = await createImageBitmap(blob);
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const data = context.getImageData(0, 0, image.width, image.height).data;
        const count = {};
        for (let i = 0; i < data.length; i += 4) {
            const colour = data.slice(i, i + 3).join(",");
            count[colour] = (count[colour] || 0) + 1;
        }
        return Object.keys(count).sort((a, b) => count[b] - count[a]);
    },

    // Without JavaScript, and on paper, where a slide has the height of a page.
    all_in_order(height) {
        const wrong = [];
        let end = 0;
        for (const section of test.sections) {
            const box = section.getBoundingClientRect();
            const page = {left: 0, right: innerWidth, top: box.top,
                          bottom: box.bottom};
            if (box.height < 50 || test.texts(section).every(text =>
                test.boxes(text).length === 0))
                wrong.push(section.id + ": it is not visible");
            if (height && Math.abs(box.height - height) > 0.01)
                wrong.push(section.id + ": it has a height of " + box.height);
            if (box.top + scrollY < end - 1)
                wrong.push(section.id + ": it is on top of another one");
            end = box.bottom + scrollY;
            wrong.push(...test.outside(section, page, "page")
                .concat(test.overlapping(section), test.scrolled(section)
                    .filter(fault => !/<html>/.test(fault)))
                .map(fault => section.id + ": " + fault));
        }
        if (document.documentElement.scrollWidth > innerWidth)
            wrong.push("the page is wider than the window");
        return wrong.slice(0, 20).join("\n");
    },

    // What a screen reader meets, in order.
    order() {
        const wrong = [];
        for (const section of test.sections) {
            const headings = section.querySelectorAll("h1, h2, h3, h4, h5, h6");
            const content = section.querySelector("pre, table, figure, ol");
            if (headings.length !== 1)
                wrong.push(section.id + ": headings: " + headings.length);
            else if (!section.firstElementChild.contains(headings[0]))
                wrong.push(section.id + ": it does not begin with a heading");
            else if (content && !(headings[0].compareDocumentPosition(content) &
                Node.DOCUMENT_POSITION_FOLLOWING))
                wrong.push(section.id + ": its heading is not above");
        }
        if (document.querySelectorAll("h1").length !== 1)
            wrong.push("h1: " + document.querySelectorAll("h1").length);
        return wrong.join("\n");
    },

    numbers() {
        const total = test.sections.length;
        return test.sections.map((section, index) =>
            section.querySelector("footer").textContent.match(/\d.*\d/)[0] ===
            index + 1 + " / " + total ? "" : section.id)
            .filter(id => id).join();
    },
};
addEventListener("keydown", event => test.prevented = event.defaultPrevented);
""
END

# visit PAGE - opens a page anew
visit()
{
    ask Page.navigate '{"url":"about:blank"}' &&
        ask Page.navigate "{\"url\":\"$url/$1\"}" &&
        js "$(cat "$work/test.js")"
}
# size WIDTH HEIGHT [MOBILE] - with true, the screen is that of a mobile device
size()
{
    ask Emulation.setDeviceMetricsOverride "{\"width\":$1,\"height\":$2," \
        "\"deviceScaleFactor\":1,\"mobile\":${3:-false}}"
}
# system light|dark [MEDIUM]
system()
{
    ask Emulation.setEmulatedMedia "{\"media\":\"${2-}\",\"features\":" \
        "[{\"name\":\"prefers-color-scheme\",\"value\":\"$1\"}]}"
}

# press [Ctrl+|Alt+|Meta+|Shift+]KEY... - presses and releases keys
press()
{
    for key in "$@"; do
        modifiers=0 text=
        case $key in
        Alt+*) modifiers=1 ;;
        Ctrl+*) modifiers=2 ;;
        Meta+*) modifiers=4 ;;
        Shift+* | '?') modifiers=8 ;;
        esac
        key=${key#*+} code=$key
        case $key in
        Enter) number=13 text='\r' ;;
        Escape) number=27 ;;
        Space) number=32 text=' ' key=' ' ;;
        PageUp) number=33 ;;
        PageDown) number=34 ;;
        End) number=35 ;;
        Home) number=36 ;;
        ArrowLeft) number=37 ;;
        ArrowUp) number=38 ;;
        ArrowRight) number=39 ;;
        ArrowDown) number=40 ;;
        [0-9]) number=$((48 + key)) text=$key code=Digit$key ;;
        '?') number=191 text='?' code=Slash ;;
        b) number=66 text=b code=KeyB ;;
        d) number=68 text=d code=KeyD ;;
        x) number=88 text=x code=KeyX ;;
        *) die "no such key: $key" ;;
        esac
        case $modifiers in [124]) text= ;; esac
        event="\"key\":\"$key\",\"code\":\"$code\",\"modifiers\":$modifiers,"
        event="$event\"windowsVirtualKeyCode\":$number"
        if [ -n "$text" ]; then
            down="\"keyDown\",\"text\":\"$text\""
        else
            down='"rawKeyDown"'
        fi
        ask Input.dispatchKeyEvent "{\"type\":$down,$event}" &&
            ask Input.dispatchKeyEvent "{\"type\":\"keyUp\",$event}" || return
    done
}
# mouse mousePressed|mouseMoved|mouseReleased X Y
mouse()
{
    ask Input.dispatchMouseEvent "{\"type\":\"$1\",\"x\":$2,\"y\":$3," \
        '"button":"left","buttons":1,"clickCount":1}'
}
click()
{
    mouse mousePressed "$1" "$2" && mouse mouseReleased "$1" "$2"
}

at() # at NUMBER - shows this slide
{
    right "test.go('$1')"
}
now_at() # now_at NUMBER - waits until this slide is shown
{
    right "test.is_shown(test.id('$1'))"
}

opens()
{
    size 1280 720 && system light && visit slides.html &&
        right 'test.is_shown(test.id(1), "")'
}
ok 'they open in a browser, with the first one' opens
ok 'nothing is loaded besides' right 'performance.getEntriesByType("resource")
    .filter(e => !e.name.startsWith("data:")).map(e => e.name).join("\n")'
ok 'each has its number and the total' right 'test.numbers()'
ok 'each begins with its only heading' right 'test.order()'

fits()
{
    size "$1" "$2" && right 'test.on_each(test.fits)'
}
ok 'all fit on 1280 x 720, in large letters' fits 1280 720
ok 'all fit on 1920 x 1080, in large letters' fits 1920 1080
size 1280 720

# moves FROM TO KEY... - succeeds if the keys lead from one slide to another
moves()
{
    at "$1" && to=$2 && shift 2 && press "$@" && now_at "$to"
}
while read -r from to keys; do
    # shellcheck disable=SC2086 # several keys
    ok "from $from to $to: $keys" moves "$from" "$to" $keys
done <<'END'
3 4 ArrowRight
3 4 ArrowDown
3 4 PageDown
3 4 Space
3 2 ArrowLeft
3 2 ArrowUp
3 2 PageUp
3 2 Shift+Space
3 1 Home
3 last End
3 5 ArrowRight ArrowRight
1 1 ArrowLeft
1 1 PageUp
last last ArrowRight
last last Space
3 5 5 Enter
3 12 1 2 Enter
3 last 9 9 9 Enter
3 2 1 ArrowRight 2 Enter
3 3 1 x Enter
3 3 Enter
3 3 x
3 4 b ArrowRight
3 3 ? Escape
END

left_alone()
{
    at 3 || return
    for key in Ctrl+b Ctrl+d Ctrl+1 Ctrl+ArrowRight Alt+ArrowRight Meta+End; do
        press "$key" && right 'test.prevented ? "it is taken" : ""' || return
    done
    press Enter && now_at 3 && right 'test.looks("light")'
}
ok 'keys with Ctrl, Alt and Meta are left to the browser' left_alone
digits()
{
    at 3 && press 1 2 &&
        right '(footer => footer.innerText.includes("12") ||
            getComputedStyle(footer, "::after").content.includes("12") ? "" :
            "12 is not shown")(test.sections[2].querySelector("footer"))'
}
ok 'digits are shown while they are typed' digits
no_history()
{
    ask Page.resetNavigationHistory && # it would soon have no room for more
        at 3 && before=$(js 'String(history.length)') &&
        press ArrowRight ArrowRight Home && now_at 1 &&
        [ "$(js 'String(history.length)')" = "$before" ]
}
ok 'keys leave no steps in the history' no_history

# clicks FROM TO X Y
clicks()
{
    at "$1" && click "$3" "$4" && now_at "$2"
}
ok 'a click on the right half' clicks 3 4 700 715
ok 'a click on the left half' clicks 3 2 600 715
ok 'a click on the left half of the first one' clicks 1 1 600 715
ok 'a click on the right half of the last one' clicks last last 700 715
taps()
{
    at "$1" && ask Input.dispatchTouchEvent "{\"type\":\"touchStart\"," \
        "\"touchPoints\":[{\"x\":$3,\"y\":$4}]}" &&
        ask Input.dispatchTouchEvent '{"type":"touchEnd","touchPoints":[]}' &&
        now_at "$2"
}
size 1280 720 true
ask Emulation.setTouchEmulationEnabled '{"enabled":true}'
ok 'a touch on the right half' taps 3 4 700 715
ok 'a touch on the left half' taps 3 2 600 715
ask Emulation.setTouchEmulationEnabled '{"enabled":false}'
size 1280 720
# links INDEX - clicks on this link of the contents
links()
{
    at 1 && place=$(js "(() => {
            window.linked = test.sections[0].querySelectorAll('a').item($1) ||
                Array.from(test.sections[0].querySelectorAll('a')).pop();
            const box = linked.getClientRects()[0];
            return Math.round(box.x + box.width / 2) + ' ' +
                Math.round(box.y + box.height / 2);
        })()") && click "${place% *}" "${place#* }" &&
        right 'test.is_shown(linked.hash.slice(1))'
}
ok 'a click on a link in the left half' links 3
ok 'a click on the last link' links -1
selects()
{
    at "$code" && place=$(js "(() => {
            const pre = test.sections[$code - 1].querySelector('pre');
            const box = test.around(pre);
            return Math.round(box.left + 5) + ' ' + Math.round(box.top + 8);
        })()") && x=${place% *} y=${place#* } && mouse mousePressed "$x" "$y" &&
        mouse mouseMoved $((x + 50)) "$y" &&
        mouse mouseMoved $((x + 90)) "$y" &&
        mouse mouseReleased $((x + 90)) "$y" &&
        right 'getSelection().toString() ? "" : "nothing is selected"' &&
        now_at "$code" && click 700 715 && click 700 715 &&
        right "test.until(() => test.shown() !== test.id($code))
            .then(moved => moved ? '' : 'no click moves any more')"
}
code=$(js 'String(1 + test.sections.findIndex(s => s.querySelector("pre")))')
ok 'a click that selects text does not move, and later ones do' selects

addressed()
{
    id=$(js 'test.id(7)') && visit "slides.html#$id" && now_at 7
}
ok 'an address opens its slide' addressed
changed()
{
    right 'location.hash = "#" + test.id(5), test.is_shown(test.id(5))'
}
ok 'a changed address, too' changed
unknown()
{
    visit 'slides.html#nowhere' &&
        right 'test.is_shown(test.id(1), "#nowhere")' &&
        press ArrowRight && now_at 2
}
ok 'an address of no slide opens the first one' unknown

# screen - prints the colours of the screen, the most frequent one first
screen()
{
    ask Page.captureScreenshot \
        '{"clip":{"x":0,"y":0,"width":1280,"height":720,"scale":0.25}}' ||
        return
    png=${answer#*\"data\":\"}
    js "test.pixels('${png%%\"*}').then(all => all.slice(0, 9).join(' '))"
}
all_black()
{
    [ "$(screen)" = 0,0,0 ] && right 'getComputedStyle(
            document.elementFromPoint(640, 360)).cursor === "none" ? "" :
            "the cursor is seen"'
}
blackens()
{
    at 3 && press b && all_black && press b && now_at 3 && ! all_black &&
        press b && all_black && press Escape && now_at 3 && ! all_black
}
ok 'b blackens the screen, until b or Escape' blackens
black_moves()
{
    at 3 && press b ArrowLeft && now_at 2 && ! all_black
}
ok 'a movement ends black' black_moves
# help seen|hidden
help()
{
    right "test.until(() => test.seen(document.querySelector('#keys h2')) ===
        ('$1' === 'seen')).then(it_is => it_is ? '' : 'not $1')"
}
keys_shown()
{
    at 3 && help hidden && press '?' && help seen &&
        right 'test.fits(document.querySelector("#keys")).join("\n")' &&
        right '(text => ["Home", "End", "Enter", "b", "d", "?"]
            .filter(key => !text.includes(key)).join(" "))(
            document.querySelector("#keys").innerText)' &&
        press '?' && help hidden && press '?' Escape && help hidden && now_at 3
}
ok '? shows the keys, until ? or Escape' keys_shown

colours()
{
    system dark && visit slides.html && right 'test.looks("dark")' &&
        system light && right 'test.looks("light")'
}
ok 'the colours are those of the system' colours
switched()
{
    system light && visit slides.html &&
        press d && right 'test.looks("dark")' &&
        press d && right 'test.looks("light")' &&
        system dark && visit slides.html &&
        press d && right 'test.looks("light")' &&
        press d && right 'test.looks("dark")'
}
ok 'd switches them' switched
# contrast SYSTEM [KEY]... - succeeds if all texts can be read in these colours
contrast()
{
    system "$1" && visit slides.html && shift && press "$@" &&
        right 'test.low_contrast()'
}
ok 'contrast in light colours' contrast light
ok 'contrast in dark colours' contrast dark
ok 'contrast in dark colours, after d' contrast light d
ok 'contrast in light colours, after d' contrast dark d
ok 'contrast of the keys' contrast dark '?'
# The paper of a picture has the colour of the slide.
picture_follows()
{
    system light && visit slides.html && js "(() => {
            location.hash = '#' + document.querySelector('figure')
                .closest('section').id;
            return '';
        })()" && light=$(screen) && press d && dark=$(screen) &&
        echo "light: $light" && echo "dark: $dark" &&
        right "(() => {
            const paper = colours => test.luminance(colours.split(' ')[0]
                .split(','));
            return paper('$light') > 0.8 && paper('$dark') < 0.2 ? '' :
                'it does not';
        })()"
}
ok 'a picture follows d' picture_follows

# prints PAGE - succeeds if there is such a page
prints()
{
    ask Page.printToPDF "{\"pageRanges\":\"$1\",\"preferCSSPageSize\":true}"
}
pages()
{
    number=$(js 'String(test.sections.length)') && prints "$number" || return
    if prints "$((number + 1))" >"$work/error"; then
        echo "there are more than $number pages"
        return 1
    fi
    grep 'exceeds page count' "$work/error"
}
ok 'printed, each is a page' pages
printed()
{
    system dark print && visit slides.html && right 'test.looks("light")' &&
        right 'test.all_in_order(720)' && right 'test.low_contrast()'
}
ok 'printed, all are light, and nothing overlaps' printed

system light
visit answers.html
ok 'answers fit on 1280 x 720, in large letters' fits 1280 720
ok 'answers fit on 1920 x 1080, in large letters' fits 1920 1080

without()
{
    size 1280 720 && system light &&
        ask Emulation.setScriptExecutionDisabled '{"value":true}' &&
        visit slides.html && right 'test.all_in_order()'
}
ok 'without JavaScript, all are there, in order' without
ok 'without JavaScript, contrast in light colours' right 'test.low_contrast()'
finished
