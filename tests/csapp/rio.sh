#!/bin/sh
# rio.sh - runs rio.c, which tests what csapp.h promises about Rio
. "$(dirname "$0")/../tap.sh"
built tests/csapp/rio
"$tests/csapp/rio"
