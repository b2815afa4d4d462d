#!/bin/sh
# again.sh - a name is free as soon as its member's connection is lost
set -u
. "$(dirname "$0")/lib.sh"
cause='A lost connection keeps the name until the end of the turn.'
topic='Event loops: what is ready in one turn is handled in some order'
plan 2 server

start %p || give_up
play 'the name of a lost member is free in the same turn' <<'END'
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
play 'the same, whichever of the two connected first' <<'END'
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
