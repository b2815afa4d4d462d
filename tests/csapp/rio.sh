#!/bin/sh
# rio.sh - the promises of csapp.h about Rio, tested from inside: see rio.c
. "$(dirname "$0")/../tap.sh"
built tests/csapp/rio
"$tests/csapp/rio"
