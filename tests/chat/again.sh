#!/bin/sh
# again.sh - a name is free as soon as its member is lost
set -u
. "$(dirname "$0")/lib.sh"
cause='Who is lost keeps the name until the end of the turn.'
topic='An event loop: all that is ready in one turn happens in some order'
plan 2 server

start %p || give_up
play 'in the turn in which a member is lost, another can have the name' <<'END'
ann enter
bob connect
bob next * welcome: %
bob freeze
ann reset
bob say /login ann
bob thaw
bob next = ok
bob next * ann joined #lobby
END
play 'whichever of them came first' <<'END'
bob connect
bob next * welcome: %
ann enter
bob freeze
ann reset
bob say /login ann
bob thaw
bob next = ok
bob next * ann joined #lobby
END
finish
