#!/bin/sh
# valgrind.sh - valgrind finds no memory error
. "$(dirname "$0")/../lib.sh"
likely other "Memory is never freed, or it is used before it is initialized, after it is freed, or out of bounds." \
    "Memory errors (CS:APP 9.11)"

command -v valgrind >/dev/null || skip 'valgrind is not installed'
server=$copy
copy=$tmp/bin/with_valgrind
cat >"$copy" <<END
#!/bin/sh
exec valgrind -q --error-exitcode=99 --leak-check=full \\
    --errors-for-leak-kinds=definite --show-leak-kinds=definite \\
    --log-file=valgrind.%p "$server" "\$1"
END
chmod 755 "$copy"
start -- %p
talk -t 60 'a*10' session 'x\n' \
    b connect b echo 'x\n' b reset c connect c send 'half' c finish \
    c expect 'half' c end d connect d stuff 100000 d close e session 'last\n'
kill "$pid" # valgrind then looks for leaks
talk -t 60 it_has_ended check "test -s '$tmp/ended'"
runner=
cat "$tmp/home"/valgrind.* >"$tmp/found"
[ ! -s "$tmp/found" ] || fail 'no error' "$(head -n 20 "$tmp/found")"
pass
