#!/bin/bash
# Tries the daemon under a real launchd: packaging/macos/try-on-a-mac.sh IMAGE
#
# NOT YET RUN ON A MAC. Its own logic was tried elsewhere; what it expects of launchd is what the
# documentation says. If you run it, we want to know what it prints, whichever way it goes.
#
# IMAGE is what the build makes, packaging/target/coven. The script takes five minutes, most of them
# waiting for launchd's throttle. It works with labels of its own (dev.coven.daemon.try-XXXXXX) and in
# a directory of its own in your home, which is HOME for all that it starts; a daemon that you have
# installed is neither asked nor touched. In the end, also when it is broken off, it unloads its
# labels and removes its directory. What stays is a line in launchd's list of overrides
# (launchctl print-disabled), which macOS keeps for every label that was ever enabled.
#
# Not tried, since a script cannot: login, logout, reboot, and a session at the screen that ends.
#
# Exit code: 0 when all passed, 1 when something failed, 2 when it cannot begin. For bash 3.2.
set -u

if [ $# -ne 1 ] || [ ! -x "$1/bin/coven" ]; then
  echo "usage: $0 IMAGE    (packaging/target/coven after: mvn -q -DskipTests package)" >&2
  exit 2
fi
if [ "$(uname -s)" != Darwin ]; then
  echo "$0: this is no Mac; on Linux the same is tried by: mvn verify" >&2
  exit 2
fi
if [ "$(id -u)" = 0 ]; then
  echo "$0: run it as yourself and not as root" >&2
  exit 2
fi

image=$(cd "$1" && pwd -P) || exit 2
# Not below TMPDIR, whose path takes half of the 102 bytes that a socket's path may have.
base=$(mktemp -d "$HOME/.coven-try-XXXXXX") || exit 2
tag=$(printf '%s' "${base##*-}" | od -An -tx1 | tr -d ' \n' | cut -c 1-12)
name=try-$tag
second=try-$tag-b
domain=gui/$(id -u)
label=dev.coven.daemon.$name
plist=$base/Library/LaunchAgents/$label.plist
home=$base/.coven-$name
out=$base/out
headless=
passed=0
failed=0

unset COVEN_HOME COVEN_INSTANCE COVEN_SUPERVISOR XDG_CONFIG_HOME
export HOME=$base
# Written into the unit, since launchd gives the daemon your real HOME.
export XDG_STATE_HOME=$base/state
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin

# Every call names an instance of ours; there is none without.
daemon() { # VERB [OPTION...]
  local verb=$1
  shift
  "$image/bin/coven" daemon "$verb" --instance "$name" "$@"
}

clean_up() {
  trap - EXIT INT TERM HUP
  local each target
  for each in "$name" "$second"; do
    # Whatever state it is in; what fails here is seen to below.
    "$image/bin/coven" daemon uninstall --instance "$each" --purge --yes >/dev/null 2>&1
    for target in "gui/$(id -u)" "user/$(id -u)"; do
      launchctl bootout "$target/dev.coven.daemon.$each" >/dev/null 2>&1
    done
  done
  rm -rf "$base"
}
trap 'clean_up' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

pass() {
  passed=$((passed + 1))
  echo "PASS  $1"
}

fail() {
  failed=$((failed + 1))
  echo "FAIL  $1"
  sed 's/^/      | /' "$out" 2>/dev/null
  daemon status 2>&1 | sed 's/^/      status: /'
  launchctl print "$domain/$label" 2>&1 | sed -n 's/^	\([a-z].* = [^{]*\)$/      launchd: \1/p'
  tail -n 5 "$home/logs/coven.log" 2>/dev/null | sed 's/^/      log: /'
}

# Runs a command; its output is kept for a failure. Tells whether it exits as expected.
exits() { # CODE COMMAND...
  local wanted=$1 code
  shift
  "$@" >"$out" 2>&1
  code=$?
  echo "(exit code $code, expected $wanted: ${*/#$image/IMAGE})" >>"$out"
  [ "$code" = "$wanted" ]
}

says() { # TEXT
  grep -q -F -- "$1" "$out"
}

# A member of status's JSON: a number, true, false, null or a text without quotes in it.
status_of() { # MEMBER
  daemon status --json 2>/dev/null |
    sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'
}

# Waits until a command succeeds; tells whether it did.
within() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

is_running() {
  [ "$(status_of state)" = running ]
}

is_another() { # PID
  [ "$(status_of state)" = running ] && [ "$(status_of pid)" != "$1" ]
}

is_state() { # STATE
  [ "$(status_of state)" = "$1" ]
}

is_gone() { # PID
  ! kill -0 "$1" 2>/dev/null
}

is_unloaded() { # LABEL
  ! launchctl print "$domain/$1" >/dev/null 2>&1
}

check() { # NAME COMMAND...
  local what=$1
  shift
  : >"$out"
  if "$@"; then pass "$what"; else fail "$what"; fi
}

# ------------------------------------------------------------------ scenarios

first_start() {
  exits 0 daemon start $headless || return 1
  is_running && [ "$(status_of supervisor)" = launchd ] && [ -f "$plist" ] &&
    plutil -lint "$plist" >>"$out" 2>&1
}

second_start_does_nothing() {
  local pid modified
  pid=$(status_of pid)
  modified=$(ls -lT "$plist" 2>/dev/null)
  exits 0 daemon start && [ "$(status_of pid)" = "$pid" ] &&
    [ "$(ls -lT "$plist" 2>/dev/null)" = "$modified" ]
}

session_runs() {
  exits 3 env COVEN_HOME="$home" "$image/bin/coven" run --non-interactive demo 'exit 3'
}

comes_back_after_kill() { # SIGNAL
  local pid
  pid=$(status_of pid)
  # launchd lets 5 s pass between two starts: older than that, it comes back at once.
  sleep 6
  kill "-$1" "$pid" || return 1
  within 8 is_another "$pid"
}

comes_back_from_quick_deaths() {
  local pid i
  for i in 1 2 3 4; do
    within 15 is_running || return 1
    pid=$(status_of pid)
    kill -9 "$pid" || return 1
    within 15 is_another "$pid" || { echo "death $i" >>"$out"; return 1; }
  done
}

stop_stays_stopped() {
  exits 0 daemon stop || return 1
  sleep 8
  exits 3 daemon status && is_unloaded "$label" && [ -f "$plist" ] && exits 0 daemon stop
}

start_heals_disabled_label() {
  exits 0 daemon stop || return 1
  launchctl disable "$domain/$label" || return 1
  exits 0 daemon start && is_running
}

start_heals_missing_plist() {
  rm "$plist" || return 1
  exits 0 daemon start && is_running && [ -f "$plist" ]
}

restart_replaces_the_process() {
  local pid
  pid=$(status_of pid)
  exits 0 daemon restart && is_another "$pid" && within 2 is_gone "$pid"
}

restart_takes_path() {
  mkdir -p "$base/tools"
  PATH=$base/tools:$PATH exits 0 daemon restart || return 1
  grep -q -F "$base/tools:" "$plist"
}

start_keeps_path() {
  exits 0 daemon stop && exits 0 daemon start && grep -q -F "$base/tools:" "$plist"
}

restart_moves_home() {
  COVEN_HOME=$base/moved exits 0 daemon restart || return 1
  says "Moved from" && [ "$(status_of home)" = "$base/moved" ] && [ -S "$base/moved/coven.sock" ] &&
    COVEN_HOME=$home exits 0 daemon restart && is_running
}

other_home_stops_nothing() {
  local pid
  pid=$(status_of pid)
  COVEN_HOME=$base/elsewhere exits 1 daemon stop &&
    COVEN_HOME=$base/elsewhere exits 1 daemon uninstall && [ "$(status_of pid)" = "$pid" ]
}

hung_daemon_is_replaced() {
  local pid
  pid=$(status_of pid)
  kill -STOP "$pid" || return 1
  # TERM reaches a stopped process only when it goes on; launchd kills after ExitTimeOut, 30 s.
  exits 4 daemon status && exits 0 daemon restart --timeout 60 && is_another "$pid" && is_gone "$pid"
}

permanent_fault_parks() {
  exits 0 daemon stop || return 1
  mv "$home/ledger.sqlite3" "$home/kept" || return 1
  echo 'this is no ledger, and longer than one line of a header' >"$home/ledger.sqlite3"
  exits 1 daemon start --timeout 30 && says ledger.sqlite3 || return 1
  exits 3 daemon status && says parked || return 1
  # The process stays, or launchd would start it for ever; and clients that come do not change that.
  local pid
  pid=$(launchctl print "$domain/$label" | sed -n 's/^	pid = //p')
  sleep 8
  COVEN_HOME=$home "$image/bin/coven" sessions >/dev/null 2>&1
  exits 3 daemon status &&
    [ "$(launchctl print "$domain/$label" | sed -n 's/^	pid = //p')" = "$pid" ] &&
    [ ! -S "$home/coven.sock" ]
}

start_after_mending() {
  mv "$home/kept" "$home/ledger.sqlite3" || return 1
  exits 0 daemon start --timeout 60 && is_running
}

older_plist_is_renewed() {
  sed 's/version=[^ ]* template=/version=0.0.1 template=/' "$plist" >"$base/older" &&
    cat "$base/older" >"$plist" || return 1
  exits 0 daemon status && says "unit" && exits 0 daemon restart &&
    ! grep -q 'version=0.0.1' "$plist" && exits 0 daemon unit --diff
}

two_instances() {
  local odd pid
  odd="$base/ü & <b> \"q\" %h \$x"
  pid=$(status_of pid)
  COVEN_HOME=$odd exits 0 "$image/bin/coven" daemon start --instance "$second" $headless || return 1
  COVEN_HOME=$odd exits 3 "$image/bin/coven" run --non-interactive demo 'exit 3' || return 1
  COVEN_HOME=$odd exits 0 "$image/bin/coven" daemon uninstall --instance "$second" --purge --yes ||
    return 1
  [ ! -e "$odd" ] && [ "$(status_of pid)" = "$pid" ]
}

foreign_plist_is_left_alone() {
  exits 0 daemon uninstall || return 1
  mkdir -p "${plist%/*}"
  cat >"$plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>$label</string>
  <key>ProgramArguments</key><array><string>/bin/sleep</string><string>60</string></array>
</dict>
</plist>
PLIST
  cp "$plist" "$base/foreign"
  exits 1 daemon start $headless && says "$plist" && cmp -s "$plist" "$base/foreign" &&
    exits 0 daemon start --replace $headless && cmp -s "$plist.saved-1" "$base/foreign" && is_running
}

uninstall_leaves_the_ledger_alone() {
  local pid
  pid=$(status_of pid)
  exits 0 daemon uninstall && is_unloaded "$label" && is_gone "$pid" && [ ! -e "$plist" ] &&
    [ ! -e "$XDG_STATE_HOME/coven" ] && [ -f "$home/ledger.sqlite3" ] &&
    exits 0 daemon uninstall
}

purge_removes_it() {
  exits 1 daemon uninstall --purge && [ -f "$home/ledger.sqlite3" ] &&
    exits 0 daemon uninstall --purge --yes && [ ! -e "$home/ledger.sqlite3" ]
}

headless_start() {
  domain=user/$(id -u)
  exits 0 daemon start --headless && is_running && ! is_unloaded "$label" &&
    grep -q Background "$plist" && exits 0 daemon restart && ! is_unloaded "$label" &&
    exits 0 daemon uninstall && is_unloaded "$label"
}

without_desktop_it_says_so() {
  exits 1 daemon start --supervised && says --headless && [ ! -e "$plist" ]
}

# ------------------------------------------------------------------ all of them

echo "macOS $(sw_vers -productVersion 2>/dev/null), $(uname -m), label $label"
if ! launchctl print "$domain" >/dev/null 2>&1; then
  echo "Nobody is logged in at the screen; so everything is tried in user/$(id -u)."
  check "without a desktop, start --supervised fails and names --headless" without_desktop_it_says_so
  domain=user/$(id -u)
  headless=--headless
fi
check "the first start installs, loads and waits until it is ready" first_start
check "a second start does nothing" second_start_does_nothing
check "a session runs" session_runs
check "after kill -9 it is back" comes_back_after_kill KILL
check "after a clean exit it is back" comes_back_after_kill TERM
check "after four deaths in a row it is back" comes_back_from_quick_deaths
check "stop unloads it, and it stays stopped" stop_stays_stopped
check "start after stop" first_start
check "start heals a disabled label" start_heals_disabled_label
check "start heals a plist that is gone" start_heals_missing_plist
check "restart brings another process" restart_replaces_the_process
check "restart takes this shell's PATH" restart_takes_path
check "start keeps the PATH" start_keeps_path
check "restart with COVEN_HOME moves the daemon" restart_moves_home
check "another COVEN_HOME stops nothing" other_home_stops_nothing
check "a hung daemon is seen, and replaced by restart" hung_daemon_is_replaced
check "a permanent fault parks, and its process stays" permanent_fault_parks
check "start after mending" start_after_mending
check "an older plist is noticed and renewed" older_plist_is_renewed
check "two instances, one in a home with odd letters" two_instances
check "a plist of somebody else is left alone, or kept as a copy" foreign_plist_is_left_alone
check "uninstall leaves the ledger and nothing else" uninstall_leaves_the_ledger_alone
check "purge lists, and with --yes removes" purge_removes_it
if [ -z "$headless" ] && launchctl print "user/$(id -u)" >/dev/null 2>&1; then
  check "headless, in the user's other domain" headless_start
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
