#!/bin/sh
# setup.sh - Gradescope runs this once, as root, when it builds the image

set -u
export DEBIAN_FRONTEND=noninteractive
apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make
