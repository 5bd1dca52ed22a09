#!/bin/sh
# Installs Coven from a tarball that packaging/release made, for one user, without root:
#
#   sh install.sh coven-VERSION-PLATFORM.tar.gz --key FILE [--feed URL] [--prefix DIR]
#
# What it makes below the prefix (default ~/.local):
#   bin/coven                       the path that shells and services call; no update replaces it
#   share/coven/versions/VERSION/   one directory for each version
#   share/coven/current             a link to the one that runs
#   share/coven/release-key.pub     the key that later releases must be signed with
#   share/coven/feed                where `coven upgrade` looks for them, if --feed was given
#
# It may be repeated, and then does only what is missing. Another version is installed beside those
# that are there; the running daemon changes to it with `coven daemon restart`.
set -eu
umask 022

fail() {
  echo "install.sh: $1" >&2
  if [ $# -gt 1 ]; then
    echo "  try: $2" >&2
  fi
  exit 1
}

usage='sh install.sh coven-VERSION-PLATFORM.tar.gz --key FILE [--feed URL] [--prefix DIR]'
tarball= prefix= key= feed=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --key | --feed)
      [ $# -ge 2 ] || fail "$1 needs a value" "$usage"
      case $1 in
        --prefix) prefix=$2 ;;
        --key) key=$2 ;;
        --feed) feed=$2 ;;
      esac
      shift 2
      ;;
    -*) fail "there is no option $1" "$usage" ;;
    *)
      [ -z "$tarball" ] || fail "one tarball, not two" "$usage"
      tarball=$1
      shift
      ;;
  esac
done

[ -n "$tarball" ] || fail "which tarball?" "$usage"
[ -f "$tarball" ] && [ -r "$tarball" ] || fail "$tarball cannot be read"
if [ -z "$prefix" ]; then
  case ${HOME-} in
    /*) prefix=$HOME/.local ;;
    *) fail "HOME is not set to an absolute path" "$usage" ;;
  esac
fi
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac
# It stands in units, which take no line break.
case $prefix in
  *'
'*) fail "the prefix has a line break in it" ;;
esac
case $feed in
  '' | https://* | file:///* | /*) ;;
  *) fail "a feed is an https URL, a file URL or an absolute path" ;;
esac

launcher=$prefix/bin/coven
data=$prefix/share/coven
pinned=$data/release-key.pub

if [ -e "$launcher" ] || [ -h "$launcher" ]; then
  head -n 2 "$launcher" 2>/dev/null | grep -q '^# Coven, installed by install.sh' ||
    fail "$launcher is there and was not made by install.sh" "$usage, with another --prefix"
fi
if [ -n "$key" ]; then
  head -n 1 "$key" 2>/dev/null | grep -q '^-----BEGIN PUBLIC KEY-----$' ||
    fail "$key is no public key in PEM form"
  if [ -f "$pinned" ] && ! cmp -s "$key" "$pinned"; then
    fail "another key is trusted here already; if that is to change, remove $pinned first"
  fi
elif [ ! -f "$pinned" ]; then
  fail "--key is missing: the public key that later releases are signed with" "$usage"
fi

mkdir -p "$prefix/bin" "$data/versions" || fail "$prefix cannot be written" "$usage"
staging=$data/staging.$$
trap 'rm -rf "$staging"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$staging" || fail "$data cannot be written"

if tar -tzf "$tarball" >"$staging/names" 2>"$staging/said"; then :; else
  fail "$tarball is no whole tar.gz archive"
fi
if grep -q -e '^/' -e '^\.\./' -e '/\.\./' -e '/\.\.$' "$staging/names"; then
  fail "$tarball has names that lead out of it; nothing was installed"
fi
tar -xzf "$tarball" -C "$staging" || fail "$tarball cannot be unpacked; is the disk full?"

image=
for each in "$staging"/coven-*; do
  [ -z "$image" ] && [ -x "$each/bin/coven" ] && [ -f "$each/share/coven/launcher" ] && image=$each
done
[ -n "$image" ] || fail "$tarball holds no Coven"
version=${image##*/coven-}
case $version in
  *[!0-9A-Za-z.-]* | '' | .*) fail "$tarball holds no version" ;;
esac
said=$("$image/bin/coven" --version 2>&1) || fail "this Coven does not run on this machine: $said"
[ "$said" = "coven $version" ] || fail "$tarball says that it is $version, and holds $said"

if [ -d "$data/versions/$version" ]; then
  echo "Coven $version is installed already; its files were left as they are."
else
  mv "$image" "$data/versions/$version"
fi

if [ -n "$key" ] && [ ! -f "$pinned" ]; then
  cp "$key" "$staging/key"
  mv "$staging/key" "$pinned"
fi
if [ -n "$feed" ]; then
  printf '%s\n' "$feed" >"$staging/feed"
  mv "$staging/feed" "$data/feed"
fi
# By rename, so that there is a version at every moment. Renaming to a link that leads to a
# directory would go into that: -T (GNU, busybox) and -h (BSD, macOS) forbid it.
ln -s "versions/$version" "$staging/current"
mv -fT "$staging/current" "$data/current" 2>/dev/null ||
  mv -fh "$staging/current" "$data/current" ||
  fail "$data/current cannot be switched"
if ! cmp -s "$data/versions/$version/share/coven/launcher" "$launcher"; then
  cp "$data/versions/$version/share/coven/launcher" "$prefix/bin/.coven.$$"
  chmod 755 "$prefix/bin/.coven.$$"
  mv "$prefix/bin/.coven.$$" "$launcher"
fi

echo "Coven $version is installed: $launcher"
case :${PATH-}: in
  *":$prefix/bin:"*) ;;
  *) echo "$prefix/bin is not in your PATH." ;;
esac
