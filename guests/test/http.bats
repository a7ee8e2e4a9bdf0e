#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154

load guest

setup_file() {
  local www=$BATS_FILE_TMPDIR/www
  mkdir -p "$www/sub/deep"
  echo '<h1>from the disk</h1>' >"$www/index.html"
  echo 'in sub' >"$www/sub/index.html"
  echo 'body {}' >"$www/sub/deep/a.css"
  echo '{}' >"$www/a.json"
  echo '<svg/>' >"$www/a.svg"
  echo 'x' >"$www/a.js"
  echo 'x' >"$www/a.png"
  echo 'text' >"$www/name with blank.txt"
  : >"$www/empty.txt"
  head -c 1048576 /dev/urandom >"$www/big.bin"
  ln "$www/big.bin" "$www/same.bin"
  (cd "$www" && find . | LC_ALL=C sort | cpio -o -H newc --quiet) >"$BATS_FILE_TMPDIR/www.cpio"
}

serve_files() { http_start "juke netdev.ip=10.0.2.15/24:10.0.2.2:8.8.8.8 -- x" -initrd "$BATS_FILE_TMPDIR/www.cpio" "$@"; }

@test "http says its MAC and where it listens" {
  http_start "juke netdev.ip=10.0.2.15/24:10.0.2.2:8.8.8.8 --"
  [ "$(cat console)" = $'http: mac 52:54:00:12:34:56\nhttp: listening on 10.0.2.15:80' ]
}

@test "http has a page of its own, with host, address, arguments and a counter" {
  http_start 'juke netdev.ip=10.0.2.15/24:10.0.2.2:8.8.8.8:1.1.1.1:jukebox:example.org -- one "<two>"'
  fetch / >one
  fetch / >two
  grep "Hello from Juke!" one
  grep "host: jukebox" one
  grep "address: 10.0.2.15" one
  grep "arg\[1\]=&lt;two&gt;" one
  grep "requests: 1<" one
  grep "requests: 2<" two
}

@test "http serves the files of its initial RAM disk" {
  serve_files
  [ "$(fetch /)" = "<h1>from the disk</h1>" ]
  [ "$(fetch /index.html)" = "<h1>from the disk</h1>" ]
  [ "$(fetch /sub/)" = "in sub" ]
  [ "$(fetch /sub/deep/a.css)" = "body {}" ]
  [ "$(fetch /name%20with%20blank.txt)" = "text" ]
  [ -z "$(fetch /empty.txt)" ]
  fetch /big.bin | cmp - "$BATS_FILE_TMPDIR/www/big.bin"
  fetch /same.bin | cmp - "$BATS_FILE_TMPDIR/www/big.bin"
  grep "http: serving 11 files" console
}

@test "http knows the types of files, and sends a directory to its slash" {
  serve_files
  local path type
  while read -r path type; do
    [ "$(fetch "$path" -o /dev/null -w '%{content_type}')" = "$type" ]
  done <<'END'
/ text/html; charset=utf-8
/empty.txt text/plain; charset=utf-8
/sub/deep/a.css text/css; charset=utf-8
/a.js text/javascript
/a.json application/json
/a.svg image/svg+xml
/a.png image/png
/big.bin application/octet-stream
END
  [ "$(fetch /sub -o /dev/null -w '%{http_code} %{redirect_url}')" = "301 $URL/sub/" ]
}

@test "http answers HEAD without a body" {
  serve_files
  fetch /big.bin -I >head
  grep "Content-Length: 1048576" head
  [ "$(fetch /big.bin -I -o /dev/null -w '%{size_download}' --next -sS "$URL/" -o /dev/null -w ' %{num_connects}')" = "0 0" ]
}

@test "http refuses with the right codes" {
  serve_files
  [ "$(fetch /none -o /dev/null -w '%{http_code}')" = 404 ]
  [ "$(fetch /../../etc/passwd --path-as-is -o /dev/null -w '%{http_code}')" = 404 ]
  [ "$(fetch / -d body -o /dev/null -w '%{http_code}')" = 405 ]
  [ "$(fetch / -X DELETE -o /dev/null -w '%{http_code}')" = 405 ]
  [ "$(fetch / -H "X: $(head -c 9000 /dev/zero | tr '\0' a)" -o /dev/null -w '%{http_code}')" = 431 ]
  [[ "$(peer raw 127.0.0.1 "$PORT" '\x16\x03\x01garbage\r\n\r\n')" == "HTTP/1.1 400 Bad Request"* ]]
  [[ "$(peer raw 127.0.0.1 "$PORT" 'GET / HTTP/7.1\r\n\r\n')" == "HTTP/1.1 400 Bad Request"* ]]
  [ "$(fetch / -o /dev/null -w '%{http_code}')" = 200 ]
}

@test "http skips the body of a request that it refuses, and goes on" {
  serve_files
  [ "$(peer refused-body 127.0.0.1 "$PORT" 1048576)" = "405 200" ]
}

@test "http echoes requests" {
  http_start "juke --"
  [ "$(fetch '/echo?a=b' -X PUT -A agent -H 'Host: h' -H 'X-Thing:  two words ')" = 'PUT /echo?a=b HTTP/1.1
Host: h
User-Agent: agent
Accept: */*
X-Thing:  two words ' ]
}

@test "http keeps connections, and ends them when it is asked to" {
  http_start "juke --"
  [ "$(fetch / -o /dev/null -w '%{num_connects}' --next -sS "$URL/" -o /dev/null -w '%{num_connects}')" = 10 ]
  fetch / -H 'Connection: close' -i | grep -q "Connection: close"
  fetch / --http1.0 -i | grep -q "Connection: close"
  [ "$(peer half-closed 127.0.0.1 "$PORT")" = answered ]
  [ "$(peer dribble 127.0.0.1 "$PORT")" = answered ]
  [ "$(peer pipelined 127.0.0.1 "$PORT" 40)" = "in order" ]
}

@test "http answers a thousand requests of one client" {
  http_start "juke --"
  fetch "/?[1-1000]" -o /dev/null -w '%{http_code}\n' >codes
  [ "$(sort codes | uniq -c | awk '{print $1, $2}')" = "1000 200" ]
  peer load 127.0.0.1 "$PORT" 1000 1 new
}

@test "http answers a thousand requests of sixteen clients" {
  http_start "juke --"
  peer load 127.0.0.1 "$PORT" 1000 16 keep
  seq 60 | xargs -P 4 -I{} curl -sS -m 30 -o /dev/null -w '%{http_code}\n' "$URL/?{}" >codes
  [ "$(sort codes | uniq -c | awk '{print $1, $2}')" = "60 200" ]
}

@test "http sends large bodies to many at once, and to slow readers" {
  serve_files
  local sum pids=()
  sum=$(sha256sum <"$BATS_FILE_TMPDIR/www/big.bin" | cut -d' ' -f1)
  for i in 1 2 3 4 5 6; do
    fetch /big.bin -o "got$i" 3>&- &
    pids+=($!)
  done
  [ "$(peer slow 127.0.0.1 "$PORT" /big.bin 1.5)" = "$sum" ]
  for i in "${!pids[@]}"; do
    wait "${pids[$i]}"
    cmp "got$((i + 1))" "$BATS_FILE_TMPDIR/www/big.bin"
  done
}

@test "http counts" {
  http_start "juke --"
  fetch / >/dev/null
  fetch /none >/dev/null
  fetch /stats >stats
  cat stats
  [ "$(jq '[.requests, .failures, .connections.opened, .frames.bad] | join(" ")' -r stats)" = "3 1 3 0" ]
}

@test "http uses next to no processor while nothing happens" {
  http_start "juke --"
  fetch / >/dev/null
  local before
  before=$(cpu_ticks)
  sleep 1.5
  echo "$(($(cpu_ticks) - before)) of 150"
  [ $(($(cpu_ticks) - before)) -le 4 ]
}

@test "http exits with the code of a request, after its answer" {
  http_start "juke --"
  [ "$(fetch '/exit?300' -o /dev/null -w '%{http_code}')" = 400 ]
  [ "$(fetch '/exit?9')" = "200 OK" ]
  guest_ended 10
  [ "$status" = 9 ]
}

@test "http crashes on demand" {
  http_start "juke --"
  run fetch /crash
  guest_ended 10
  [ "$status" = "qemu 0" ]
}

@test "http leaves at the power button, at rest and under load" {
  http_start "juke --"
  power_button
  guest_ended 10
  [ "$status" = 0 ]
  [[ $output == *"http: power button, bye" ]]
  serve_files
  peer load 127.0.0.1 "$PORT" 100000 4 keep >load 3>&- &
  local load=$!
  sleep 0.5
  power_button
  guest_ended 10
  [ "$status" = 0 ]
  kill $load
}

@test "http says what is missing or wrong" {
  guest http "juke --"
  [ "$status" = 1 ]
  [ "$output" = "http: there is no network device" ]
  guest http "juke netdev.ip=/24::8.8.8.8 --" -netdev user,id=n -device "$(device net),netdev=n"
  [ "$status" = 1 ]
  [ "$output" = "http: netdev.ip does not begin with an IPv4 address" ]
}

@test "http does without an initial RAM disk that it cannot read" {
  head -c 5000 /dev/urandom >"$BATS_TEST_TMPDIR/noise"
  http_start "juke --" -initrd "$BATS_TEST_TMPDIR/noise"
  grep "no cpio archive" console
  fetch / | grep "Hello from Juke!"
}
